import { characterClass, characterLength, DIGIT, LETTER, MARK, SPACE, UNIT_CLASSES, UNSPACED } from './characters.ts';
import { codeUnits } from './code-units.ts';
import * as hashing from './hashed-items.ts';

/** The words of a text as numbers, with the text that they are pieces of. */
export interface HashedWords extends hashing.HashedItems {
  /** The text that the words are pieces of, or the same in lower case; curly apostrophes as they were. */
  readonly text: string;
}

// Constants of this file's loop; `characters.ts` says why it has its own.
const { FIRST_HASH, FIRST_FACTOR, SECOND_FACTOR } = hashing;
const NO_WORD = 0;
/** Apostrophes, hyphen, non-breaking hyphen: part of a word between two of its characters. */
const JOINER = 1;
const APOSTROPHE = 0x27;
const GOES_ON = -1;
/** Letters, marks, digits. */
const IN_WORD = 2;
/** What needs a closer look: a character that is a word, and whatever {@link isSpecial}. */
const SINGLE = 3;
const CLASSES = UNIT_CLASSES.map((kind, code) => {
  if (code === APOSTROPHE || code === 0x2019 || code === 0x2d || code === 0x2011) return JOINER;
  if (kind === UNSPACED || isSpecial(code)) return SINGLE;
  return isWordClass(kind) ? IN_WORD : NO_WORD;
});
/** Each unit in lower case, but those that are special; curly apostrophes straight. */
export const LOWER_UNITS: Readonly<Uint16Array> = new Uint16Array(0x10000).map((_, code) => {
  if (code === 0x2019) return APOSTROPHE;
  return isSpecial(code) ? code : String.fromCharCode(code).toLowerCase().charCodeAt(0);
});
const LOWER = LOWER_UNITS;
const SPACES = UNIT_CLASSES.map((kind) => (kind === SPACE ? 1 : 0));

/**
 * The words of a text in order, lower-cased: runs of letters, marks and digits, with apostrophes and hyphens inside
 * (`don't`, `well-known`; a curly apostrophe becomes a straight one). Scripts that write no spaces give one word per
 * character, with its combining marks. Linear.
 */
export function words(text: string): string[] {
  return wordStrings(passingWords(text));
}

/** The same words as strings, no more than the first `most`. */
export function wordStrings({ text, count, starts, lengths }: HashedWords, most = Number.POSITIVE_INFINITY): string[] {
  const last = Math.min(count, most) - 1;
  const end = (starts[last] ?? 0) + (lengths[last] ?? 0);
  const straight = text.slice(0, end).toLowerCase().replaceAll('\u2019', "'");
  const found: string[] = [];
  for (let index = 0; index <= last; index++) {
    const start = starts[index] ?? 0;
    found.push(straight.slice(start, start + (lengths[index] ?? 0)));
  }
  return found;
}

/** The words of a text as {@link words} has them, for comparing: no string is made of any. */
export function hashedWords(text: string): HashedWords {
  const passing = passingWords(text);
  const { firsts, seconds, starts, lengths } = hashing.ownLists(passing, passing.count);
  return { firsts, seconds, starts, lengths, count: passing.count, text: passing.text };
}

/**
 * The same, to be read at once: whatever splits another text overwrites them. Where texts are many and short, lists
 * of their own cost more than splitting them.
 */
export function passingWords(text: string): HashedWords {
  return hashedWordsOf(text, false) ?? hashedWordsOf(text.toLowerCase(), true) ?? { ...hashing.hashedItems([]), text };
}

/** Undefined for a text in which lower-casing takes more than a look at each unit, unless it is in lower case. */
function hashedWordsOf(text: string, lower: boolean): HashedWords | undefined {
  const { length } = text;
  const units = codeUnits(text);
  let lists = hashing.sharedLists(length);
  let { firsts, seconds, starts, lengths } = lists;
  let count = 0;
  let at = 0;
  while (at < length) {
    let unit = units[at] ?? 0;
    let kind = CLASSES[unit] ?? 0;
    if (kind < IN_WORD) {
      at += 1;
      continue;
    }
    const start = at;
    let first = FIRST_HASH;
    let second = 0;
    const end = kind === SINGLE ? singleEnd(text, start) : GOES_ON;
    if (end === start) {
      at += characterLength(text, start);
      continue;
    }
    let goesOn = end === GOES_ON;
    for (; at < end; at++) {
      unit = units[at] ?? 0;
      first = Math.imul(first ^ unit, FIRST_FACTOR);
      second = (Math.imul(second, SECOND_FACTOR) + unit) | 0;
    }
    while (goesOn) {
      if (kind === SINGLE && !lower && isSpecial(unit)) return undefined;
      do {
        const small = LOWER[unit] ?? 0;
        first = Math.imul(first ^ small, FIRST_FACTOR);
        second = (Math.imul(second, SECOND_FACTOR) + small) | 0;
        at += 1;
        unit = units[at] ?? 0;
        kind = CLASSES[unit] ?? 0;
      } while (kind === IN_WORD);
      goesOn = kind !== NO_WORD && isInWord(text, at, kind);
    }
    if (count === starts.length) {
      lists = hashing.withMoreRoom(lists);
      ({ firsts, seconds, starts, lengths } = lists);
    }
    firsts[count] = first;
    seconds[count] = second;
    starts[count] = start;
    lengths[count] = at - start;
    count += 1;
  }
  return { firsts, seconds, starts, lengths, count, text };
}

/** Whether a word goes on with the unit at this offset, which is a joiner or not for itself of any class. */
function isInWord(text: string, at: number, kind: number): boolean {
  if (kind === JOINER) return isWordClass(characterClass(text, at + 1));
  // The second half of a pair: its first half belongs to the word.
  return characterLength(text, at - 1) === 2 || isWordClass(characterClass(text, at));
}

/**
 * Where a word ends that begins with a character of a script without spaces; `start` where half of a pair begins none,
 * GOES_ON where the pair begins a word like any other.
 */
function singleEnd(text: string, start: number): number {
  const kind = characterClass(text, start);
  if (kind !== UNSPACED) return isWordClass(kind) ? GOES_ON : start;
  let at = start + characterLength(text, start);
  while (at < text.length && characterClass(text, at) === MARK) at += characterLength(text, at);
  return at;
}

/** Whether it takes more than this unit to lower-case it: half of a pair, a sigma, an I with a dot. */
function isSpecial(code: number): boolean {
  if (code === 0x3a3 || (code >= 0xd800 && code <= 0xdfff)) return true;
  return String.fromCharCode(code).toLowerCase().length > 1;
}

function isWordClass(kind: number): boolean {
  return kind === LETTER || kind === DIGIT || kind === MARK;
}

/** The number of runs of anything but white space, counted no further than `most`. Linear, allocates nothing. */
export function countWords(text: string, most = Number.POSITIVE_INFINITY): number {
  let count = 0;
  let before = 1;
  for (let offset = 0; offset < text.length && count < most; offset++) {
    const space = SPACES[text.charCodeAt(offset)] ?? 0;
    if (space < before) count += 1;
    before = space;
  }
  return count;
}
