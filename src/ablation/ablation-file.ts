import { z } from 'zod';
import { mixSchema } from '../config/mix-file.ts';
import { givenOptions } from '../config/resolve.ts';
import { type RunOptions, runOptionsSchema } from '../config/run-options.ts';
import { tokenCountSchema } from '../config/token-count.ts';
import { readLocatedYamlFile } from '../config/yaml-document.ts';
import { nearest } from '../text/nearest.ts';
import { usageError } from '../vocabulary/error.ts';
import { METRIC_NAMES } from './metrics/registry.ts';

/** Arms that need no model: what every rewrite has to beat. */
const CONTROLS = ['original', 'repeat', 'rules', 'extractive'] as const;

const nameSchema = z.string().regex(/^[a-z\d][a-z\d._-]*$/, 'must be of small letters, digits, `-`, `_` and `.`');

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
    seeds: z.array(z.int()).min(1).default([0]).describe('Each arm is made once for each.'),
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
    base: some.prefault({}).describe('Options of a run that all arms share.'),
    arms: z.record(nameSchema, some.extend(OWN_KEYS)).describe('Arms by name: what each changes.'),
  });
}

type AblationFile = z.output<ReturnType<typeof ablationSchema>>;

const ownSchema = z.object(OWN_KEYS);
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
  readonly arms: readonly Arm[];
}

/** What the command line changes in an ablation. */
export interface AblationOverrides {
  readonly budgetTokens?: number | undefined;
  /** Seeds 0, 1, … instead of the file's. */
  readonly seeds?: number | undefined;
  /** Options of all arms' runs, before what an arm says itself. */
  readonly base?: Partial<RunOptions>;
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
    arms,
  };
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
