import { z } from 'zod';
import type { ChunkOptions } from '../vocabulary/strategy.ts';

/** The `chunk` block of a strategy or mix file. Unknown keys are refused. */
export const chunkSchema = z
  .strictObject({
    max_tokens: z
      .int()
      .min(1)
      .describe('Most estimated tokens of one chunk; longer documents are split at line boundaries.'),
  })
  .transform((block): ChunkOptions => ({ maxTokens: block.max_tokens }));
