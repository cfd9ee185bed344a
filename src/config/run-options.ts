import { z } from 'zod';
import { corpusOptionsSchema } from '../corpus/corpus-options.ts';
import { emissionOptionsSchema } from '../emission/emission-options.ts';
import { meaningSchema } from '../meaning/options.ts';
import { durationSchema } from '../generation/duration.ts';
import { generationOptionsSchema } from '../generation/schema.ts';
import { ledgerOptionsSchema } from '../ledger/ledger-options.ts';
import { CHAT_TEMPLATES } from '../text/chat-template.ts';
import { partSchema } from './part.ts';
import { selectionSchema } from './selection-options.ts';
import { parameterCountSchema, tokenCountSchema } from './token-count.ts';

/** A model that a strategy may name: `models.<name>` in `rewrite.yaml`. */
const modelSchema = z.strictObject({
  endpoints: z.array(z.string()).min(1).meta({ description: 'base URLs ending in /v1' }),
  model: z.string().optional().meta({ description: 'name at the endpoints; the one served, if exactly one' }),
  api: z.enum(['chat', 'completions', 'embeddings', 'hosted']).optional().meta({
    description:
      'overrides what the prompt file says; embeddings: it turns texts into vectors; hosted: a service that is paid for by the token, for judges',
  }),
  chat_template: z
    .enum(CHAT_TEMPLATES)
    .optional()
    .meta({ description: 'with api completions: overrides what the prompt file says' }),
  api_key_env: z.string().optional().meta({ description: 'variable that holds the key' }),
  parameters: parameterCountSchema.optional().meta({ description: 'its size (354M), for the account of compute' }),
});

/**
 * Every option of a run: the keys of `rewrite.yaml`, and in kebab case the flags. The one place for types, defaults
 * and descriptions: `--help`, the JSON Schema for editors and the reference page are made from it.
 */
export const runOptionsSchema = z.strictObject({
  strategy: z.string().min(1).default('mix').meta({
    group: 'What',
    placeholder: 'NAMES',
    description: 'a mix, or strategies separated by commas (every document gets each); names or YAML paths',
  }),
  input: z.array(z.string()).min(1).optional().meta({
    group: 'What',
    placeholder: 'GLOB',
    description: '.jsonl .ndjson .json (each also .gz .zst), .parquet, or - for standard input (default: data/seeds)',
  }),
  out: z.string().min(1).optional().meta({
    group: 'What',
    placeholder: 'DIR',
    description: 'the run directory; the same again resumes (default: runs/<strategy>-<time>)',
  }),
  limit: z
    .int()
    .min(1)
    .optional()
    .meta({ group: 'What', placeholder: 'N', description: 'at most N parsed source documents' }),
  budget_tokens: tokenCountSchema.optional().meta({
    group: 'What',
    placeholder: 'N',
    description: 'end with the record that brings accepted generated tokens to N (50M, 1.5B)',
  }),
  backend: z.enum(['openai', 'extractive']).optional().meta({
    group: 'Model',
    placeholder: 'NAME',
    description: 'a served model, or the built-in rules (default: openai with an endpoint)',
  }),
  ...generationOptionsSchema.shape,
  models: z.record(z.string(), modelSchema).default({}).meta({
    group: 'File',
    description: 'further models that strategies name (in the file only); the flags set `default`',
  }),
  meaning: meaningSchema(tokenCountSchema).optional().meta({
    group: 'File',
    description: 'what models are asked of rewrites that passed every rule (in the file only)',
  }),
  ...corpusOptionsSchema.shape,
  rewrites_per_document: z.int().min(1).optional().meta({
    group: 'Choice',
    placeholder: 'K',
    description: "different strategies each document gets from a mix (default: the mix's, else 1)",
  }),
  duplicates: z.enum(['reject', 'keep']).default('reject').meta({
    group: 'Choice',
    placeholder: 'HOW',
    description:
      'texts that an earlier record of the run has too, or one of the same document nearly: reject them, or keep them',
  }),
  selection: selectionSchema.optional().meta({
    group: 'File',
    description:
      'which documents of the input are rewritten (in the file only): the options of rewrite select; docs/selection.md',
  }),
  seed: z
    .int()
    .default(0)
    .meta({ group: 'Choice', placeholder: 'N', description: 'every random choice follows from it' }),
  shard: partSchema
    .default({ index: 0, of: 1 })
    .meta({ group: 'Choice', placeholder: 'I/N', description: 'this process takes part I of N (from 0)' }),
  contamination: z.array(z.string().min(1)).default([]).meta({
    group: 'Choice',
    placeholder: 'FILE',
    description:
      'reject outputs with 13 words in a row of a benchmark in this index (rewrite contamination build); repeat it for several',
  }),
  contamination_share: z.number().min(0).max(1).default(0).meta({
    group: 'Choice',
    placeholder: 'S',
    description: "least share of an output's words that must stand in such runs",
  }),
  ...emissionOptionsSchema.shape,
  ...ledgerOptionsSchema.shape,
  retry_failed: z
    .boolean()
    .default(false)
    .meta({ group: 'Run', description: "on resume, try again what failed for other than the document's own fault" }),
  max_rejected: z.number().min(0).max(1).optional().meta({
    group: 'Run',
    placeholder: 'SHARE',
    description:
      'stop (exit 4) when more than this share of the last 1,000 tasks of a strategy were rejected (default: never)',
  }),
  collapse_gate: z.int().min(1).max(1_000).optional().meta({
    group: 'Run',
    placeholder: 'N',
    description:
      'stop (exit 4) when more than N in 1,000 accepted texts of a strategy begin with the same five words (default: never)',
  }),
  threads: z
    .union([z.int().min(0).max(64), z.literal('auto')])
    .default('auto')
    .meta({
      group: 'Run',
      placeholder: 'N',
      description:
        'at most so many worker threads validate, once that proves costly; auto: 1 from 2 cores on, 2 from 8',
    }),
  drain_timeout: durationSchema.default(20_000).meta({
    group: 'Run',
    placeholder: 'TIME',
    description: 'to finish what is in flight on SIGINT or SIGTERM; a second signal ends at once',
  }),
  metrics_port: z
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .meta({ group: 'Terminal', placeholder: 'N', description: 'Prometheus metrics at http://127.0.0.1:N/metrics' }),
  gpu_hour_price: z
    .number()
    .positive()
    .optional()
    .meta({ group: 'Cost', placeholder: 'P', description: 'price of one GPU hour, in any currency' }),
  gpus_per_endpoint: z
    .int()
    .min(1)
    .default(1)
    .meta({ group: 'Cost', placeholder: 'N', description: 'GPUs behind each endpoint' }),
  price_in: z
    .number()
    .nonnegative()
    .optional()
    .meta({ group: 'Cost', placeholder: 'P', description: 'price of a million prompt tokens' }),
  price_out: z
    .number()
    .nonnegative()
    .optional()
    .meta({ group: 'Cost', placeholder: 'P', description: 'price of a million completion tokens' }),
  model_parameters: parameterCountSchema.optional().meta({
    group: 'Cost',
    placeholder: 'N',
    description: 'size of the model (354M, 1.7B), for the account of compute in the summary and the manifest',
  }),
  train_parameters: z.array(parameterCountSchema).default([]).meta({
    group: 'Cost',
    placeholder: 'N',
    description: 'size of a model to be trained on the result, which that account compares with; repeat it for several',
  }),
  progress: z
    .enum(['auto', 'bar', 'plain', 'none'])
    .default('auto')
    .meta({ group: 'Terminal', placeholder: 'HOW', description: 'progress on standard error' }),
  log_format: z
    .enum(['pretty', 'json'])
    .default('pretty')
    .meta({ group: 'Terminal', placeholder: 'FORMAT', description: 'of messages on standard error' }),
  quiet: z
    .boolean()
    .default(false)
    .meta({ group: 'Terminal', description: 'nothing but warnings and errors on standard error, no summary' }),
});

/** A run's options with defaults filled in: durations in milliseconds, counts as numbers. */
export type RunOptions = z.output<typeof runOptionsSchema>;
