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
import { createHashedItems, type HashedItems } from '../hashed-items.ts';

/** The words and symbols of a text, as numbers: what the word and n-gram rules count. */
export interface WordScan extends HashedItems {
  /** Those that are not symbols only. */
  readonly words: number;
  /** Their length together. */
  readonly wordCharacters: number;
  /** Those that hold a letter. */
  readonly alphabetic: number;
}

const UNDERSCORE = 0x5f;
const CLASSES = UNIT_CLASSES.slice();
CLASSES[UNDERSCORE] = LETTER;

/**
 * Splits a text into words and symbols in one pass. A word is a run of letters, marks, digits and underscores, with
 * `'`, `-` and `.` inside, and `,` between digits; a run of one repeated symbol (`...`, `=====`) is one symbol. Close
 * to the word tokenizers that the published filters use (NLTK's, spaCy's), and linear. Case is kept, as there.
 */
export function scanWords(text: string): WordScan {
  const hashed = createHashedItems(text.length >> 2);
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
    offset += characterLength(text, offset);
    if (kind === OTHER) {
      offset = symbolEnd(text, start, offset);
    } else {
      let letter = kind === LETTER || kind === UNSPACED;
      let last = kind;
      while (last !== UNSPACED && offset < text.length) {
        const next = classAt(text, offset);
        if (next === LETTER) letter = true;
        else if (next !== DIGIT && next !== MARK && !joins(text, offset, last)) break;
        last = next;
        offset += characterLength(text, offset);
      }
      words += 1;
      wordCharacters += offset - start;
      if (letter) alphabetic += 1;
    }
    hashed.add(text, start, offset);
  }
  return { ...hashed.items(), words, wordCharacters, alphabetic };
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
