import { unitInterval } from '../text/hash.ts';

/** A lognormal distribution of lengths: their mean, and the standard deviation of their logarithm (0: all alike). */
export interface Spread {
  readonly mean: number;
  readonly sigma: number;
}

/** How widely lengths are spread where only a mean was given. */
const DEFAULT_SIGMA = 0;

/** Reads `359` or `359:0.5`. Undefined for anything else, for a mean below 1 and for a sigma over 3. */
export function parseSpread(text: string): Spread | undefined {
  const [mean = '', sigma] = text.split(':', 2);
  const spread = { mean: Number(mean), sigma: sigma === undefined ? DEFAULT_SIGMA : Number(sigma) };
  const fits = mean.trim() !== '' && spread.mean >= 1 && Number.isFinite(spread.mean) && sigma?.trim() !== '';
  return fits && spread.sigma >= 0 && spread.sigma <= 3 && text.split(':').length <= 2 ? spread : undefined;
}

/** Draws a length, an integer of at least 1: a function of the seed and the keys alone. */
export function drawLength({ mean, sigma }: Spread, seed: number, ...keys: readonly (string | number)[]): number {
  if (sigma === 0) return Math.max(1, Math.round(mean));
  const radius = Math.sqrt(-2 * Math.log(1 - unitInterval(seed, 'length', ...keys)));
  const normal = radius * Math.cos(2 * Math.PI * unitInterval(seed, 'angle', ...keys));
  return Math.max(1, Math.round(mean * Math.exp(sigma * normal - sigma ** 2 / 2)));
}
