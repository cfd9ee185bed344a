import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeJsonFile } from '../../run/manifest.ts';
import { usageError } from '../../vocabulary/error.ts';

const taskSchema = z.object({
  arm: z.string(),
  seed: z.number(),
  /** Of the training; null where it is the texts' own. */
  training: z.number().nullable().default(null),
  task: z.string(),
  /** Of the task. */
  version: z.string().nullable(),
  /** Of lm-evaluation-harness; null in what earlier imports kept. */
  harness: z.string().nullable().default(null),
  shots: z.string().nullable(),
  questions: z.number().nullable(),
  metrics: z.array(
    z.object({
      metric: z.string(),
      filter: z.string(),
      mean: z.number(),
      stderr: z.number().nullable(),
      better: z.enum(['higher', 'lower']).nullable(),
      /** Value by question: null where there were no samples, empty where they have no number of it. */
      samples: z.record(z.string(), z.number()).nullable(),
    }),
  ),
});

/** What one trained model came to in one task. */
export type ImportedTask = z.output<typeof taskSchema>;

/** What tells the results of a model apart: one task asked with several numbers of shots is several. */
export function taskKey({
  arm,
  seed,
  training,
  task,
  shots,
}: Pick<ImportedTask, 'arm' | 'seed' | 'training' | 'task' | 'shots'>): string {
  return JSON.stringify([arm, seed, training, task, shots]);
}

const schema = z.object({ tasks: z.array(taskSchema) });

/** What was imported into an ablation so far; nothing, where nothing was. Throws a usage error for a damaged file. */
export async function readImported(directory: string): Promise<readonly ImportedTask[]> {
  const path = join(directory, 'imported.json');
  if (!existsSync(path)) return [];
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8'))).tasks;
  } catch (error) {
    throw usageError(`${path} is damaged: remove it, and import the results again.`, error);
  }
}

/** Keeps what was imported: a task of a model that comes again, with as many shots, takes the place of the one before. */
export async function keepImported(
  directory: string,
  tasks: readonly ImportedTask[],
): Promise<readonly ImportedTask[]> {
  const kept = new Map<string, ImportedTask>();
  for (const one of [...(await readImported(directory)), ...tasks]) {
    kept.set(taskKey(one), one);
  }
  const all = [...kept.values()];
  await writeJsonFile(join(directory, 'imported.json'), { tasks: all });
  return all;
}
