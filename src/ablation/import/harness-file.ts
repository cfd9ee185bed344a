import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { usageError } from '../../vocabulary/error.ts';

/** The newest version of lm-evaluation-harness whose files we have read. */
const NEWEST_KNOWN = '0.4.13';

/** What is better where a file does not say (`higher_is_better` came with 0.4.3): metrics of the harness's own registry. */
const BETTER: Readonly<Record<string, 'higher' | 'lower'>> = {
  acc: 'higher',
  acc_norm: 'higher',
  exact_match: 'higher',
  f1: 'higher',
  perplexity: 'lower',
  word_perplexity: 'lower',
  byte_perplexity: 'lower',
  bits_per_byte: 'lower',
};

const fileSchema = z.looseObject({
  results: z.record(z.string(), z.record(z.string(), z.unknown())),
  versions: z.record(z.string(), z.unknown()).default({}),
  'n-shot': z.record(z.string(), z.unknown()).default({}),
  'n-samples': z.record(z.string(), z.looseObject({ effective: z.unknown() })).default({}),
  higher_is_better: z.record(z.string(), z.record(z.string(), z.unknown()).nullable()).default({}),
  configs: z.record(z.string(), z.looseObject({ num_fewshot: z.unknown() })).default({}),
  lm_eval_version: z.string().nullish(),
});

/** A metric of a task, as the harness says it. */
interface HarnessMetric {
  /** Of the harness, such as `acc_norm`. */
  readonly metric: string;
  /** What the answers went through before they were scored; `none` for most. */
  readonly filter: string;
  readonly mean: number;
  /** Standard error of the mean; null where the harness has none. */
  readonly stderr: number | null;
  readonly better: 'higher' | 'lower' | null;
}

/** What one results file says of one task or group of tasks. Null: the file does not say. */
export interface HarnessTask {
  readonly task: string;
  readonly version: string | null;
  readonly shots: string | null;
  readonly questions: number | null;
  readonly metrics: readonly HarnessMetric[];
}

/** Reads a results file of lm-evaluation-harness, 0.3 or 0.4. Throws a usage error, with file and key, for any other. */
export async function readHarnessFile(
  path: string,
  onWarning: (sentence: string) => void,
): Promise<readonly HarnessTask[]> {
  const file = parsed(path, await readFile(path, 'utf8'));
  const version = file.lm_eval_version ?? undefined;
  if (version !== undefined && isNewer(version, NEWEST_KNOWN))
    onWarning(
      `${path}: lm_eval_version ${version} is newer than ${NEWEST_KNOWN}, the last one known; check its figures.`,
    );
  const tasks = Object.entries(file.results).map(([task, values]) => ({
    task,
    version: scalar(file.versions[task]),
    shots: scalar(file['n-shot'][task]) ?? scalar(file.configs[task]?.num_fewshot),
    questions: numberOf(file['n-samples'][task]?.effective),
    metrics: metricsOf(values, file.higher_is_better[task] ?? {}),
  }));
  // A group without metrics of its own is there only for its alias.
  return tasks.filter(({ metrics }) => metrics.length > 0);
}

function parsed(path: string, text: string): z.output<typeof fileSchema> {
  const refused = (why: string, cause?: unknown) =>
    usageError(`${path}: ${why}. Give results files of lm-evaluation-harness (\`results_….json\`).`, cause);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refused(`is not JSON (${String(error)})`, error);
  }
  const other = z.looseObject({ config_general: z.unknown() }).safeParse(value);
  if (other.success && other.data.config_general !== undefined)
    throw refused('`config_general` says that lighteval wrote it');
  const file = fileSchema.safeParse(value);
  if (file.success) return file.data;
  const [issue] = file.error.issues;
  throw refused(`\`${issue?.path.join('.') || 'results'}\` is missing or wrong (${issue?.message ?? 'no object'})`);
}

/** Keys are `METRIC,FILTER` with `METRIC_stderr,FILTER` beside them; before 0.4, without a filter. */
function metricsOf(
  values: Readonly<Record<string, unknown>>,
  higher: Readonly<Record<string, unknown>>,
): readonly HarnessMetric[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const comma = key.indexOf(',');
    const metric = comma < 0 ? key : key.slice(0, comma);
    const suffix = comma < 0 ? '' : key.slice(comma);
    const mean = numberOf(value);
    if (mean === null || metric.endsWith('_stderr') || NO_METRICS.has(key)) return [];
    const said = higher[metric];
    return [
      {
        metric,
        filter: suffix.slice(1) || 'none',
        mean,
        stderr: numberOf(values[`${metric}_stderr${suffix}`]),
        better: typeof said === 'boolean' ? (said ? 'higher' : 'lower') : (BETTER[metric] ?? null),
      },
    ];
  });
}

/** Numbers beside a task's metrics that are none. */
const NO_METRICS: ReadonlySet<string> = new Set(['alias', 'name', 'sample_len', 'sample_count']);

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function scalar(value: unknown): string | null {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}

/** Whether a version, such as `0.4.10` or `0.4.9.dev0`, comes after another. */
function isNewer(version: string, known: string): boolean {
  const parts = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [parts(version), parts(known)];
  for (const [at, part] of left.entries()) {
    const other = right[at] ?? 0;
    if (part !== other) return part > other;
  }
  return false;
}
