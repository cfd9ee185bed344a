import { join } from 'node:path';
import { writeJsonFile } from '../../run/manifest.ts';
import { readResults } from '../results-file.ts';
import type { AblationResults } from '../results.ts';
import { findResults, type Place } from './find-results.ts';
import { readHarnessFile } from './harness-file.ts';
import { readHarnessSamples } from './harness-samples.ts';
import { type ImportedTask, keepImported } from './imported.ts';
import { withImported } from './with-imported.ts';

/**
 * Reads results of lm-evaluation-harness into an ablation: keeps them in `imported.json`, and writes `results.json` anew with
 * them. Everything is read before anything is written. Throws a usage error for what cannot be read or placed.
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
  for (const { path: file, arm, seed } of found) {
    for (const task of await readHarnessFile(file, onWarning)) {
      const answers = await readHarnessSamples(file, task);
      tasks.push({
        ...task,
        arm,
        seed,
        metrics: task.metrics.map((metric) => ({
          ...metric,
          samples: answers.get(`${metric.metric},${metric.filter}`) ?? null,
        })),
      });
    }
  }
  const results = withImported(before, await keepImported(directory, tasks));
  await writeJsonFile(path, results);
  return results;
}
