import { compareWithBaseline, correctedTogether, ranksOf } from '../compare.ts';
import type { AblationResults } from '../results.ts';
import { type Benchmark, benchmarksOf } from './benchmarks.ts';
import type { ImportedTask } from './imported.ts';

/** Imported metrics are named `lm_eval/TASK/METRIC`, which no metric of our own is. */
const PREFIX = 'lm_eval/';

/**
 * The results of an ablation with what was imported, in place of what was imported before. Arms that did not come to the
 * budget stay without. Comparisons are corrected over all metrics together, the ablation's own included.
 */
export function withImported(results: AblationResults, imported: readonly ImportedTask[]): AblationResults {
  const complete = results.arms.filter(({ state }) => state === 'complete').map(({ name }) => name);
  const { benchmarks, notes } = benchmarksOf(imported, complete, results.seeds);
  const named = benchmarks.map((benchmark) => ({ ...benchmark, name: `${PREFIX}${benchmark.title}` }));
  const unseen = complete.filter((arm) => arm !== results.baseline && !named.some(({ means }) => means.has(arm)));
  const isOwn = (metric: string) => !metric.startsWith(PREFIX);
  const ranks = ranksOf(
    named
      .filter(({ compared }) => compared.length > 1)
      .map(({ name, better, compared }) => ({ name, better: better ?? undefined, arms: measured(compared, name) })),
  );
  const found = named.flatMap(({ name, compared }) =>
    compareWithBaseline(measured(compared, name), results.baseline, [name]),
  );
  return {
    ...results,
    import_notes: [
      ...notes.map((sentence) => `${PREFIX}${sentence}`),
      ...(named.length === 0 || unseen.length === 0
        ? []
        : [`${PREFIX}*: without results so far: ${unseen.join(', ')}.`]),
      ...(named.length === 0 || named.some(({ means }) => means.has(results.baseline))
        ? []
        : [`${PREFIX}*: ${results.baseline}, the baseline, was not evaluated, so nothing is compared with it.`]),
    ],
    metrics: [
      ...results.metrics.filter(({ name }) => isOwn(name)),
      ...named.map(({ name, title, better }) => ({
        name,
        title,
        description: `What models trained on the arm came to in a task of lm-evaluation-harness: ${title}.`,
        unit: 'question',
        better,
        digits: 3,
      })),
    ],
    arms: results.arms.map((arm) => {
      const own = <Value>(values: Readonly<Record<string, Value>>) =>
        Object.entries(values).filter(([metric]) => isOwn(metric));
      return {
        ...arm,
        means: Object.fromEntries([
          ...own(arm.means),
          ...named.map(({ name, means }) => [name, means.get(arm.name)?.mean ?? null] as const),
        ]),
        standard_errors: Object.fromEntries(
          named.flatMap(({ name, means }) => {
            const stderr = means.get(arm.name)?.stderr ?? null;
            return stderr === null ? [] : [[name, stderr] as const];
          }),
        ),
        ranks: Object.fromEntries([
          ...own(arm.ranks),
          ...[...ranks].flatMap(([name, byArm]) => {
            const rank = byArm.get(arm.name);
            return rank === undefined ? [] : [[name, rank] as const];
          }),
        ]),
      };
    }),
    comparisons: correctedTogether([...results.comparisons.filter(({ metric }) => isOwn(metric)), ...found]),
  };
}

function measured(compared: Benchmark['compared'], metric: string) {
  return compared.map(({ arm, seeds }) => ({ name: arm, seeds: seeds.map((answers) => new Map([[metric, answers]])) }));
}
