import {
  characterClass,
  characterLength,
  DIGIT,
  LETTER,
  MARK,
  OTHER,
  SPACE,
  SURROGATE,
  UNIT_CLASSES,
  UNSPACED,
} from '../characters.ts';

/** The words and symbols of a text, as numbers: what the word and n-gram rules count. */
export interface WordScan {
  /** Words and symbols together: how much of the three lists is filled. */
  readonly count: number;
  /** Length of each in UTF-16 units. */
  readonly lengths: Int32Array;
  /** Two different 32-bit hashes of each. */
  readonly hashes: Int32Array;
  readonly checks: Int32Array;
  /** Those that are not symbols only. */
  readonly words: number;
  /** Their length together. */
  readonly wordCharacters: number;
  /** Those that hold a letter. */
  readonly alphabetic: number;
}

/** FNV-1a's offset basis and prime. */
const HASH_SEED = 0x811c9dc5 | 0;
const HASH_PRIME = 0x01000193;
const UNDERSCORE = 0x5f;
const CLASSES = UNIT_CLASSES.slice();
CLASSES[UNDERSCORE] = LETTER;

/** The first hash of a word, as a scan gives it. */
export function wordHash(word: string): number {
  let hash = HASH_SEED;
  for (let offset = 0; offset < word.length; offset++) hash = Math.imul(hash ^ word.charCodeAt(offset), HASH_PRIME);
  return hash;
}

/**
 * Splits a text into words and symbols in one pass. A word is a run of letters, marks, digits and underscores, with
 * `'`, `-` and `.` inside, and `,` between digits; a run of one repeated symbol (`...`, `=====`) is one symbol. Close
 * to the word tokenizers that the published filters use (NLTK's, spaCy's), and linear. Case is kept, as there.
 */
export function scanWords(text: string): WordScan {
  let capacity = Math.max(64, text.length >> 2);
  let lengths = new Int32Array(capacity);
  let hashes = new Int32Array(capacity);
  let checks = new Int32Array(capacity);
  let count = 0;
  let words = 0;
  let wordCharacters = 0;
  let alphabetic = 0;
  let offset = 0;
  while (offset < text.length) {
    const kind = classAt(text, offset);
    if (kind === SPACE) {
      offset += 1;
      continue;
    }
    const start = offset;
    let hash = HASH_SEED;
    let check = 0;
    let end = offset + characterLength(text, offset);
    if (kind === OTHER) end = symbolEnd(text, start, end);
    const alone = kind === OTHER || kind === UNSPACED;
    let letter = kind === LETTER || kind === UNSPACED;
    let last = kind;
    for (;;) {
      for (; offset < end; offset++) {
        const code = text.charCodeAt(offset);
        hash = Math.imul(hash ^ code, HASH_PRIME);
        check = (Math.imul(check, 31) + code) | 0;
      }
      if (alone || offset >= text.length) break;
      const next = classAt(text, offset);
      if (next === LETTER) letter = true;
      else if (next !== DIGIT && next !== MARK && !joins(text, offset, last)) break;
      last = next;
      end = offset + characterLength(text, offset);
    }
    if (kind !== OTHER) {
      words += 1;
      wordCharacters += offset - start;
      if (letter) alphabetic += 1;
    }
    if (count === capacity) {
      capacity *= 2;
      lengths = grown(lengths, capacity);
      hashes = grown(hashes, capacity);
      checks = grown(checks, capacity);
    }
    lengths[count] = offset - start;
    hashes[count] = hash;
    checks[count] = check;
    count += 1;
  }
  return { count, lengths, hashes, checks, words, wordCharacters, alphabetic };
}

function classAt(text: string, offset: number): number {
  if (offset >= text.length) return OTHER;
  const kind = CLASSES[text.charCodeAt(offset)] ?? OTHER;
  return kind === SURROGATE ? characterClass(text, offset) : kind;
}

/** Whether the symbol at this offset stands inside a word, after a character of the class `last`. */
function joins(text: string, offset: number, last: number): boolean {
  const code = text.charCodeAt(offset);
  if (code === 0x27 || code === 0x2019 || code === 0x2d || code === 0x2e) {
    const next = classAt(text, offset + 1);
    return next === LETTER || next === DIGIT;
  }
  return code === 0x2c && last === DIGIT && classAt(text, offset + 1) === DIGIT;
}

function symbolEnd(text: string, start: number, afterFirst: number): number {
  if (afterFirst > start + 1) return afterFirst;
  const code = text.charCodeAt(start);
  let offset = afterFirst;
  while (offset < text.length && text.charCodeAt(offset) === code) offset += 1;
  return offset;
}

function grown(list: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity);
  larger.set(list);
  return larger;
}
