import { z } from 'zod';
import type { ChunkOptions, CutOptions } from '../vocabulary/strategy.ts';

/** The `chunk` block of a strategy or mix file. Unknown keys are refused. */
export const chunkSchema = z
  .strictObject({
    max_tokens: z
      .int()
      .min(1)
      .describe('Most estimated tokens of one chunk; longer documents are split at line boundaries.'),
  })
  .transform((block): ChunkOptions => ({ maxTokens: block.max_tokens }));

/** The `cut` block of a rater's strategy file. Unknown keys are refused. */
export const cutSchema = z
  .strictObject({
    max_tokens: z.int().min(2).describe('Most estimated tokens of a text that the rater sees.'),
    keep: z
      .enum(['start', 'ends'])
      .describe('What stays of a longer one: its start, or its first and last half with `...` between them.'),
  })
  .transform((block): CutOptions => ({ maxTokens: block.max_tokens, keep: block.keep }));
