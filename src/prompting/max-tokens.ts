import type { MaxTokens } from '../vocabulary/strategy.ts';

/**
 * The `max_tokens` of one request: the number itself, or `ratio` times the tokens of what is rewritten, rounded up and
 * held between `min` and `max`.
 *
 * @param sourceTokens estimated tokens of the text in this request: a chunk, or the whole document
 */
export function maxTokensFor(limit: MaxTokens, sourceTokens: number): number {
  if (typeof limit === 'number') return limit;
  return Math.min(limit.max, Math.max(limit.min, Math.ceil(limit.ratio * sourceTokens)));
}
