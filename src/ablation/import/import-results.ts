import { basename, join } from 'node:path';
import { writeJsonFile } from '../../run/manifest.ts';
import { readResults } from '../results-file.ts';
import type { AblationResults } from '../results.ts';
import { findResults, type FoundResults, type Place } from './find-results.ts';
import { type HarnessTask, readHarnessFile } from './harness-file.ts';
import { readHarnessSamples } from './harness-samples.ts';
import { type ImportedTask, keepImported, taskKey } from './imported.ts';
import { withImported } from './with-imported.ts';

/** A task and the file that it was read of. */
interface FoundTask {
  readonly task: HarnessTask;
  readonly found: FoundResults;
}

/**
 * Reads results of lm-evaluation-harness into an ablation: keeps them in `imported.json`, and writes `results.json` anew with
 * them. Of several files with a task of the same model the newest counts, which is told. Everything is read before
 * anything is written. Throws a usage error for what cannot be read or placed.
 */
export async function importResults(
  directory: string,
  places: readonly Place[],
  onWarning: (sentence: string) => void,
): Promise<AblationResults> {
  const path = join(directory, 'results.json');
  const before = await readResults(path);
  const found = await findResults(places, { arms: before.arms.map(({ name }) => name), seeds: before.seeds });
  const tasks: ImportedTask[] = [];
  for (const { task, found: file } of await newestTasks(found, onWarning)) {
    const answers = await readHarnessSamples(file.path, task);
    const { parts: _, ...own } = task;
    tasks.push({
      ...own,
      arm: file.arm,
      seed: file.seed,
      training: file.training ?? null,
      metrics: task.metrics.map((metric) => ({
        ...metric,
        samples: answers === undefined ? null : (answers.get(`${metric.metric},${metric.filter}`) ?? {}),
      })),
    });
  }
  const results = withImported(before, await keepImported(directory, tasks));
  await writeJsonFile(path, results);
  return results;
}

/** The tasks of all files, oldest file first, those left out that a newer file has of the same model. */
async function newestTasks(
  files: readonly FoundResults[],
  onWarning: (sentence: string) => void,
): Promise<readonly FoundTask[]> {
  const newest = new Map<string, FoundTask>();
  const superseded = new Map<string, { readonly by: string; readonly tasks: string[] }>();
  for (const found of files) {
    for (const task of await readHarnessFile(found.path, onWarning)) {
      const key = taskKey({ ...found, training: found.training ?? null, ...task });
      const older = newest.get(key);
      if (older !== undefined) {
        const { path } = older.found;
        const known = superseded.get(path) ?? { by: found.path, tasks: [] };
        known.tasks.push(task.task);
        superseded.set(path, known);
      }
      newest.set(key, { task, found });
    }
  }
  for (const [path, { by, tasks }] of superseded) {
    onWarning(`${path}: not counted: ${tasks.join(', ')}, which a newer file has (${basename(by)}).`);
  }
  return [...newest.values()];
}
