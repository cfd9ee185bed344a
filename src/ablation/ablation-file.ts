import { resolve } from 'node:path';
import { z } from 'zod';
import { mixSchema } from '../config/mix-file.ts';
import { givenOptions } from '../config/resolve.ts';
import { type RunOptions, runOptionsSchema } from '../config/run-options.ts';
import { tokenCountSchema } from '../config/token-count.ts';
import { readLocatedYamlFile } from '../config/yaml-document.ts';
import { nearest } from '../text/nearest.ts';
import { usageError } from '../vocabulary/error.ts';
import { EMBEDDING_METRICS } from './metrics/embedding-metrics.ts';
import type { ArmRater } from './metrics/ratings.ts';
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
function ablationSchema() {
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
        api_key_env: z.string().default('OPENAI_API_KEY').describe('Environment variable that holds its key.'),
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

type AblationFile = z.output<ReturnType<typeof ablationSchema>>;

const ownSchema = z.object(OWN_KEYS);
const raterSchema = z.object(RATER_KEYS);
type RaterBlock = Partial<RunOptions> & z.output<typeof raterSchema>;
/** A mix as an arm spells it out: a mix file without a name. */
type ArmMix = NonNullable<z.output<typeof ownSchema>['mix']>;
/** An arm as the file has it: its schema is put together of others, and types do not follow there. */
type ArmBlock = Partial<RunOptions> & z.output<typeof ownSchema>;

/** How an arm's texts come about. */
export interface Arm {
  readonly name: string;
  /** `original`, `repeat`: the documents themselves; `run`: rewritten. */
  readonly kind: 'original' | 'repeat' | 'run';
  /** All options of its runs but those that an ablation decides. */
  readonly options: RunOptions;
  /** A mix that the file spells out, in the form of a mix file. */
  readonly mix: ArmMix | undefined;
  /** 0 unless the file says so. */
  readonly originalShare: number;
}

/** What is to be compared, and how. */
export interface Ablation {
  readonly name: string;
  readonly question: string;
  readonly source: string;
  readonly budgetTokens: number;
  readonly seeds: readonly number[];
  readonly baseline: string;
  readonly documents: number;
  readonly heldOut: AblationFile['held_out'];
  readonly metrics: readonly (typeof METRIC_NAMES)[number][];
  readonly embeddings: AblationFile['embeddings'];
  readonly raters: readonly ArmRater[];
  readonly arms: readonly Arm[];
}

/** What the command line changes in an ablation. */
export interface AblationOverrides {
  readonly budgetTokens?: number | undefined;
  /** Seeds 0, 1, … instead of the file's. */
  readonly seeds?: number | undefined;
  /** Options of all arms' runs, before what an arm says itself. */
  readonly base?: Partial<RunOptions>;
  readonly embeddings?: { readonly endpoint?: string[]; readonly model?: string } | undefined;
}

/**
 * Reads an ablation file. Throws a usage error that names file and line for whatever is wrong in it: fewer than two arms,
 * arms that differ in nothing, a baseline that is none of them.
 */
export async function readAblation(path: string, overrides: AblationOverrides = {}): Promise<Ablation> {
  const { value: file, at } = await readLocatedYamlFile(path, ablationSchema());
  const names = Object.keys(file.arms);
  if (names.length < 2)
    throw usageError(`${at(['arms'])}: an ablation compares at least 2 arms; there is ${names.length}`);
  const baseline = file.baseline ?? names[0] ?? '';
  if (!names.includes(baseline)) {
    const meant = nearest(baseline, names);
    throw usageError(
      `${at(['baseline'])}: no arm is called \`${baseline}\`${meant === undefined ? '' : `; did you mean \`${meant}\``}; arms: ${names.join(', ')}`,
    );
  }
  const arms = names.map((name) => armOf(name, file, overrides.base ?? {}, at(['arms', name])));
  const seen = new Map<string, string>();
  for (const { name, ...rest } of arms) {
    const same = seen.get(JSON.stringify(rest));
    if (same !== undefined) {
      throw usageError(`${at(['arms', name])}: arms \`${same}\` and \`${name}\` differ in nothing`);
    }
    seen.set(JSON.stringify(rest), name);
  }
  const embeddings = embeddingsOf(file, overrides.embeddings);
  const asked = file.metrics?.find((name) => EMBEDDING_METRICS.some((metric) => metric.name === name));
  if (asked !== undefined && embeddings === undefined) {
    throw usageError(
      `${at(['metrics'])}: \`${asked}\` needs an embedding model: give \`embeddings: {endpoint: [http://host:port/v1]}\`, or --embeddings-endpoint`,
    );
  }
  return {
    name: file.name,
    question: file.question,
    source: file.source,
    budgetTokens: overrides.budgetTokens ?? file.budget_tokens,
    seeds: overrides.seeds === undefined ? file.seeds : Array.from({ length: overrides.seeds }, (_, seed) => seed),
    baseline,
    documents: file.documents,
    heldOut: file.held_out,
    metrics: file.metrics ?? METRIC_NAMES,
    embeddings,
    raters: Object.entries(file.raters).map(([name, block]) => raterOf(name, block as RaterBlock)),
    arms,
  };
}

function embeddingsOf(
  { embeddings: own }: AblationFile,
  given: AblationOverrides['embeddings'],
): Ablation['embeddings'] {
  const endpoint = given?.endpoint ?? own?.endpoint;
  const model = given?.model ?? own?.model;
  if (endpoint !== undefined) {
    return { endpoint, ...(model === undefined ? {} : { model }), api_key_env: own?.api_key_env ?? 'OPENAI_API_KEY' };
  }
  if (model === undefined) return undefined;
  throw usageError('--embeddings-model: where is it served? Give --embeddings-endpoint http://host:port/v1.');
}

function raterOf(name: string, block: RaterBlock): ArmRater {
  const { rater = name, form, classifier, label, columns, better, ...options } = block;
  const model = {
    ...(classifier === undefined ? {} : { model: resolve(classifier) }),
    ...(label === undefined ? {} : { label }),
  };
  return { name, rater, form, model, columns, better, options };
}

function armOf(name: string, { base, arms }: AblationFile, given: Partial<RunOptions>, where: string): Arm {
  const { control, mix, original_share: originalShare = 0, ...own } = (arms[name] ?? {}) as ArmBlock;
  if (mix !== undefined && own.strategy !== undefined) {
    throw usageError(`${where}: arm \`${name}\` has both \`strategy\` and \`mix\`: leave one out`);
  }
  const ofControl: Partial<RunOptions> =
    control === 'rules' ? { strategy: 'rules-all' } : control === 'extractive' ? { backend: 'extractive' } : {};
  if (control !== undefined && originalShare > 0 && (control === 'original' || control === 'repeat')) {
    throw usageError(`${where}: arm \`${name}\` is the documents themselves: leave original_share out`);
  }
  return {
    name,
    kind: control === 'original' || control === 'repeat' ? control : 'run',
    options: { ...runOptionsSchema.parse({}), ...base, ...given, ...ofControl, ...own },
    mix,
    originalShare,
  };
}
