/** Points of the course of a run. */
const POINTS = 60;

/** Follows what is accepted over a run, in the order of the schedule. */
export interface Course {
  /** The next accepted record and its generated tokens. */
  add(strategy: string, tokens: number): void;
  /** Strategy → generated tokens accepted up to each of 60 points, which equally many records lie between. */
  cumulative(): ReadonlyMap<string, readonly number[]>;
}

/** `accepted`: how many records there will be. */
export function courseOf(strategies: readonly string[], accepted: number): Course {
  const tokensOf = new Map(strategies.map((name) => [name, Array.from({ length: POINTS }, () => 0)]));
  let records = 0;
  return {
    add(strategy, tokens) {
      const point = Math.min(POINTS - 1, Math.floor((records / Math.max(1, accepted)) * POINTS));
      const values = tokensOf.get(strategy);
      if (values !== undefined) values[point] = (values[point] ?? 0) + tokens;
      records += 1;
    },
    cumulative() {
      return new Map([...tokensOf].map(([name, values]) => [name, sumsOf(values)]));
    },
  };
}

function sumsOf(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
