import { hash64 } from '../text/hash.ts';
import type { PromptLogprobs } from './generation-request.ts';

/** The mean negative log-probability of a text lies between these: a perplexity from 5 to 150 or so. */
const LEAST_MEAN = 1.6;
const MOST_MEAN = 5;

/**
 * The fields of a choice that tell log-probabilities of the prompt's tokens, as JSON without braces: vLLM's
 * `prompt_logprobs`, or `logprobs` of an echoed prompt with the answer's tokens behind it. Drawn from the prompt alone;
 * there are as many as the prompt has estimated tokens.
 */
export function toldLogprobs(
  prompt: string,
  promptTokens: number,
  answerTokens: number,
  wanted: PromptLogprobs,
): string {
  const drawn = drawLogprobs(prompt, promptTokens);
  if (wanted.kind === 'echo') {
    const answered = Array.from({ length: answerTokens }, () => -0.5);
    return `"logprobs":${JSON.stringify({ token_logprobs: [...drawn, ...answered] })}`;
  }
  const places = drawn.map((logprob, place) => {
    if (logprob === null) return null;
    const own = { logprob, rank: 1 + (place % 7), decoded_token: 'token' };
    const likelier = { logprob: logprob / 2, rank: 1, decoded_token: 'likelier' };
    return wanted.top > 0 && own.rank > 1 ? { [9 + place]: own, [place]: likelier } : { [9 + place]: own };
  });
  return `"logprobs":null,"prompt_logprobs":${JSON.stringify(places)}`;
}

/** One for each token but the first. */
function drawLogprobs(prompt: string, tokens: number): (number | null)[] {
  let state = Number(hash64(prompt) & 0xffff_ffffn);
  const next = (): number => {
    // A linear congruential generator (Numerical Recipes): cheap, and enough to look like numbers.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const mean = LEAST_MEAN + next() * (MOST_MEAN - LEAST_MEAN);
  return Array.from({ length: tokens }, (_, place) => (place === 0 ? null : Number((-2 * mean * next()).toFixed(4))));
}
