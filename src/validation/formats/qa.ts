import { z } from 'zod';
import { atLeast, type FormatGrammar, hasQuestion, start } from './grammar.ts';
import { labelledPairs } from './labels.ts';

const bounds = z.strictObject({ kind: z.literal('qa'), min_pairs: atLeast(1), start });

/** `Question: …?` and `Answer: …` in turn; either may go on over lines (choices, reasoning). */
export const qa: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(text, { min_pairs }) {
    const { firsts, problem } = labelledPairs(text, 'question', 'answer');
    if (problem !== undefined) return problem;
    if (firsts.length < min_pairs) return `${firsts.length} questions with answers, at least ${min_pairs}`;
    const plain = firsts.findIndex((question) => !hasQuestion(question));
    return plain < 0 ? undefined : `question ${plain + 1} does not end with a question mark`;
  },
};
