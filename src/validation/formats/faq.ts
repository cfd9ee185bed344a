import { z } from 'zod';
import { atLeast, type FormatGrammar, hasWords, isQuestion, start } from './grammar.ts';
import { labelledPairs } from './labels.ts';

const bounds = z.strictObject({ kind: z.literal('faq'), min_pairs: atLeast(2), start });

/** A question as a heading, a bold line or a numbered line of its own. */
const QUESTION_LINE = /^\s{0,3}(?:#{1,6}\s|\*\*|__|\d{1,3}[.)]\s|Q\d{0,3}[.:]\s)/;

/** Questions with their answers: `## question?` (bold or numbered will do), or `Q: …` and `A: …`. */
export const faq: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(lines, { min_pairs }) {
    const labelled = labelledPairs(lines, 'question', 'answer');
    if (labelled.pairs.length >= min_pairs && labelled.problem === undefined) return undefined;
    const answered: boolean[] = [];
    for (const line of lines) {
      if (QUESTION_LINE.test(line) && isQuestion(line)) answered.push(false);
      else if (answered.length > 0 && hasWords(line) && !/^\s{0,3}#/.test(line)) answered[answered.length - 1] = true;
    }
    const empty = answered.indexOf(false);
    if (empty >= 0) return `question ${empty + 1} has no answer`;
    if (answered.length >= min_pairs) return undefined;
    if (labelled.pairs.length > 0 && labelled.problem !== undefined) return labelled.problem;
    return `${Math.max(answered.length, labelled.pairs.length)} questions with answers, at least ${min_pairs}`;
  },
};
