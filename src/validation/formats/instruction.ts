import { z } from 'zod';
import { atLeast, type FormatGrammar, start } from './grammar.ts';
import { labelledPairs } from './labels.ts';

const bounds = z.strictObject({ kind: z.literal('instruction'), min_pairs: atLeast(1), start });

/** `Instruction: …` and `Response: …` in turn. */
export const instruction: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(text, { min_pairs }) {
    const { firsts, problem } = labelledPairs(text, 'instruction', 'response');
    if (problem !== undefined) return problem;
    return firsts.length < min_pairs
      ? `${firsts.length} instructions with responses, at least ${min_pairs}`
      : undefined;
  },
};
