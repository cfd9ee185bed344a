import { createReadStream, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { usageError } from '../../vocabulary/error.ts';
import { dateOf } from './find-results.ts';
import type { HarnessTask } from './harness-file.ts';
import { parsePythonJson } from './python-json.ts';

/** Metrics are plain keys beside these. The first versions of 0.4 had no `filter`. */
const rowSchema = z.looseObject({
  doc_id: z.union([z.number(), z.string()]),
  doc_hash: z.string().optional(),
  filter: z.string().optional(),
});

/** Value by question. */
export type Answers = Readonly<Record<string, number>>;

/**
 * What each question scored, by `METRIC,FILTER`, of the samples files that `--log_samples` left beside a results file:
 * a group's questions are those of its tasks. Undefined where a file is not there. A question is its `doc_id` with the
 * beginning of its hash, so that other questions never count as the same. A line at a time; a number is kept for each
 * question and metric. Throws a usage error with file and line for a row that is none.
 */
export async function readHarnessSamples(
  results: string,
  { task, parts, metrics }: HarnessTask,
): Promise<ReadonlyMap<string, Answers> | undefined> {
  const answers = new Map<string, Record<string, number>>();
  for (const part of parts) {
    const path = join(dirname(results), `samples_${part}${dateOf(results)}.jsonl`);
    if (!existsSync(path)) return undefined;
    const prefix = part === task ? '' : `${part}/`;
    for await (const row of rowsOf(path)) {
      const question = `${prefix}${row.doc_id}${row.doc_hash === undefined ? '' : `:${row.doc_hash.slice(0, 8)}`}`;
      for (const { metric, filter } of metrics) {
        const value = scoreOf(row[metric]);
        if (value === undefined || filter !== (row.filter ?? onlyFilter(metric, metrics))) continue;
        const key = `${metric},${filter}`;
        const own = answers.get(key) ?? {};
        own[question] = value;
        answers.set(key, own);
      }
    }
  }
  return answers;
}

/** The filter that a row is of which names none: there is only one, or nobody can tell. */
function onlyFilter(metric: string, metrics: HarnessTask['metrics']): string | undefined {
  const own = metrics.filter((other) => other.metric === metric);
  return own.length === 1 ? own[0]?.filter : undefined;
}

/** Some tasks score true or false. Lists are what a measure of all questions is computed from. */
function scoreOf(value: unknown): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'number' ? value : undefined;
}

async function* rowsOf(path: string): AsyncGenerator<z.output<typeof rowSchema>> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() !== '') yield rowOf(text, `${path}, line ${line}`);
  }
}

function rowOf(text: string, where: string): z.output<typeof rowSchema> {
  try {
    return rowSchema.parse(parsePythonJson(text));
  } catch (error) {
    throw usageError(
      `${where}: no row of a samples file (an object with \`doc_id\`): evaluate again, or remove the file to have means alone.`,
      error,
    );
  }
}
