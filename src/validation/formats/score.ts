import { z } from 'zod';
import { type FormatGrammar, start } from './grammar.ts';

const bounds = z.strictObject({ kind: z.literal('score'), start });

/** The highest score of the additive scales: five statements, a point for each that holds. */
const MOST_POINTS = 5;

/**
 * A rating: `Score: N` with N from 0 to 5 as the last line that is not blank, once, after whatever reasons stand before
 * it.
 */
export const score: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(lines) {
    const found = readScore(lines);
    return typeof found === 'string' ? found : undefined;
  },
};

/**
 * The score that a rating ends with, 0 to 5, or what is wrong with the rating, for a person. Bold marks, a full stop
 * and `/5` around the number say nothing else and are passed over; anything more (a half point, a range, a second
 * score, words after it) is no score, and none is guessed. Takes the lines of an answer; linear.
 */
export function readScore(lines: readonly string[]): number | string {
  const written = lines.filter((line) => /[^\s*]/.test(line));
  const scores = written.filter((line) => /^[\s*]*score[\s*]*:/i.test(line)).map(withoutBold);
  if (scores.length === 0) return 'has no line "Score: N"';
  if (scores.length > 1) return `has ${scores.length} lines with a score`;
  const last = withoutBold(written.at(-1) ?? '');
  if (last !== scores[0]) return 'does not end with its score';
  const digit = /^score\s*:\s*(\d)(?:\s*\/\s*5)?\.?$/i.exec(last)?.[1];
  if (digit === undefined || Number(digit) > MOST_POINTS)
    return `the score is no whole number from 0 to ${MOST_POINTS}`;
  return Number(digit);
}

function withoutBold(line: string): string {
  return line.replaceAll('*', '').trim();
}
