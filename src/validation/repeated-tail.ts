import type { HashedItems } from '../text/hashed-items.ts';

/** How much of the end is looked at: a loop fills it, and the time is linear in it. */
const TAIL_UNITS = 4000;
const FEWEST_REPEATS = 4;
const FEWEST_UNITS = 80;
/** Without a letter or digit it may be a ruler or an ellipsis: longer than anybody draws one. */
const FEWEST_UNITS_OF_MARKS = 200;

/** The end of a text that says the same thing again and again. */
export interface RepeatedTail {
  readonly unit: string;
  /** Whole repetitions within the last 4,000 UTF-16 units. */
  readonly repeats: number;
  /** The repeated part. */
  readonly text: string;
}

/**
 * The longest end of a text that is one unit repeated at least four times over at least 80 UTF-16 units (200 where
 * the unit has neither letter nor digit), in the middle of a repetition or not; undefined where there is none.
 * Periods come from the prefix function (Knuth, Morris and Pratt) of the reversed tail: linear.
 */
export function repeatedTail(text: string): RepeatedTail | undefined {
  const tail = text
    .slice(-2 * TAIL_UNITS)
    .trimEnd()
    .slice(-TAIL_UNITS);
  const length = tail.length;
  // A repeated end of at least 80 units has its last 20 once more, at most its period before: a quarter of the tail.
  const end = tail.slice(-FEWEST_UNITS / FEWEST_REPEATS);
  const before = tail.lastIndexOf(end, length - end.length - 1);
  if (length < FEWEST_UNITS || before === -1) return undefined;
  const borders = new Int32Array(length);
  let covered = 0;
  let period = 0;
  for (let i = 1, border = 0; i < length; i++) {
    const code = tail.charCodeAt(length - 1 - i);
    while (border > 0 && code !== tail.charCodeAt(length - 1 - border)) border = borders[border - 1] ?? 0;
    if (code === tail.charCodeAt(length - 1 - border)) border++;
    borders[i] = border;
    const smallest = i + 1 - border;
    if (i + 1 >= FEWEST_UNITS && smallest * FEWEST_REPEATS <= i + 1) {
      covered = i + 1;
      period = smallest;
    }
  }
  if (covered === 0) return undefined;
  const unit = tail.slice(length - period);
  if (covered < FEWEST_UNITS_OF_MARKS && !/[\p{L}\p{N}]/u.test(unit)) return undefined;
  return { unit, repeats: Math.floor(covered / period), text: tail.slice(length - covered) };
}

/** The first letter or digit that stands at least `least` times in a row (2 or more), and how often; 0 where none does. */
export function longCharacterRun(text: string, least: number): { readonly character: string; readonly length: number } {
  // A run that long covers a multiple of half its length together with the unit before it.
  const stride = Math.max(1, Math.floor(least / 2));
  for (let at = stride; at < text.length; at += stride) {
    const code = text.charCodeAt(at);
    if (code !== text.charCodeAt(at - 1)) continue;
    let start = at - 1;
    let end = at + 1;
    while (start > 0 && text.charCodeAt(start - 1) === code && at - start < stride) start--;
    while (end < text.length && text.charCodeAt(end) === code) end++;
    const character = text.charAt(at);
    if (end - start >= least && isNoRule(text, start)) return { character, length: end - start };
    // On to the last multiple within the run.
    at += Math.floor((end - 1 - at) / stride) * stride;
  }
  return { character: '', length: 0 };
}

/** Whether a run of one character is no line drawn across a page or to a page number: those are of other marks. */
function isNoRule(text: string, start: number): boolean {
  if (/[\p{L}\p{N}!?,;:%&@$。、，！？；：]/u.test(text.charAt(start))) return true;
  const before = text.slice(Math.max(text.lastIndexOf('\n', start) + 1, start - 40), start);
  return /[=#*+~-]/.test(text.charAt(start)) && /\p{L}/u.test(before);
}

/**
 * The first of the rows of `period` words that come most often one after the other: where the row starts among the
 * words, and how often it comes, 0 where there are fewer words.
 */
export function longestWordRun(words: HashedItems, period = 1): { readonly start: number; readonly repeats: number } {
  const { count, firsts, seconds } = words;
  if (count < period) return { start: 0, repeats: 0 };
  let start = 0;
  let length = period;
  let runStart = 0;
  for (let index = period; index <= count; index++) {
    const before = index - period;
    if (index < count && firsts[index] === firsts[before] && seconds[index] === seconds[before]) continue;
    if (index - runStart > length) {
      start = runStart;
      length = index - runStart;
    }
    runStart = before + 1;
  }
  return { start, repeats: Math.floor(length / period) };
}
