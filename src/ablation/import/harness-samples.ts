import { createReadStream, existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { usageError } from '../../vocabulary/error.ts';
import type { HarnessTask } from './harness-file.ts';

/** Metrics are plain keys beside these. */
const rowSchema = z.looseObject({
  doc_id: z.union([z.number(), z.string()]),
  doc_hash: z.string().optional(),
  filter: z.string().default('none'),
});

/** Value by question. */
export type Answers = Readonly<Record<string, number>>;

/**
 * What each question scored, by `METRIC,FILTER`, of the samples file that `--log_samples` left beside a results file; empty where
 * there is none. A question is its `doc_id` with the beginning of its hash, so that other questions never count as the same.
 * A line at a time; a number is kept for each question and metric. Throws a usage error with file and line for a row that is none.
 */
export async function readHarnessSamples(
  results: string,
  { task, metrics }: HarnessTask,
): Promise<ReadonlyMap<string, Answers>> {
  const date = basename(results, '.json').slice('results'.length);
  const path = join(dirname(results), `samples_${task}${date}.jsonl`);
  if (!existsSync(path)) return new Map();
  const answers = new Map<string, Record<string, number>>();
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === '') continue;
    const row = rowOf(text, `${path}, line ${line}`);
    const question = `${row.doc_id}${row.doc_hash === undefined ? '' : `:${row.doc_hash.slice(0, 8)}`}`;
    for (const { metric, filter } of metrics) {
      const value = row[metric];
      if (filter !== row.filter || typeof value !== 'number') continue;
      const key = `${metric},${filter}`;
      const own = answers.get(key) ?? {};
      own[question] = value;
      answers.set(key, own);
    }
  }
  return answers;
}

function rowOf(text: string, where: string): z.output<typeof rowSchema> {
  try {
    return rowSchema.parse(JSON.parse(text));
  } catch (error) {
    throw usageError(
      `${where}: no row of a samples file (an object with \`doc_id\`): evaluate again, or remove the file to have means alone.`,
      error,
    );
  }
}
