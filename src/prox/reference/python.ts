import { codeUnits } from '../../text/code-units.ts';
import { type FindString, SHORT } from '../../text/find-string.ts';

/*
 * What Python's `int`, `str.split` and `str.replace` do where JavaScript's likes do something else. Python counts in
 * code points: half of a surrogate pair is never found in a pair nor cut from it.
 */

/** Python's white space (`str.isspace`): U+001C to U+001F and U+0085 are, the byte order mark is not. */
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

const SPACES = Uint8Array.from({ length: 0x10000 }, (_, code) => (SPACE.test(String.fromCharCode(code)) ? 1 : 0));

/** The number of words as `len(text.split())` has it. Linear, allocates nothing. */
export function countPythonWords(text: string): number {
  const units = codeUnits(text);
  let count = 0;
  let before = 1;
  for (let at = 0; at < text.length; at++) {
    const space = SPACES[units[at] ?? 0] ?? 0;
    count += before & (space ^ 1);
    before = space;
  }
  return count;
}

/** `int` strips less than `str.split` splits at: U+001C to U+001F stay, and are no number. */
const STRIPPED_SPACE = /[^\S\ufeff]|\x85/;
const NUMBER = /^[+-]?\p{Nd}+(?:_\p{Nd}+)*$/u;
const PLAIN_NUMBER = /^[0-9]{1,15}$/;
const DIGIT = /^\p{Nd}$/u;
const DIGITS = /\p{Nd}/gu;

/** Python refuses integers of more digits than these, leading zeros counted (`sys.int_info`, from 3.11 on). */
const MOST_DIGITS = 4300;
/** A sign, and digits of two UTF-16 units with an underscore between any two. */
const MOST_UNITS = 3 * MOST_DIGITS;

/**
 * `int(text)`: white space around it, a sign, single underscores between digits, and the decimal digits of every script
 * are taken. Undefined where Python raises ValueError.
 */
export function pythonInteger(text: string): bigint | undefined {
  if (PLAIN_NUMBER.test(text)) return BigInt(text);
  const number = stripSpace(text);
  if (number.length > MOST_UNITS || !NUMBER.test(number)) return undefined;
  const digits = number.replace(/[_+-]/g, '').replace(DIGITS, decimalOf);
  if (digits.length > MOST_DIGITS) return undefined;
  return number.startsWith('-') ? -BigInt(digits) : BigInt(digits);
}

function stripSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && STRIPPED_SPACE.test(text.charAt(start))) start += 1;
  while (end > start && STRIPPED_SPACE.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** The ASCII digit of a decimal digit: those of a script stand in a row from zero to nine. */
function decimalOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}

/** `text[:-1]`: without its last code point. */
export function withoutLastCharacter(text: string): string {
  return text.slice(0, /[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text) ? -2 : -1);
}

/** `text.strip(character)`, for one character of the basic plane. */
export function strip(text: string, character: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] === character) start += 1;
  while (end > start && text[end - 1] === character) end -= 1;
  return text.slice(start, end);
}

/** `text.replace(source, target)`, all of them; `find` finds `source`, which is not empty. Linear. */
export function replaceAll(text: string, source: string, target: string, find: FindString): string {
  const mayHalve = /^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/.test(source);
  if (!mayHalve && source.length <= SHORT) return text.replaceAll(source, () => target);
  const pieces: string[] = [];
  let start = 0;
  for (let at = find(text, 0); at !== -1; ) {
    const end = at + source.length;
    if (mayHalve && (isInsidePair(text, at) || isInsidePair(text, end))) {
      at = find(text, at + 1);
      continue;
    }
    pieces.push(text.slice(start, at), target);
    start = end;
    at = find(text, start);
  }
  if (start === 0) return text;
  pieces.push(text.slice(start));
  return pieces.join('');
}

/** Whether the halves of a surrogate pair stand before and behind this offset. */
function isInsidePair(text: string, offset: number): boolean {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(Math.max(0, offset - 1), offset + 1));
}
