import * as characters from '../characters.ts';
import { codeUnits } from '../code-units.ts';
import * as hashing from '../hashed-items.ts';

/** The words and symbols of a text, as numbers: what the word and n-gram rules count. */
export interface WordScan extends hashing.HashedItems {
  /** Those that are not symbols only. */
  readonly words: number;
  /** Their length together. */
  readonly wordCharacters: number;
  /** Those that hold a letter. */
  readonly alphabetic: number;
}

// Constants of the loop's own; see `characters.ts`.
const { DIGIT, LETTER, MARK, OTHER, SPACE, SURROGATE, UNSPACED, characterClass, characterLength } = characters;
const { FIRST_HASH, FIRST_FACTOR, SECOND_FACTOR } = hashing;
const CLASSES = characters.UNIT_CLASSES.slice();
CLASSES[0x5f] = LETTER;

/**
 * Splits a text into words and symbols in one pass. A word is a run of letters, marks, digits and underscores, with
 * `'`, `-` and `.` inside, and `,` between digits; a run of one repeated symbol (`...`, `=====`) is one symbol. Close
 * to the word tokenizers that the published filters use (NLTK's, spaCy's), and linear. Case is kept, as there.
 * To be read at once: whatever splits another text overwrites the lists.
 */
export function scanWords(text: string): WordScan {
  const { length } = text;
  const units = codeUnits(text);
  let lists = hashing.sharedLists(length);
  let { firsts, seconds, starts, lengths } = lists;
  let count = 0;
  let words = 0;
  let wordCharacters = 0;
  let alphabetic = 0;
  let offset = 0;
  while (offset < length) {
    let unit = units[offset] ?? 0;
    let kind = CLASSES[unit] ?? 0;
    if (kind === SPACE) {
      offset += 1;
      continue;
    }
    const start = offset;
    let first = FIRST_HASH;
    let second = 0;
    while (kind === LETTER) {
      first = Math.imul(first ^ unit, FIRST_FACTOR);
      second = (Math.imul(second, SECOND_FACTOR) + unit) | 0;
      offset += 1;
      unit = units[offset] ?? 0;
      kind = CLASSES[unit] ?? 0;
    }
    const letters = offset > start;
    if (kind === SURROGATE) kind = characterClass(text, offset);
    const symbol = !letters && kind === OTHER;
    let end = offset;
    if (symbol) end = symbolEnd(text, units, start);
    else if (kind !== SPACE) end = wordEnd(text, units, offset, letters);
    for (; offset < end; offset++) {
      unit = units[offset] ?? 0;
      first = Math.imul(first ^ unit, FIRST_FACTOR);
      second = (Math.imul(second, SECOND_FACTOR) + unit) | 0;
    }
    if (!symbol) {
      words += 1;
      wordCharacters += end - start;
      if (letters || hasLetter(text, start, end)) alphabetic += 1;
    }
    if (count === starts.length) {
      lists = hashing.withMoreRoom(lists);
      ({ firsts, seconds, starts, lengths } = lists);
    }
    firsts[count] = first;
    seconds[count] = second;
    starts[count] = start;
    lengths[count] = end - start;
    count += 1;
  }
  return { firsts, seconds, starts, lengths, count, words, wordCharacters, alphabetic };
}

/** The end of a run of one symbol; a pair of units makes none. */
function symbolEnd(text: string, units: Uint16Array, start: number): number {
  if (characterLength(text, start) === 2) return start + 2;
  let offset = start + 1;
  while (offset < text.length && units[offset] === units[start]) offset += 1;
  return offset;
}

/** The end of a word that begins at `from`, or that goes on there behind letters. */
function wordEnd(text: string, units: Uint16Array, from: number, behindLetters: boolean): number {
  let offset = from;
  let last = LETTER;
  if (!behindLetters) {
    last = classAt(text, from);
    offset += characterLength(text, from);
  }
  while (last !== UNSPACED && offset < text.length) {
    const next = classAt(text, offset);
    if (next !== LETTER && next !== DIGIT && next !== MARK && !joins(text, units, offset, last)) break;
    last = next;
    offset += characterLength(text, offset);
  }
  return offset;
}

function hasLetter(text: string, start: number, end: number): boolean {
  for (let offset = start; offset < end; offset += characterLength(text, offset)) {
    const kind = classAt(text, offset);
    if (kind === LETTER || kind === UNSPACED) return true;
  }
  return false;
}

function classAt(text: string, offset: number): number {
  const kind = CLASSES[text.charCodeAt(offset)] ?? OTHER;
  return kind === SURROGATE ? characterClass(text, offset) : kind;
}

/** Whether the symbol at this offset stands inside a word, after a character of the class `last`. */
function joins(text: string, units: Uint16Array, offset: number, last: number): boolean {
  const code = units[offset];
  const inside = code === 0x27 || code === 0x2019 || code === 0x2d || code === 0x2e;
  if (!inside && (code !== 0x2c || last !== DIGIT)) return false;
  if (offset + 1 >= text.length) return false;
  const next = classAt(text, offset + 1);
  return next === DIGIT || (inside && next === LETTER);
}
