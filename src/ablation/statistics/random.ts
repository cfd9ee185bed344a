import { mixed } from '../../text/shingles.ts';

/** Numbers in [0, 1), 32 bits each, that follow from a seed: SplitMix's counter, well mixed. */
export function createRandom(seed: number): () => number {
  let state = mixed(seed ^ 0x5851f42d);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mixed(state) >>> 0) / 2 ** 32;
  };
}
