/** Draws that are the same for the same seed. */
export interface Draws {
  /** A whole number from 0 up to but not including `count`. */
  below(count: number): number;
  /** One of a list that has at least one. */
  oneOf<T>(list: readonly T[]): T;
}

/** Draws from a seed (mulberry32): good enough to choose examples with, the same on every machine. */
export function draws(seed: number): Draws {
  let state = seed >>> 0;
  const below = (count: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count);
  };
  return {
    below,
    oneOf: (list) => {
      const drawn = list[below(list.length)];
      if (drawn === undefined) throw new Error('Nothing to draw from.');
      return drawn;
    },
  };
}
