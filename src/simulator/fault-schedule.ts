import { parseDuration } from '../generation/duration.ts';
import { unitInterval } from '../text/hash.ts';
import { FAULT_KINDS, type Fault, isFault } from './fault-kinds.ts';

/** What happens to a whole replica. */
const REPLICA_FAULTS = ['down', 'restart', 'slow', 'swap'] as const;

/** A fault that comes at a time, in milliseconds since the simulator's start. */
export interface ScheduledFault {
  readonly kind: (typeof REPLICA_FAULTS)[number] | Fault;
  readonly at: number;
  /** How long it lasts; undefined for ever. */
  readonly for: number | undefined;
  /** Numbers of the replicas, from 0; `any` is one of them, drawn from the seed. */
  readonly replicas: readonly number[] | 'all' | 'any';
  /** `restart`: how long the model loads once the server listens again. */
  readonly loading: number;
  /** `slow`: how many times as long everything takes. */
  readonly factor: number;
  /** `swap`: the name of the model that is served from then on. */
  readonly model: string;
  /** A fault of requests: the share of them that meet it. */
  readonly share: number;
}

/** A replica, as far as a schedule acts on it. */
export interface ScheduledReplica {
  stop(): Promise<void>;
  start(options?: { readonly loadingMs?: number }): Promise<void>;
  setSlowness(factor: number): void;
  swapModel(name: string): void;
  /** Begins to break this share of the requests; returns the function that ends it. */
  breakRequests(fault: Fault, share: number): () => void;
}

const KEYS = ['at', 'for', 'replica', 'kind', 'loading', 'factor', 'model', 'share'] as const;
const DEFAULT_LOADING_MS = 5_000;
const DEFAULT_FACTOR = 5;

/**
 * Reads `at=30s for=20s replica=3 kind=down`: pairs in any order, separated by spaces or commas. `at` (0 when left out),
 * `for` and `loading` are durations; `replica` is a number, several with `+` or a range (`0-3`), `all` (also when left
 * out) or `any`. Returns what is wrong and what is valid as a string.
 */
export function parseScheduledFault(text: string): ScheduledFault | string {
  const given = new Map<string, string>();
  for (const pair of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const [key = '', value = ''] = pair.split('=', 2);
    if (!(KEYS as readonly string[]).includes(key) || value === '') {
      return `\`${pair}\` is not understood: write KEY=VALUE with one of ${KEYS.join(', ')}`;
    }
    given.set(key, value);
  }

  const kind = given.get('kind') ?? '';
  const kinds = [...REPLICA_FAULTS, ...FAULT_KINDS];
  if (!isKind(kind)) return `kind=${kind} is none: write one of ${kinds.join(', ')}`;
  const model = given.get('model') ?? '';
  if (kind === 'swap' && model === '') return 'kind=swap needs model=NAME, the model that is served from then on';

  const times = { at: 0, for: kind === 'restart' ? 1_000 : undefined, loading: DEFAULT_LOADING_MS };
  const durations: { at: number; for: number | undefined; loading: number } = times;
  for (const key of ['at', 'for', 'loading'] as const) {
    const value = given.get(key);
    if (value === undefined) continue;
    const parsed = parseDuration(value);
    if (parsed === undefined) return `${key}=${value} is no duration: write 500ms, 20s or 5m`;
    durations[key] = parsed;
  }
  const replicas = parseReplicas(given.get('replica') ?? 'all');
  if (replicas === undefined) {
    return `replica=${given.get('replica')} is none: write a number from 0 on, 0+3, 0-3, all or any`;
  }
  const factor = Number(given.get('factor') ?? DEFAULT_FACTOR);
  if (!(factor > 0)) return `factor=${given.get('factor')} is none: write a number above 0, such as 5`;
  const share = Number(given.get('share') ?? 1);
  if (!(share > 0 && share <= 1)) return `share=${given.get('share')} is none: write a number above 0, at most 1`;
  return { kind, ...durations, replicas, factor, model, share };
}

function isKind(name: string): name is ScheduledFault['kind'] {
  return isFault(name) || (REPLICA_FAULTS as readonly string[]).includes(name);
}

function parseReplicas(text: string): ScheduledFault['replicas'] | undefined {
  if (text === 'all' || text === 'any') return text;
  const numbers: number[] = [];
  for (const part of text.split('+')) {
    const [, from, to = from] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    if (from === undefined || Number(to) < Number(from)) return undefined;
    for (let number = Number(from); number <= Number(to); number++) numbers.push(number);
  }
  return numbers;
}

/** The numbers of the replicas, of so many, that an entry of a schedule is about; the entry's place settles `any`. */
export function replicasOf(fault: ScheduledFault, replicas: number, seed: number, place: number): number[] {
  if (fault.replicas === 'any') return [Math.floor(unitInterval(seed, 'replica', place) * replicas)];
  const all = Array.from({ length: replicas }, (_, number) => number);
  const { replicas: chosen } = fault;
  return chosen === 'all' ? all : all.filter((number) => chosen.includes(number));
}

/** A replica whose port another program took meanwhile stays down. */
function comeBack(replica: ScheduledReplica, loadingMs: number): void {
  replica.start({ loadingMs }).catch(() => {});
}

/** Lets a fault happen to a replica. Returns what ends it; a restart and a fault without `for` end by themselves or never. */
async function begin(fault: ScheduledFault, replica: ScheduledReplica, model: string): Promise<() => void> {
  switch (fault.kind) {
    case 'down':
      await replica.stop();
      return () => comeBack(replica, 0);
    case 'restart':
      await replica.stop();
      return () => comeBack(replica, fault.loading);
    case 'slow':
      replica.setSlowness(fault.factor);
      return () => replica.setSlowness(1);
    case 'swap':
      replica.swapModel(fault.model);
      return () => replica.swapModel(model);
    default:
      return replica.breakRequests(fault.kind, fault.share);
  }
}

/**
 * Runs a schedule against replicas from now on. Returns the function that stops it; what has begun is left as it is.
 */
export function runSchedule(
  faults: readonly ScheduledFault[],
  replicas: readonly ScheduledReplica[],
  { seed, model }: { readonly seed: number; readonly model: string },
): () => void {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;
  function after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  }
  async function beginAndEnd(fault: ScheduledFault, replica: ScheduledReplica): Promise<void> {
    const end = await begin(fault, replica, model);
    if (!stopped && fault.for !== undefined) after(fault.for, end);
  }
  faults.forEach((fault, place) => {
    for (const number of replicasOf(fault, replicas.length, seed, place)) {
      const replica = replicas[number];
      if (replica === undefined) continue;
      after(fault.at, () => {
        // None of what begins can fail: closing a server that listens does not.
        void beginAndEnd(fault, replica);
      });
    }
  });
  return () => {
    stopped = true;
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  };
}
