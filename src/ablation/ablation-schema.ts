import { z } from 'zod';
import { mixSchema } from '../config/mix-file.ts';
import { givenOptions } from '../config/resolve.ts';
import type { RunOptions } from '../config/run-options.ts';
import { tokenCountSchema } from '../config/token-count.ts';
import { METRIC_NAMES } from './metrics/registry.ts';

/** Arms that need no model: what every rewrite has to beat. */
const CONTROLS = ['original', 'repeat', 'rules', 'extractive'] as const;

const nameSchema = z
  .string()
  .regex(
    /^[a-z\d][a-z\d._-]*$/,
    'must be of small letters, digits, `-`, `_` and `.`, and begin with one of the first two',
  );

/** What an arm says beside the options of a run. */
const OWN_KEYS = {
  control: z.enum(CONTROLS).optional().describe('An arm that needs no model.'),
  mix: mixSchema
    .omit({ name: true })
    .optional()
    .describe('A mix of its own, as a mix file has it, instead of `strategy`.'),
  original_share: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe('The share of its tokens that are the documents themselves; the rest is rewritten.'),
} as const;

/** What a rater says beside the options of a run. */
const RATER_KEYS = {
  rater: z.string().min(1).optional().describe('As `rewrite annotate --rater` has it; the name, if it is left out.'),
  form: z.string().min(1).optional().describe('What a rater asks, and of which model.'),
  classifier: z.string().min(1).optional().describe("The model's file of the rater `classifier`."),
  label: z.string().min(1).optional().describe('Of a fastText classifier, the label whose probability is the score.'),
  columns: z.array(z.string()).min(1).optional().describe('Those that become metrics; all, if none is named.'),
  better: z.enum(['higher', 'lower']).optional().describe('What is better; without it arms are not ranked by it.'),
} as const;

/** The variable that holds an embedding model's key, where the file names none. */
export const EMBEDDINGS_KEY_ENV = 'OPENAI_API_KEY';

/** Options of a run that an ablation decides itself. */
const DECIDED: ReadonlySet<string> = new Set([
  'out',
  'seed',
  'budget_tokens',
  'shard',
  'ledger_dir',
  'metrics_port',
  'format',
  'retry_failed',
]);

/** An ablation file. Unknown keys are refused. */
export function ablationSchema() {
  const fields = Object.entries(givenOptions().shape).filter(([name]) => !DECIDED.has(name));
  const some = z.strictObject(Object.fromEntries(fields));
  return z.strictObject({
    name: nameSchema.describe('Name of the ablation.'),
    question: z.string().default('').describe('What it is to answer.'),
    source: z.string().default('').describe('Whose question it is.'),
    budget_tokens: tokenCountSchema.describe('Generated tokens of each arm and seed.'),
    seeds: z
      .array(z.int())
      .min(1)
      .refine((seeds) => new Set(seeds).size === seeds.length, 'seeds: the same seed twice is the same texts twice')
      .default([0])
      .describe('Each arm is made once for each.'),
    baseline: z.string().optional().describe('The arm that the others are compared with; the first, if none is named.'),
    documents: z.int().min(1).default(100_000).describe('At most so many source documents are read.'),
    held_out: z
      .strictObject({
        share: z.number().gt(0).max(0.5).default(0.1).describe('The share of source documents that no arm sees.'),
        input: z.array(z.string()).min(1).optional().describe('Documents of your own instead.'),
      })
      .prefault({})
      .describe('What the proxy model is asked about.'),
    metrics: z.array(z.enum(METRIC_NAMES)).min(1).optional().describe('Those to measure; all, if none is named.'),
    embeddings: z
      .strictObject({
        endpoint: z.array(z.string()).min(1).describe('Base URLs ending in /v1 of a served embedding model.'),
        model: z.string().min(1).optional().describe('Its name there; the one served, if none is named.'),
        api_key_env: z.string().default(EMBEDDINGS_KEY_ENV).describe('Environment variable that holds its key.'),
      })
      .optional()
      .describe('Who embeds texts, for `source_similarity` and `vendi`.'),
    raters: z
      .record(nameSchema, some.extend(RATER_KEYS))
      .default({})
      .describe('Who rates a sample of texts, by name; each column of numbers becomes a metric.'),
    base: some.prefault({}).describe('Options of a run that all arms share.'),
    arms: z.record(nameSchema, some.extend(OWN_KEYS)).describe('Arms by name: what each changes.'),
  });
}

/** What an ablation file says, defaults filled in. */
export type AblationFile = z.output<ReturnType<typeof ablationSchema>>;

const ownSchema = z.object(OWN_KEYS);
const raterSchema = z.object(RATER_KEYS);

/** A rater as the file has it. */
export type RaterBlock = Partial<RunOptions> & z.output<typeof raterSchema>;

/** A mix as an arm spells it out: a mix file without a name. */
export type ArmMix = NonNullable<z.output<typeof ownSchema>['mix']>;

/** An arm as the file has it: its schema is put together of others, and types do not follow there. */
export type ArmBlock = Partial<RunOptions> & z.output<typeof ownSchema>;
