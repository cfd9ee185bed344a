import { z } from 'zod';
import { durationSchema } from '../generation/duration.ts';

const rate = z.number().min(0).max(1);

/** What is the same for every check: how many requests at a time, how long it may take, what follows if it has no verdict. */
const howSchema = {
  concurrency: z.int().min(1).max(4_096),
  timeout: durationSchema
    .default(120_000)
    .meta({ description: 'for the verdict on one rewrite, with everything that it waits for' }),
  on_failure: z.enum(['accept', 'defer']).default('accept').meta({
    description:
      'what becomes of a rewrite without a verdict: accept it, or make it again at the end of the run, where it fails if it gets none either',
  }),
};

const similaritySchema = z.strictObject({
  model: z.string().min(1).default('embedder').meta({ description: 'key into `models`, with `api: embeddings`' }),
  min: z.number().min(-1).max(1).optional().meta({
    description:
      'least cosine between source and rewrite; without it scores are recorded and nothing is rejected. It depends on the model: set it by the scores of `rewrite preview` or `rewrite validate`',
  }),
  rate: rate.default(1).meta({ description: 'share of the rewrites that are compared, drawn from the seed' }),
  ...howSchema,
  concurrency: howSchema.concurrency.default(16).meta({ description: 'requests in flight' }),
});

const judgeSchema = z.strictObject({
  strategy: z.string().min(1).default('judge-fidelity').meta({
    description: 'prompt and form of the verdict: a strategy with `kind: labels` whose prompt has `{{ rewrite }}`',
  }),
  model: z.string().min(1).optional().meta({ description: "key into `models` (default: the strategy's)" }),
  min: z.number().default(1).meta({
    description: 'least score; with judge-fidelity the share of the rewrite, by tokens, whose chunks are faithful',
  }),
  rate: rate.default(0.05).meta({ description: 'share of the rewrites that are judged, drawn from the seed' }),
  ...howSchema,
  concurrency: howSchema.concurrency.default(8).meta({ description: 'requests in flight' }),
});

/** The schema of `budget_tokens`: how people write a number of tokens is configuration's to know. */
type TokenCount = z.ZodType<number, number | string>;

/** The `meaning` block of `rewrite.yaml`: what models are asked of rewrites that passed every rule. Unknown keys are refused. */
export function meaningSchema(tokenCount: TokenCount) {
  return z.strictObject({
    similarity: similaritySchema.optional().meta({ description: 'how near the meaning is, by embeddings' }),
    judge: judgeSchema
      .extend({
        budget_tokens: tokenCount.optional().meta({
          description: 'tokens that may be planned for judging, in schedule order (20M)',
        }),
      })
      .optional()
      .meta({ description: 'whether the rewrite is faithful, by a language model' }),
  });
}

export type MeaningOptions = z.output<ReturnType<typeof meaningSchema>>;
export type SimilarityOptions = z.output<typeof similaritySchema>;
export type JudgeOptions = NonNullable<MeaningOptions['judge']>;
