import { count } from '../text/figures.ts';

/** What a job reads between two lines about one step. */
const TOLD_EVERY = 1_000_000;

/**
 * Tells on standard error which step of a job is at work, and now and then how far it is. To be called with 0 where a step
 * begins.
 *
 * @param steps what is told of each step
 * @param unit what is counted, in the plural
 */
export function tellSteps<Step extends string>(
  steps: Readonly<Record<Step, string>>,
  unit: string,
): (step: Step, done: number) => void {
  let next = TOLD_EVERY;
  return (step, done) => {
    if (done === 0) {
      next = TOLD_EVERY;
      process.stderr.write(`${steps[step]}\n`);
    } else if (done >= next) {
      next += TOLD_EVERY;
      process.stderr.write(`${steps[step]}: ${count(done)} ${unit}\n`);
    }
  };
}
