import { words } from '../../text/words.ts';

/** Words of one n-gram, and the share of a line's n-grams that must stand in the text. */
const GRAM = 4;
const LEAST_SHARE = 0.8;

/**
 * For each line whether it stands in a text, however that text was laid out: 80% of its 4-grams of words do, or, where
 * it has fewer than four words, one of the text's lines is just these. A line without words does not. Linear.
 * @param lines As words: see `words`.
 */
export function standingLines(lines: readonly (readonly string[])[], text: string): boolean[] {
  const grams = new Set(gramsOf(words(text)));
  const whole = new Set(text.split('\n').map((line) => words(line).join(' ')));
  return lines.map((line) => {
    if (line.length === 0) return false;
    if (line.length < GRAM) return whole.has(line.join(' '));
    const own = gramsOf(line);
    return own.filter((gram) => grams.has(gram)).length >= LEAST_SHARE * own.length;
  });
}

function gramsOf(list: readonly string[]): string[] {
  const grams: string[] = [];
  for (let at = 0; at + GRAM <= list.length; at += 1) grams.push(list.slice(at, at + GRAM).join(' '));
  return grams;
}
