import * as characters from './characters.ts';
import { endsAbbreviated } from './abbreviations.ts';

/** A sentence of a text, trimmed. */
export interface Sentence {
  readonly text: string;
  /** Offsets into the text in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** 0-based index of its line, lines being split on `\n`. */
  readonly line: number;
}

// Constants of the loops here; `characters.ts` says why there are.
const { LETTER, SPACE, UNSPACED, characterClass } = characters;
/** Ends a sentence when white space or the end of the line follows. */
const TERMINATOR = 1;
/** Ends a sentence whatever follows: the full stops of Chinese and Japanese, the danda. */
const FULL_TERMINATOR = 2;
/** Belongs to the sentence that it closes: quotes, brackets, Markdown emphasis. */
const CLOSER = 4;
const OPENER = 8;
/** By UTF-16 unit. */
const MARKS = new Uint8Array(0x10000);
for (const [mark, units] of [
  [TERMINATOR, '.!?\u2026\u203c\u2047\u2048\u2049\u061f\u06d4\u0589\u1362\u1367\u104b'],
  [FULL_TERMINATOR, '\u3002\uff01\uff1f\uff61\u0964\u0965'],
  [CLOSER, '"\'\u2019\u201d\u00bb)]}*_`\u300d\u300f\uff09\u3011\u300b'],
  [OPENER, '"\'\u2018\u201c\u00ab([{*_`\u00bf\u00a1\u201e'],
] as const) {
  for (const unit of units) MARKS[unit.charCodeAt(0)] = (MARKS[unit.charCodeAt(0)] ?? 0) | mark;
}
/** More than this many opening marks before a sentence's first letter are not looked through. */
const MOST_OPENERS = 4;

/**
 * The sentences of a text in order. A sentence never crosses a line; a line without an end mark is one sentence. Not
 * split: after abbreviations (`Dr.`, `e.g.`, `U.S.` before a name), initials, list numerals, inside `3.11` or
 * `node.js`, before a lower-case letter, and after ordinals in the languages that write them `3.`
 * (`language`: ISO 639-1). Thai and Lao, which mark no sentences, give one a line. Rules, not `Intl.Segmenter`: linear
 * on any input, and the same on every version of the runtime.
 */
export function sentences(text: string, language = 'en'): Sentence[] {
  const found: Sentence[] = [];
  let line = 0;
  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    let from = start;
    while (from < end) {
      const to = sentenceEnd(text, from, start, end, language);
      const sentence = trimmed(text, from, to, line);
      if (sentence !== undefined) found.push(sentence);
      from = to;
    }
    start = end + 1;
    line += 1;
  }
  return found;
}

/** The number of sentences of one line by the same rules, without making them. */
export function countSentences(line: string, language = 'en'): number {
  let count = 0;
  let from = 0;
  while (from < line.length) {
    const to = sentenceEnd(line, from, 0, line.length, language);
    if (line.slice(from, to).trim() !== '') count += 1;
    from = to;
  }
  return count;
}

/** The end of the sentence that begins at `from`, on the line [lineStart, lineEnd). */
function sentenceEnd(text: string, from: number, lineStart: number, lineEnd: number, language: string): number {
  let offset = from;
  while (offset < lineEnd) {
    const code = text.charCodeAt(offset);
    const plain = code < 0x80 && code !== 0x2e && code !== 0x21 && code !== 0x3f;
    const kind = plain ? 0 : (MARKS[code] ?? 0) & (TERMINATOR | FULL_TERMINATOR);
    if (kind === 0) {
      offset += 1;
      continue;
    }
    const full = kind === FULL_TERMINATOR;
    const mark = offset;
    offset = skipMarks(text, offset, lineEnd, TERMINATOR | FULL_TERMINATOR);
    const marks = offset - mark;
    offset = skipMarks(text, offset, lineEnd, CLOSER);
    if (full || offset === lineEnd) return offset;
    if (characterClass(text, offset) !== SPACE) continue;
    const next = skipOpeners(text, skipSpace(text, offset, lineEnd), lineEnd);
    if (next === lineEnd) return offset;
    if (startsLower(text, next)) continue;
    const abbreviated = text.charAt(mark) === '.' && marks === 1 && offset === mark + 1;
    if (abbreviated && endsAbbreviated(text, Math.max(from, lineStart), mark, next, language)) continue;
    return offset;
  }
  return lineEnd;
}

function skipMarks(text: string, from: number, end: number, marks: number): number {
  let offset = from;
  while (offset < end && ((MARKS[text.charCodeAt(offset)] ?? 0) & marks) !== 0) offset += 1;
  return offset;
}

function skipSpace(text: string, from: number, end: number): number {
  let offset = from;
  while (offset < end && characterClass(text, offset) === SPACE) offset += 1;
  return offset;
}

function skipOpeners(text: string, from: number, end: number): number {
  return skipMarks(text, from, Math.min(end, from + MOST_OPENERS), OPENER);
}

function startsLower(text: string, offset: number): boolean {
  const kind = characterClass(text, offset);
  if (kind !== LETTER && kind !== UNSPACED) return false;
  const character = text.charAt(offset);
  return character !== character.toUpperCase();
}

function trimmed(text: string, from: number, to: number, line: number): Sentence | undefined {
  const piece = text.slice(from, to);
  const content = piece.trim();
  if (content === '') return undefined;
  const start = from + piece.length - piece.trimStart().length;
  return { text: content, start, end: start + content.length, line };
}
