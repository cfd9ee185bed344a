/**
 * What the processes of a run did with their time, over all resumes. Kept with the progress, and saved with it; all in
 * seconds but the last.
 */
export interface Activity {
  /** From the beginning of each process to its end. */
  seconds: number;
  /** The same times the GPUs behind the endpoints: a run holds them whether it uses them or not. */
  gpuSeconds: number;
  /** With no endpoint of some model usable. */
  pausedSeconds: number;
  /** Before the last task began: while there was work to give out. The next three are parts and multiples of it. */
  workSeconds: number;
  /** Of them with more than a twentieth of the slots free: the servers could have had more. */
  freeSeconds: number;
  /** The sum over time of the slots there were, and of the requests that were in flight. */
  slotSeconds: number;
  inFlightSeconds: number;
  /** Requests that servers answered or failed. */
  requests: number;
}

/** Nothing done yet. */
export function emptyActivity(): Activity {
  return {
    seconds: 0,
    gpuSeconds: 0,
    pausedSeconds: 0,
    workSeconds: 0,
    freeSeconds: 0,
    slotSeconds: 0,
    inFlightSeconds: 0,
    requests: 0,
  };
}

/** How a run stands at a moment. */
export interface Moment {
  /** Behind all endpoints together. */
  readonly gpus: number;
  readonly paused: boolean;
  /** Whether there are tasks that have not begun. */
  readonly working: boolean;
  readonly slots: number;
  readonly inFlight: number;
}

/** Slots that may be free for a moment while one answer makes way for the next request. */
const FREE_SHARE = 0.05;

/** Adds `seconds` during which the run stood like this. */
export function passTime(activity: Activity, seconds: number, moment: Moment): void {
  activity.seconds += seconds;
  activity.gpuSeconds += seconds * moment.gpus;
  if (moment.paused) activity.pausedSeconds += seconds;
  if (!moment.working) return;
  activity.workSeconds += seconds;
  activity.slotSeconds += seconds * moment.slots;
  activity.inFlightSeconds += seconds * Math.min(moment.inFlight, moment.slots);
  if (moment.inFlight < moment.slots * (1 - FREE_SHARE)) activity.freeSeconds += seconds;
}
