import { codeUnits } from './code-units.ts';
import { FIRST_FACTOR, FIRST_HASH } from './hashed-items.ts';
import { createHashIndex } from './hash-index.ts';
import { ownNumbers } from './own-numbers.ts';
import { STOP_WORDS } from './stop-words.ts';
import { type HashedWords, LOWER_UNITS } from './words.ts';

/** Shorter words are mostly those that every text has. */
const LONG_WORD = 5;
/** So much of a word is compared, in UTF-16 units: what follows is inflection in most languages that have it. */
export const STEM_UNITS = 5;

const FUNCTION_WORDS = createHashIndex([
  ...new Set(Object.values(STOP_WORDS).flatMap((list) => [...list].filter((word) => word.length >= LONG_WORD))),
]);

// The loop's own; `characters.ts` says why.
const LOWER = LOWER_UNITS;
const UNITS = STEM_UNITS;
const START = FIRST_HASH;
const FACTOR = FIRST_FACTOR;

/** The different beginnings of a text's words of five letters and more, lower-cased, in order of first appearance. */
export interface Stems {
  readonly count: number;
  /** By stem: its hash, the place of the first word that begins so, and how many words do that are no function words. */
  readonly hashes: Int32Array;
  readonly firstWords: Int32Array;
  readonly times: Int32Array;
  has(hash: number): boolean;
}

/** The stems of a text's words. Scripts without spaces have none: their words are one character long. Linear. */
export function stemsOf({ text, count: words, firsts, seconds, starts, lengths }: HashedWords): Stems {
  let long = 0;
  for (let word = 0; word < words; word++) if ((lengths[word] ?? 0) >= LONG_WORD) long += 1;
  const hashes = ownNumbers(long);
  const firstWords = ownNumbers(long);
  const times = ownNumbers(long);
  // Open addressing, at most half full: a stem's place plus 1, or 0.
  const table = ownNumbers(2 ** (32 - Math.clz32(2 * long)));
  const mask = table.length - 1;
  const units = codeUnits(text);
  let count = 0;
  for (let word = 0; word < words; word++) {
    if ((lengths[word] ?? 0) < LONG_WORD) continue;
    const start = starts[word] ?? 0;
    let hash = START;
    for (let at = start; at < start + UNITS; at++) hash = Math.imul(hash ^ (LOWER[units[at] ?? 0] ?? 0), FACTOR);
    let slot = (hash ^ (hash >>> 15)) & mask;
    let stem = (table[slot] ?? 0) - 1;
    while (stem !== -1 && hashes[stem] !== hash) {
      slot = (slot + 1) & mask;
      stem = (table[slot] ?? 0) - 1;
    }
    if (stem === -1) {
      stem = count++;
      table[slot] = count;
      hashes[stem] = hash;
      firstWords[stem] = word;
    }
    if (FUNCTION_WORDS.find(firsts[word] ?? 0, seconds[word] ?? 0) === -1) times[stem] = (times[stem] ?? 0) + 1;
  }
  const has = (hash: number): boolean => {
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (table[slot] !== 0 && hashes[(table[slot] ?? 0) - 1] !== hash) slot = (slot + 1) & mask;
    return table[slot] !== 0;
  };
  return { count, hashes, firstWords, times, has };
}
