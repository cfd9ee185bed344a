import { codeUnits } from './code-units.ts';
import { FIRST_FACTOR, FIRST_HASH } from './hashed-items.ts';
import { passingWords } from './words.ts';

let kept = new Int32Array(1 << 14);

/**
 * A hash of each run of `size` words of a text (its shingles, or n-grams), in order and with repetitions: 32 well mixed
 * bits. Words are those of `words.ts`: case, punctuation and white space make no difference. A text of fewer words is
 * one shingle, a text without any is one of its characters. Never empty. Linear.
 *
 * To be read at once: the next call overwrites them.
 */
export function shingleHashes(text: string, size: number): Int32Array {
  const { count, firsts, seconds } = passingWords(text);
  if (count === 0) return hashesOf(wordless(text));
  const span = Math.min(size, count);
  const shingles = count - span + 1;
  if (shingles > kept.length) kept = new Int32Array(2 * shingles);
  for (let start = 0; start < shingles; start++) {
    let hash = span;
    for (let at = start; at < start + span; at++) {
      hash = Math.imul(hash ^ (firsts[at] ?? 0), 0x9e3779b1);
      hash = ((hash ^ (hash >>> 15)) + (seconds[at] ?? 0)) | 0;
    }
    kept[start] = mixed(hash);
  }
  return kept.subarray(0, shingles);
}

function hashesOf(only: number): Int32Array {
  kept[0] = mixed(only);
  return kept.subarray(0, 1);
}

function wordless(text: string): number {
  const units = codeUnits(text);
  let hash = FIRST_HASH;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ (units[at] ?? 0), FIRST_FACTOR);
  return hash;
}

/** MurmurHash3's last step: every bit of the result depends on every bit of the number. */
export function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
