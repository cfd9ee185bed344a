import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeJsonFile } from '../../run/manifest.ts';
import { usageError } from '../../vocabulary/error.ts';

const taskSchema = z.object({
  arm: z.string(),
  seed: z.number(),
  task: z.string(),
  version: z.string().nullable(),
  shots: z.string().nullable(),
  questions: z.number().nullable(),
  metrics: z.array(
    z.object({
      metric: z.string(),
      filter: z.string(),
      mean: z.number(),
      stderr: z.number().nullable(),
      better: z.enum(['higher', 'lower']).nullable(),
      /** Value by question; null where there were no samples. */
      samples: z.record(z.string(), z.number()).nullable(),
    }),
  ),
});

/** What one arm and seed came to in one task. */
export type ImportedTask = z.output<typeof taskSchema>;

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

/** Keeps what was imported: a task of an arm and seed that comes again takes the place of the one before. */
export async function keepImported(
  directory: string,
  tasks: readonly ImportedTask[],
): Promise<readonly ImportedTask[]> {
  const kept = new Map<string, ImportedTask>();
  for (const one of [...(await readImported(directory)), ...tasks]) {
    kept.set(`${one.arm}/${one.seed}/${one.task}`, one);
  }
  const all = [...kept.values()];
  await writeJsonFile(join(directory, 'imported.json'), { tasks: all });
  return all;
}
