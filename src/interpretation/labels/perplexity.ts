import { significant } from './combine.ts';
import type { LabelGrammar } from './grammar.ts';

/**
 * The perplexity of a text to a model: exp of the mean negative log-probability of its tokens, the first left out, since
 * nothing stands before it. `tokens`: how many were counted, as the model's tokenizer has them.
 */
export const perplexity: LabelGrammar = {
  refused: 'The server told no log-probabilities of the text’s tokens, or the text has but one.',
  numeric: true,
  read({ numbers }) {
    if (numbers === undefined) {
      return 'the answer has no log-probabilities of the prompt (prompt_logprobs, or echo with logprobs)';
    }
    if (numbers.length === 0) return 'the text has a single token: nothing stands before it';
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const value = Math.exp(-mean);
    if (!Number.isFinite(value)) return `the mean log-probability is ${mean}`;
    return { perplexity: significant(value), tokens: numbers.length };
  },
};
