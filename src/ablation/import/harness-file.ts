import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { usageError } from '../../vocabulary/error.ts';
import { HARNESS, harnessVersion } from '../harness-version.ts';
import { everythingBelow, type Subtasks, subtasksOf } from './harness-groups.ts';
import { type HarnessMetric, isMean, metricsOf, numberOf } from './harness-metrics.ts';
import { isNotFinite, parsePythonJson } from './python-json.ts';

const byTask = z.record(z.string(), z.unknown());

const fileSchema = z.looseObject({
  results: z.record(z.string(), z.record(z.string(), z.unknown())),
  group_subtasks: z.record(z.string(), z.array(z.string())).optional(),
  versions: byTask.default({}),
  'n-shot': byTask.default({}),
  'n-samples': z.record(z.string(), z.looseObject({ effective: z.unknown().optional() })).default({}),
  higher_is_better: byTask.default({}),
  configs: z.record(z.string(), z.looseObject({ num_fewshot: z.unknown().optional() })).nullish(),
  /** Of the call: before 0.4 its `num_fewshot` is that of all tasks. */
  config: z.looseObject({ num_fewshot: z.unknown().optional(), limit: z.unknown().optional() }).nullish(),
  lm_eval_version: z.string().nullish(),
});

type ResultsFile = z.output<typeof fileSchema>;

/** What one results file says of one task, or of a group with figures of its own. Null: the file does not say. */
export interface HarnessTask {
  readonly task: string;
  /** The tasks that a group is made of; the task itself for a task. */
  readonly parts: readonly string[];
  /** Of the task. */
  readonly version: string | null;
  /** Of the harness. */
  readonly harness: string;
  readonly shots: string | null;
  readonly questions: number | null;
  readonly metrics: readonly HarnessMetric[];
}

/**
 * Reads a results file of lm-evaluation-harness, 0.3 or 0.4. A group with figures of its own stands for what it is made
 * of: its tasks are not read beside it, since they would count twice. Throws a usage error, with file and key, for any
 * other file and for other versions.
 */
export async function readHarnessFile(
  path: string,
  onWarning: (sentence: string) => void,
): Promise<readonly HarnessTask[]> {
  const file = parsed(path, await readFile(path, 'utf8'));
  const harness = harnessVersion(
    path,
    { named: file.lm_eval_version ?? undefined, withFilters: hasFilters(file) },
    onWarning,
  );
  const limit = scalar(file.config?.limit);
  if (limit !== null) onWarning(`${path}: evaluated with --limit ${limit}: figures of a part of the questions.`);
  const subtasks = subtasksOf(file.group_subtasks, aliasesOf(file));
  const tasks = Object.keys(file.results).map((task) => taskOf(task, { path, file, harness, subtasks, onWarning }));
  // A group without metrics of its own is there only for its alias.
  const measured = tasks.filter(({ metrics }) => metrics.length > 0);
  const counted = new Set(measured.flatMap(({ task }) => [...everythingBelow(task, subtasks)]));
  return measured.filter(({ task }) => !counted.has(task));
}

interface Reading {
  readonly path: string;
  readonly file: ResultsFile;
  readonly harness: string;
  readonly subtasks: Subtasks;
  readonly onWarning: (sentence: string) => void;
}

function taskOf(task: string, { path, file, harness, subtasks, onWarning }: Reading): HarnessTask {
  const below = [...everythingBelow(task, subtasks)].filter((name) => !subtasks.has(name)).sort();
  const parts = below.length === 0 ? [task] : below;
  const shots = (name: string) =>
    scalar(file['n-shot'][name]) ?? scalar(file.configs?.[name]?.num_fewshot) ?? scalar(file.config?.num_fewshot);
  const ofParts = new Set(parts.map(shots));
  const questions = parts.map((name) => numberOf(file['n-samples'][name]?.effective));
  const values = file.results[task] ?? {};
  for (const [key, value] of Object.entries(values)) {
    if (isNotFinite(value) && isMean(key)) onWarning(`${path}: ${task}/${key} is ${value}, no number: left out.`);
  }
  return {
    task,
    parts,
    version: scalar(file.versions[task]),
    harness,
    shots: scalar(file['n-shot'][task]) ?? (ofParts.size === 1 ? ([...ofParts][0] ?? null) : null),
    questions: questions.includes(null) ? null : questions.reduce<number>((sum, own) => sum + (own ?? 0), 0),
    metrics: metricsOf(values, file.higher_is_better[task]),
  };
}

function parsed(path: string, text: string): ResultsFile {
  const refused = (why: string, cause?: unknown) =>
    usageError(`${path}: ${why}. Give results files of ${HARNESS.name} (\`results_….json\`).`, cause);
  if (text.trim() === '') throw refused('is empty: the evaluation or the copy was cut short');
  let value: unknown;
  try {
    value = parsePythonJson(text);
  } catch (error) {
    throw refused(`is not JSON, or ends in the middle of it (${String(error)})`, error);
  }
  const other = z.looseObject({ config_general: z.unknown() }).safeParse(value);
  if (other.success && other.data.config_general !== undefined)
    throw refused('`config_general` says that lighteval wrote it');
  const file = fileSchema.safeParse(value);
  if (file.success) return file.data;
  const [issue] = file.error.issues;
  throw refused(`\`${issue?.path.join('.') || 'results'}\` is missing or wrong (${issue?.message ?? 'no object'})`);
}

function hasFilters({ results }: ResultsFile): boolean {
  return Object.values(results).some((values) => Object.keys(values).some((key) => key.includes(',')));
}

function aliasesOf({ results }: ResultsFile): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(results).map(([name, { alias }]) => [name, typeof alias === 'string' ? alias : name] as const),
  );
}

function scalar(value: unknown): string | null {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : null;
}
