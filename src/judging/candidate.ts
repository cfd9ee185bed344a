import { z } from 'zod';
import { caseIdSchema } from '../corpus/json-cases.ts';

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

/**
 * One line of candidates: `{"id", "source", "text", "strategy"?, "finish_reason"?}`. Null is as good as absent; other
 * columns are of no concern, so that a record with its source beside it is a candidate too.
 */
export const candidateSchema = z
  .object({
    id: caseIdSchema,
    source: z.string(),
    text: z.string(),
    strategy: optionalText,
    finish_reason: optionalText,
  })
  .transform(({ id, source, text, strategy, finish_reason: finishReason }) => ({
    id,
    source,
    text,
    strategy,
    finishReason,
  }));

/** A rewrite that was made elsewhere, with the text that it is judged against. */
export type ForeignCandidate = z.output<typeof candidateSchema>;
