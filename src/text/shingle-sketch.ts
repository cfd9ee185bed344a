import type { HashedWords } from './words.ts';

/** Words of a shingle, as in the published deduplications of rewrites (5-grams). */
const SHINGLE_WORDS = 5;

/** Bins of a sketch, a byte each: the standard error of a resemblance of 0.7 is 0.04. */
const BINS = 128;

/**
 * A sketch of a text's word 5-grams: one-permutation MinHash (Li, Owen and Zhang, 2012) with the lowest 8 bits of each
 * bin's least hash (Li and König, 2010), 0 for an empty bin. Undefined for a text of fewer than five words. Linear.
 */
export function sketchOf({ firsts, count }: Pick<HashedWords, 'firsts' | 'count'>): Uint8Array | undefined {
  if (count < SHINGLE_WORDS) return undefined;
  const least = new Uint32Array(BINS).fill(0xffffffff);
  for (let end = SHINGLE_WORDS; end <= count; end++) {
    let hash = 0;
    for (let at = end - SHINGLE_WORDS; at < end; at++) hash = Math.imul(hash, 31) + (firsts[at] ?? 0);
    // The finalizer of MurmurHash3: all bits of the hash must look random.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash = (hash ^ (hash >>> 16)) >>> 0;
    const bin = hash % BINS;
    const value = Math.floor(hash / BINS);
    if (value < (least[bin] ?? 0)) least[bin] = value;
  }
  return Uint8Array.from(least, (value) => (value === 0xffffffff ? 0 : 1 + (value % 255)));
}

/** The estimated resemblance (Jaccard) of the 5-grams of two sketched texts, from 0 to 1. */
export function resemblance(left: Uint8Array, right: Uint8Array): number {
  let used = 0;
  let equal = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const [one, other] = [left[bin] ?? 0, right[bin] ?? 0];
    if ((one | other) === 0) continue;
    used += 1;
    if (one === other) equal += 1;
  }
  return used === 0 ? 0 : equal / used;
}
