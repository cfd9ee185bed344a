import { roundHalfEven } from '../../text/round-half-even.ts';
import { type LabelGrammar, numbersOf } from './grammar.ts';

/** The highest score of FineWeb-Edu's additive scale (Hugging Face, 2024). */
const MOST_POINTS = 5;

/**
 * FineWeb-Edu's answer: reasons, then `Educational score: <total points>`, read by the published expression,
 * `Educational score:\s*(\d+)`. Said twice, or not a whole number from 0 to 5, it is refused.
 */
export const finewebEdu: LabelGrammar = {
  refused: 'Not one `Educational score: N`, N from 0 to 5.',
  numeric: true,
  read({ text }, { column }) {
    const found = [...text.replaceAll('*', '').matchAll(/educational score:\s*(\d+)(\.\d)?/gi)];
    const [only] = found;
    if (only === undefined) return 'has no "Educational score: N"';
    if (found.length > 1) return `has ${found.length} educational scores`;
    if (only[2] !== undefined || Number(only[1]) > MOST_POINTS) {
      return `the score is no whole number from 0 to ${MOST_POINTS}`;
    }
    return { [column]: Number(only[1]) };
  },
};

/**
 * The classifier of FineWeb-Edu as a served model: one number, and the whole one that it is rounded to, half to even as the
 * authors' code does, within 0 and 5.
 */
export const finewebEduServed: LabelGrammar = {
  refused: 'The server did not answer with one number.',
  numeric: true,
  read({ numbers = [] }, { column }) {
    const [score] = numbers;
    if (score === undefined || numbers.length !== 1) return `has ${numbersOf(numbers.length)}, not one`;
    return { [column]: score, [`int_${column}`]: Math.min(MOST_POINTS, Math.max(0, roundHalfEven(score))) };
  },
};
