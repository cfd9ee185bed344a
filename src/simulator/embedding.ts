import { hash64 } from '../text/hash.ts';
import { toUnit } from '../text/vectors.ts';
import { words } from '../text/words.ts';

/** Length of the simulated model's vectors. */
const DIMENSIONS = 256;

/**
 * The vector that the simulated model makes of a text: each word adds or takes 1 at a place that follows from its hash
 * (the hashing trick; Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009), counts enter by
 * their square root, and the length is 1. Texts with many words in common get near vectors, a text without words gets
 * the one of no meaning: all zeros.
 */
export function embed(text: string): Float32Array {
  const counts = new Map<string, number>();
  for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const vector = new Float32Array(DIMENSIONS);
  for (const [word, count] of counts) {
    const hash = hash64(word);
    const at = Number(hash % BigInt(DIMENSIONS));
    vector[at] = (vector[at] ?? 0) + (hash >> 63n === 0n ? 1 : -1) * Math.sqrt(count);
  }
  return toUnit(vector);
}
