import { z } from 'zod';
import { atLeast, type FormatGrammar, hasQuestion, hasWords, linesOf, start } from './grammar.ts';
import { labelledPairs } from './labels.ts';

const bounds = z.strictObject({ kind: z.literal('faq'), min_pairs: atLeast(2), start });

/** A question as a heading, a bold line or a numbered line of its own. */
const QUESTION_LINE = /^\s{0,3}(?:#{1,6}\s|\*\*|__|\d{1,3}[.)]\s|Q\d{0,3}[.:]\s)/;

/** Questions with their answers: `## question?` (bold or numbered will do), or `Q: …` and `A: …`. */
export const faq: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(text, { min_pairs }) {
    const labelled = labelledPairs(text, 'question', 'answer');
    const pairs = labelled.firsts.length;
    if (pairs >= min_pairs && labelled.problem === undefined) return undefined;
    let questions = 0;
    let answered = true;
    for (const line of linesOf(text)) {
      if (QUESTION_LINE.test(line) && hasQuestion(line)) {
        if (!answered) break;
        questions++;
        answered = false;
      } else if (!answered && hasWords(line) && !/^\s{0,3}#/.test(line)) answered = true;
    }
    if (!answered) return `question ${questions} has no answer`;
    if (questions >= min_pairs) return undefined;
    if (pairs > 0 && labelled.problem !== undefined) return labelled.problem;
    return `${Math.max(questions, pairs)} questions with answers, at least ${min_pairs}`;
  },
};
