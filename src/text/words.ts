import { characterClass, characterLength, DIGIT, LETTER, MARK, OTHER, SPACE, UNSPACED } from './characters.ts';

/**
 * The words of a text in order, lower-cased: runs of letters, marks and digits, with apostrophes and hyphens inside
 * (`don't`, `well-known`; a curly apostrophe becomes a straight one). Scripts that write no spaces give one word per
 * character, with its combining marks. Linear.
 */
export function words(text: string): string[] {
  const lower = text.toLowerCase();
  const found: string[] = [];
  let offset = 0;
  while (offset < lower.length) {
    const kind = characterClass(lower, offset);
    const start = offset;
    offset += characterLength(lower, offset);
    if (kind === UNSPACED) {
      while (offset < lower.length && characterClass(lower, offset) === MARK) offset += characterLength(lower, offset);
      found.push(lower.slice(start, offset));
    } else if (isWordClass(kind)) {
      offset = wordEnd(lower, offset);
      found.push(withStraightApostrophes(lower.slice(start, offset)));
    }
  }
  return found;
}

function isWordClass(kind: number): boolean {
  return kind === LETTER || kind === DIGIT || kind === MARK;
}

function wordEnd(text: string, from: number): number {
  let offset = from;
  while (offset < text.length) {
    const kind = characterClass(text, offset);
    if (isWordClass(kind)) offset += characterLength(text, offset);
    else if (kind === OTHER && joinsWords(text.charCodeAt(offset)) && isWordClass(characterClass(text, offset + 1))) {
      offset += 1;
    } else break;
  }
  return offset;
}

/** Straight and curly apostrophe, hyphen, non-breaking hyphen. */
function joinsWords(code: number): boolean {
  return code === 0x27 || code === 0x2019 || code === 0x2d || code === 0x2011;
}

function withStraightApostrophes(word: string): string {
  return word.includes('\u2019') ? word.replaceAll('\u2019', "'") : word;
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
