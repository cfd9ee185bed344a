import { type LabelGrammar, linesOf, numbersOf, quoted } from './grammar.ts';

/** QuRating's criteria (Wettig et al., 2024), in the order of the published model's heads. */
const CRITERIA = ['writing_style', 'required_expertise', 'facts_and_trivia', 'educational_value'] as const;

/** The highest rating that our prompt allows. */
const MOST = 10;

/** An instruct model's answer to our prompt: a line `Criterion: N` for each, in order, N from 1 to 10, nothing else. */
export const qurating: LabelGrammar = {
  refused: 'Not four lines, one a criterion, each with a whole number from 1 to 10.',
  numeric: true,
  read({ text }) {
    const lines = text
      .replaceAll('*', '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    if (lines.length !== CRITERIA.length) return `has ${linesOf(lines.length)}, not ${CRITERIA.length}`;
    const ratings: Record<string, number> = {};
    for (const [index, criterion] of CRITERIA.entries()) {
      const [, name = '', digits = ''] = /^([\w ]+?)\s*:\s*(\d{1,2})(?:\s*\/\s*10)?\.?$/.exec(lines[index] ?? '') ?? [];
      const rating = Number(digits);
      if (name.toLowerCase().replaceAll(' ', '_') !== criterion || rating < 1 || rating > MOST) {
        return `line ${index + 1} does not rate ${criterion} from 1 to ${MOST}: ${quoted(lines[index] ?? '')}`;
      }
      ratings[criterion] = rating;
    }
    return ratings;
  },
};

/** The published model's heads: four numbers, unbounded, comparable only with each other. */
export const quratingServed: LabelGrammar = {
  refused: 'The server did not answer with four numbers.',
  numeric: true,
  read({ numbers = [] }) {
    if (numbers.length !== CRITERIA.length) return `has ${numbersOf(numbers.length)}, not ${CRITERIA.length}`;
    return Object.fromEntries(CRITERIA.map((criterion, index) => [criterion, numbers[index] ?? 0]));
  },
};
