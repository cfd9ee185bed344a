import { z } from 'zod';
import type { Accepts } from '../vocabulary/strategy.ts';

/**
 * The `accepts` block of a strategy file as {@link Accepts}, every default filled in: no least length, no greatest,
 * any quality, every language. Refused: unknown keys, a least length over the greatest, a language that is no ISO 639
 * code (`und` is none: a text of unknown language is taken only where every language is).
 */
export const acceptsSchema = z
  .strictObject({
    min_tokens: z.int().min(0).default(0).describe('Least estimated tokens of the whole document.'),
    max_tokens: z
      .int()
      .min(1)
      .default(Number.MAX_SAFE_INTEGER)
      .describe('Most estimated tokens of the whole document.'),
    quality: z
      .enum(['high', 'low', 'any'])
      .default('any')
      .describe('Documents that pass every quality rule (high), the others (low), or both (any).'),
    languages: z
      .array(z.string().regex(/^(?!und$)[a-z]{2,3}$/, 'must be ISO 639 codes in small letters, such as en'))
      .default([])
      .describe('ISO 639 codes; empty means every language.'),
  })
  .refine((block) => block.min_tokens <= block.max_tokens, {
    path: ['max_tokens'],
    message: 'must not be less than min_tokens',
  })
  .transform(
    (block): Accepts => ({
      minTokens: block.min_tokens,
      maxTokens: block.max_tokens,
      quality: block.quality,
      languages: block.languages,
    }),
  );
