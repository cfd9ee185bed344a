import { hash64 } from './hash.ts';
import { sketchOf } from './shingle-sketch.ts';
import { passingWords, words } from './words.ts';

/** What an accepted text is compared with others by, long after the text itself is gone. */
export interface TextPrint {
  /** xxHash64 of the whole text, as a signed integer. */
  readonly hash: bigint;
  /** A 32-bit hash of the first five words; null for a text that has none. */
  readonly opening: number | null;
  /** Of its word 5-grams; null where nobody asked for it, or where it has fewer than five words. */
  readonly sketch: Uint8Array | null;
}

/** Words that make an opening: what FinePhrase (Hugging Face, 2026) counted identical openings by. */
const OPENING_WORDS = 5;

/** UTF-16 units in which an opening is looked for. */
const OPENING_REACH = 160;

/**
 * The print of an accepted text. `text`: as it stands in the record; `generated`: the same without the source of
 * `with_source`; `sketched`: whether there are texts of the same document to compare it with. Linear.
 */
export function printOf(text: string, generated: string, sketched: boolean): TextPrint {
  const hash = BigInt.asIntN(64, hash64(text));
  const sketch = sketched ? (sketchOf(passingWords(generated)) ?? null) : null;
  return { hash, opening: openingOf(generated), sketch };
}

/** The first five words of a text, for a person to read. */
export function openingWords(generated: string): string {
  return words(generated.slice(0, OPENING_REACH)).slice(0, OPENING_WORDS).join(' ');
}

function openingOf(generated: string): number | null {
  const { count, firsts } = passingWords(generated.slice(0, OPENING_REACH));
  if (count === 0) return null;
  let hash = 0;
  for (let at = 0; at < Math.min(OPENING_WORDS, count); at++) hash = (Math.imul(hash, 31) + (firsts[at] ?? 0)) | 0;
  return hash;
}
