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
  if (length < FEWEST_UNITS) return undefined;
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
    if (end - start >= least && /[\p{L}\p{N}]/u.test(character)) return { character, length: end - start };
    // On to the last multiple within the run.
    at += Math.floor((end - 1 - at) / stride) * stride;
  }
  return { character: '', length: 0 };
}

/** The word that stands most often in a row, and how often. */
export function longestWordRun(words: readonly string[]): { readonly word: string; readonly length: number } {
  let best = { word: '', length: 0 };
  let run = 0;
  for (const [index, word] of words.entries()) {
    run = index > 0 && words[index - 1] === word ? run + 1 : 1;
    if (run > best.length) best = { word, length: run };
  }
  return best;
}
