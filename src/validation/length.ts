import { z } from 'zod';
import { accept, reject, type Validator } from './validator.ts';

const atMost = (least: number, most: number | undefined): boolean => most === undefined || least <= most;

const bounds = z
  .strictObject({
    min_tokens: z.number().int().nonnegative().default(1),
    max_tokens: z.number().int().positive().optional(),
    min_ratio: z.number().nonnegative().default(0),
    max_ratio: z.number().positive().optional(),
  })
  .refine(({ min_tokens, max_tokens }) => atMost(min_tokens, max_tokens), {
    path: ['max_tokens'],
    error: 'max_tokens is less than min_tokens: no text could pass',
  })
  .refine(({ min_ratio, max_ratio }) => atMost(min_ratio, max_ratio), {
    path: ['max_ratio'],
    error: 'max_ratio is less than min_ratio: no text could pass',
  });

/**
 * Rejects a text that is too short or too long, in estimated tokens and as their ratio to the source's. The bounds
 * belong to the style: at most 1.25 for a paraphrase (RePro), 0.25 to 1.5 for most others, at least 50 tokens
 * (Nemotron-CC). Score: the ratio.
 */
export const length: Validator<z.output<typeof bounds>> = {
  name: 'length',
  reasons: ['length.too_short', 'length.too_long'],
  bounds,
  judge(candidate, { min_tokens, max_tokens, min_ratio, max_ratio }) {
    const tokens = candidate.output.tokens();
    const ratio = tokens / Math.max(1, candidate.original.tokens());
    const share = (): string => `${ratio.toFixed(2)} of the source's tokens`;
    if (tokens < min_tokens) return reject('length.too_short', ratio, `${tokens} tokens, at least ${min_tokens}`);
    if (ratio < min_ratio) return reject('length.too_short', ratio, `${share()}, at least ${min_ratio}`);
    if (max_tokens !== undefined && tokens > max_tokens) {
      return reject('length.too_long', ratio, `${tokens} tokens, at most ${max_tokens}`);
    }
    if (max_ratio !== undefined && ratio > max_ratio) {
      return reject('length.too_long', ratio, `${share()}, at most ${max_ratio}`);
    }
    return accept(ratio);
  },
};
