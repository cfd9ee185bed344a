import { z } from 'zod';
import { RewriteError } from '../vocabulary/error.ts';
import type { Accepts } from '../vocabulary/strategy.ts';
import { parseExpression } from './expression/expression.ts';

/** A condition over columns, as strategies and mixes write it: text that can be read. */
export const conditionSchema = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    try {
      parseExpression(source, 'where');
    } catch (error) {
      if (!(error instanceof RewriteError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });

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
    where: conditionSchema
      .optional()
      .describe('A condition over columns, such as `annotations.fineweb_edu.score >= 3`; see docs/selection.md.'),
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
      ...(block.where === undefined ? {} : { where: block.where }),
    }),
  );
