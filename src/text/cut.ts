import { estimateTokens } from './tokens.ts';

/** A text as far as a bound on tokens allows. */
export interface BoundedText {
  readonly text: string;
  /** Estimated tokens of the text. */
  readonly tokens: number;
  readonly cut: boolean;
}

/**
 * Ends a text at a word so that it has at most `maxTokens` estimated tokens; a text that fits is returned unchanged.
 * Where no white space stands in the part that fits, it ends inside a word, never inside a surrogate pair.
 */
export function cutToTokens(text: string, maxTokens: number): BoundedText {
  const tokens = estimateTokens(text);
  if (tokens <= maxTokens) return { text, tokens, cut: false };

  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >>> 1;
    if (estimateTokens(text.slice(0, middle)) <= maxTokens) fits = middle;
    else tooLong = middle;
  }
  // The estimate of a prefix may be a little higher than that of a longer one: step back until it fits.
  let kept = text.slice(0, endOfWord(text, fits));
  let keptTokens = estimateTokens(kept);
  while (keptTokens > maxTokens) {
    kept = text.slice(0, endOfWord(text, Math.floor(kept.length * 0.95)));
    keptTokens = estimateTokens(kept);
  }
  return { text: kept, tokens: keptTokens, cut: true };
}

/** The last end of a word at or before `at`; `at` itself (or the place before a split pair) where there is none. */
function endOfWord(text: string, at: number): number {
  let end = at;
  while (end > 0 && !isSpace(text, end)) end -= 1;
  while (end > 0 && isSpace(text, end - 1)) end -= 1;
  if (end > 0) return end;
  const last = text.charCodeAt(at - 1);
  return last >= 0xd800 && last <= 0xdbff ? at - 1 : at;
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/**
 * The end of a text, beginning at a word, that has at most `maxTokens` estimated tokens; a text that fits is returned
 * unchanged. Where no white space stands in the part that fits, it begins inside a word, never inside a surrogate pair.
 */
export function lastTokens(text: string, maxTokens: number): string {
  if (estimateTokens(text) <= maxTokens) return text;
  let tooLong = 0;
  let fits = text.length;
  while (fits - tooLong > 1) {
    const middle = (tooLong + fits) >>> 1;
    if (estimateTokens(text.slice(middle)) <= maxTokens) fits = middle;
    else tooLong = middle;
  }
  let kept = text.slice(startOfWord(text, fits));
  while (estimateTokens(kept) > maxTokens) {
    kept = text.slice(startOfWord(text, text.length - Math.floor(kept.length * 0.95)));
  }
  return kept;
}

/** The first beginning of a word at or after `at`; `at` itself (or the place after a split pair) where there is none. */
function startOfWord(text: string, at: number): number {
  let start = at;
  while (start < text.length && !isSpace(text, start)) start += 1;
  while (start < text.length && isSpace(text, start)) start += 1;
  if (start < text.length) return start;
  const first = text.charCodeAt(at);
  return first >= 0xdc00 && first <= 0xdfff ? at + 1 : at;
}
