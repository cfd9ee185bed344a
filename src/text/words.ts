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
} from './characters.ts';
import { createHashedItems, type HashedItems } from './hashed-items.ts';

/**
 * The words of a text in order, lower-cased: runs of letters, marks and digits, with apostrophes and hyphens inside
 * (`don't`, `well-known`; a curly apostrophe becomes a straight one). Scripts that write no spaces give one word per
 * character, with its combining marks. Linear.
 */
export function words(text: string): string[] {
  const found: string[] = [];
  eachWord(text, (folded, start, end) => {
    found.push(folded.slice(start, end));
  });
  return found;
}

/** The same words as hashes, for comparing texts: faster, for no string is made. */
export function wordHashes(text: string): HashedItems {
  const hashed = createHashedItems(text.length >> 2);
  eachWord(text, (folded, start, end) => hashed.add(folded, start, end));
  return hashed.items();
}

/** Calls `visit` for each word with the folded text and where in it the word stands. */
function eachWord(text: string, visit: (folded: string, start: number, end: number) => void): void {
  const lower = text.toLowerCase();
  const folded = lower.includes('\u2019') ? lower.replaceAll('\u2019', "'") : lower;
  let offset = 0;
  while (offset < folded.length) {
    const kind = characterClass(folded, offset);
    const start = offset;
    offset += characterLength(folded, offset);
    if (kind === UNSPACED) {
      while (offset < folded.length && characterClass(folded, offset) === MARK) {
        offset += characterLength(folded, offset);
      }
      visit(folded, start, offset);
    } else if (isWordClass(kind)) {
      offset = wordEnd(folded, offset);
      visit(folded, start, offset);
    }
  }
}

function isWordClass(kind: number): boolean {
  return kind === LETTER || kind === DIGIT || kind === MARK;
}

function wordEnd(text: string, from: number): number {
  let offset = from;
  while (offset < text.length) {
    const unit = UNIT_CLASSES[text.charCodeAt(offset)] ?? OTHER;
    if (isWordClass(unit)) {
      offset += 1;
      continue;
    }
    const kind = unit === SURROGATE ? characterClass(text, offset) : unit;
    if (isWordClass(kind)) offset += characterLength(text, offset);
    else if (kind === OTHER && joinsWords(text.charCodeAt(offset)) && isWordClass(characterClass(text, offset + 1))) {
      offset += 1;
    } else break;
  }
  return offset;
}

/** Apostrophe, hyphen, non-breaking hyphen. */
function joinsWords(code: number): boolean {
  return code === 0x27 || code === 0x2d || code === 0x2011;
}

/** The number of runs of anything but white space, counted no further than `most`. Linear, allocates nothing. */
export function countWords(text: string, most = Number.POSITIVE_INFINITY): number {
  let count = 0;
  let inside = false;
  for (let offset = 0; offset < text.length && count < most; offset++) {
    const space = characterClass(text, offset) === SPACE;
    if (!space && !inside) count += 1;
    inside = !space;
  }
  return count;
}
