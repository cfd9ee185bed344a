import * as characters from './characters.ts';
import { codeUnits } from './code-units.ts';
import { readDecimal } from './decimals.ts';
import { numberingEnd } from './numbering.ts';

/** A number as it stands in a text. */
export interface NumberMention {
  /** The decimal value without sign, separators and idle zeros (`1,200.50` is `1200.5`); a version as it stands. */
  readonly value: string;
  /** The numeral as written. */
  readonly text: string;
  /** Offsets into the text in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

// Constants of the loops here; `characters.ts` says why there are.
const { DIGIT, LETTER, UNSPACED, SURROGATE, characterClass } = characters;
const SPACE = 0x20;
/** 1 for what may be a digit or half of one. */
const MAYBE_DIGIT = characters.UNIT_CLASSES.map((kind) => (kind === DIGIT || kind === SURROGATE ? 1 : 0));

const STEP_BEFORE = /(?:^|[^\p{L}])(?:steps?|schritt|étape|paso|passo|stap|krok|шаг)\s$/iu;

/**
 * The numbers of a text in order, for comparing what a rewrite states with what its source states. Taken: integers,
 * decimals (`3.5`, `.5`, `3,5`), thousands (`1,200`, `1.200.000`), versions and addresses with two or more full stops
 * (`3.11.7`, one value), the parts of dates, times and ranges one by one, numbers with a unit or ending (`5GB`, `2nd`,
 * `1990s`, `50%`); digits of every script count as theirs. Left out: numerals that only number (list items, headings,
 * `Step 2:`, `Q1:`), digits inside a name or code (`utf8`, `H2O`, `0x1f`, `a3f9`), number words. Stops once there are
 * `most` of them, or a few more. Linear.
 */
export function numbersIn(text: string, most = Number.POSITIVE_INFINITY): NumberMention[] {
  const found: NumberMention[] = [];
  const { length } = text;
  const units = codeUnits(text);
  let digit = nextDigit(units, 0, length);
  while (digit < length && found.length < most) {
    const newline = text.indexOf('\n', digit);
    const lineEnd = newline === -1 ? length : newline;
    let offset = numberingEnd(text, text.lastIndexOf('\n', digit) + 1, lineEnd);
    while (digit < lineEnd && found.length < most) {
      // Only what holds a digit is read: what stands before a space has no say in what stands behind it.
      let start = Math.max(offset, digit);
      while (start > offset && units[start - 1] !== SPACE) start -= 1;
      for (offset = start; offset <= digit; ) offset = afterToken(text, offset, lineEnd, found);
      digit = nextDigit(units, offset, length);
    }
  }
  return found;
}

function nextDigit(units: Uint16Array, from: number, length: number): number {
  let at = from;
  while (at < length && MAYBE_DIGIT[units[at] ?? 0] === 0) at += 1;
  return at;
}

/** Reads the name, the number or the one other unit at this offset, and returns where reading goes on. */
function afterToken(text: string, offset: number, lineEnd: number, found: NumberMention[]): number {
  const kind = characterClass(text, offset);
  if (kind === LETTER) return afterName(text, offset, lineEnd);
  if (kind === DIGIT || isLeadingPoint(text, offset)) return readNumber(text, offset, lineEnd, found);
  return offset + 1;
}

/** Reads the numeral at `start`, adds what counts, and returns where reading goes on. */
function readNumber(text: string, start: number, lineEnd: number, found: NumberMention[]): number {
  const numerals = readDecimal(text, start, lineEnd);
  const end = numerals.at(-1)?.end ?? start;
  if (end === start) return start + 1;
  const afterLetters = lettersEnd(text, end, lineEnd);
  if (afterLetters > end && characterClass(text, afterLetters) === DIGIT) return afterName(text, afterLetters, lineEnd);
  if (end - start <= 2 && isStep(text, start)) return end;
  for (const { value, start: from, end: to } of numerals) {
    found.push({ value, text: text.slice(from, to), start: from, end: to });
  }
  return afterLetters;
}

/** Whether the numeral at `start` numbers a step inside a line: `see step 3`. */
function isStep(text: string, start: number): boolean {
  if (start < 5 || characterClass(text, start - 2) !== LETTER) return false;
  return STEP_BEFORE.test(text.slice(Math.max(0, start - 10), start));
}

/** Past a run of letters with the digits glued to it; only past the letter for the `v` of a version. */
function afterName(text: string, start: number, lineEnd: number): number {
  const letters = lettersEnd(text, start, lineEnd);
  const version = letters === start + 1 && /[vV]/.test(text.charAt(start)) && characterClass(text, letters) === DIGIT;
  if (version) return letters;
  let offset = letters;
  while (offset < lineEnd && isNameCharacter(characterClass(text, offset))) offset += 1;
  return offset;
}

function lettersEnd(text: string, from: number, lineEnd: number): number {
  let offset = from;
  while (offset < lineEnd && characterClass(text, offset) === LETTER) offset += 1;
  return offset;
}

function isNameCharacter(kind: number): boolean {
  return kind === LETTER || kind === DIGIT;
}

/** The point of `.5`: a digit follows, and neither a digit, a letter nor another point stands before. */
function isLeadingPoint(text: string, offset: number): boolean {
  if (text.charAt(offset) !== '.' || characterClass(text, offset + 1) !== DIGIT) return false;
  if (offset === 0) return true;
  const before = characterClass(text, offset - 1);
  return before !== LETTER && before !== UNSPACED && before !== DIGIT && !'.)]'.includes(text.charAt(offset - 1));
}
