import { unitInterval } from '../text/hash.ts';

/**
 * A document's own number in (0, 1), by which it is drawn: a function of the seed and its id alone, so that a draw
 * depends neither on the order of the corpus nor on what else is in it.
 */
export function drawOf(seed: number, id: string): number {
  // The middle of one of 2^53 equal steps: neither 0 nor 1, whose logarithms end everything.
  return unitInterval(seed, 'select', id) + 2 ** -54;
}

/** Gumbel(0, 1) noise of a draw. The `n` largest of `log p + noise` are a sample without replacement by `p`. */
export function gumbelNoise(draw: number): number {
  return -Math.log(-Math.log(draw));
}

/** The mean of scores and how far they spread, from their count, sum and sum of squares. */
export interface Standard {
  readonly mean: number;
  /** The population's standard deviation. */
  readonly deviation: number;
}

/** Gathers the mean and the standard deviation of numbers that come one at a time (Welford, 1962). */
export function createStandard(): { add(score: number): void; result(): Standard } {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add(score) {
      count += 1;
      const distance = score - mean;
      mean += distance / count;
      squares += distance * (score - mean);
    },
    result() {
      return { mean, deviation: count === 0 ? 0 : Math.sqrt(squares / count) };
    },
  };
}

/**
 * QuRating's key (Wettig et al., 2024): z(score)/τ + Gumbel noise. Taken in descending order, documents are sampled
 * without replacement with p ∝ exp(z(score)/τ). τ → 0 is top-k, τ → ∞ uniform.
 */
export function quratingKey(score: number, { mean, deviation }: Standard, temperature: number, draw: number): number {
  // Where all scores are equal none is preferred.
  const z = deviation > 0 ? (score - mean) / deviation : 0;
  return z / temperature + gumbelNoise(draw);
}
