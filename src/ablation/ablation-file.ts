import { resolve } from 'node:path';
import { type RunOptions, runOptionsSchema } from '../config/run-options.ts';
import { readLocatedYamlFile } from '../config/yaml-document.ts';
import { nearest } from '../text/nearest.ts';
import { usageError } from '../vocabulary/error.ts';
import {
  type AblationFile,
  ablationSchema,
  type ArmBlock,
  type ArmMix,
  EMBEDDINGS_KEY_ENV,
  type RaterBlock,
} from './ablation-schema.ts';
import { EMBEDDING_METRICS } from './metrics/embedding-metrics.ts';
import type { ArmRater } from './metrics/ratings.ts';
import { METRIC_NAMES } from './metrics/registry.ts';

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
    return { endpoint, ...(model === undefined ? {} : { model }), api_key_env: own?.api_key_env ?? EMBEDDINGS_KEY_ENV };
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
