import { estimateTokens } from './tokens.ts';

/** A stretch of a text: UTF-16 offsets, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A byte-level tokenizer makes at most one token of a byte, and a UTF-16 unit has at most three in UTF-8. */
const MOST_TOKENS_A_CHARACTER = 3;

/** Prose has about 4; what has more than this (rules, blank lines) is cut without a look. */
const MOST_CHARACTERS_A_TOKEN = 16;

/** Whether a stretch has at most `maxTokens` estimated tokens; clear cases are told from its length alone. */
export function fits(text: string, { start, end }: Span, maxTokens: number): boolean {
  if ((end - start) * MOST_TOKENS_A_CHARACTER <= maxTokens) return true;
  if (end - start > maxTokens * MOST_CHARACTERS_A_TOKEN) return false;
  return estimateTokens(text.slice(start, end)) <= maxTokens;
}

/**
 * Cuts a span in two until every part has at most `maxTokens` estimated tokens: at white space, else between two
 * characters. The span begins and ends with something other than white space, and so does every part.
 */
export function halves(text: string, span: Span, maxTokens: number, mayHaveSpaces = true): Span[] {
  if (span.end - span.start <= 1 || fits(text, span, maxTokens)) return [span];
  const space = mayHaveSpaces ? spaceNearMiddle(text, span) : undefined;
  const [left, right] = space === undefined ? hardCut(text, span) : cutAround(text, span, space);
  if (right.start >= right.end) return [span];
  const spaces = space !== undefined;
  return [...halves(text, left, maxTokens, spaces), ...halves(text, right, maxTokens, spaces)];
}

const SPACE = /\s/;

function isSpace(text: string, position: number): boolean {
  return SPACE.test(text.charAt(position));
}

function spaceNearMiddle(text: string, span: Span): number | undefined {
  const middle = Math.floor((span.start + span.end) / 2);
  for (let distance = 0; middle - distance >= span.start; distance += 1) {
    if (isSpace(text, middle - distance)) return middle - distance;
    if (middle + distance < span.end && isSpace(text, middle + distance)) return middle + distance;
  }
  return undefined;
}

function cutAround(text: string, span: Span, space: number): [Span, Span] {
  let end = space;
  while (isSpace(text, end - 1)) end -= 1;
  let start = space + 1;
  while (isSpace(text, start)) start += 1;
  return [
    { start: span.start, end },
    { start, end: span.end },
  ];
}

function hardCut(text: string, span: Span): [Span, Span] {
  const middle = Math.floor((span.start + span.end) / 2);
  // Never between the halves of a surrogate pair.
  const at = (text.codePointAt(middle - 1) ?? 0) > 0xffff ? middle + 1 : middle;
  return [
    { start: span.start, end: at },
    { start: at, end: span.end },
  ];
}
