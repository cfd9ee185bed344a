import { splitLines } from '../../text/lines.ts';
import type { LabelGrammar } from './grammar.ts';

/** The highest score of the additive scales: five statements, a point for each that holds. */
const MOST_POINTS = 5;

/**
 * A rating by points: `Score: N` with N from 0 to 5 as the last line that is not blank, once, after whatever reasons stand
 * before it. Bold marks, a full stop and `/5` around the number say nothing else and are passed over; anything more (a
 * half point, a range, a second score, words after it) is no score.
 */
export const points: LabelGrammar = {
  refused: 'No rating that ends with one line `Score: N`, N from 0 to 5.',
  numeric: true,
  read({ text }, { column }) {
    const written = splitLines(text).filter((line) => /[^\s*]/.test(line));
    const scores = written.filter((line) => /^[\s*]*score[\s*]*:/i.test(line)).map(withoutBold);
    if (scores.length === 0) return 'has no line "Score: N"';
    if (scores.length > 1) return `has ${scores.length} lines with a score`;
    const last = withoutBold(written.at(-1) ?? '');
    if (last !== scores[0]) return 'does not end with its score';
    const digit = /^score\s*:\s*(\d)(?:\s*\/\s*5)?\.?$/i.exec(last)?.[1];
    if (digit === undefined || Number(digit) > MOST_POINTS) {
      return `the score is no whole number from 0 to ${MOST_POINTS}`;
    }
    return { [column]: Number(digit) };
  },
};

function withoutBold(line: string): string {
  return line.replaceAll('*', '').trim();
}
