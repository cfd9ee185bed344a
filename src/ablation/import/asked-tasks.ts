import type { ImportedTask } from './imported.ts';

/** A task as all arms were asked it. */
export interface AskedTask {
  /** Its name, with the number of shots where a model was asked with several. */
  readonly title: string;
  /** Of all models. */
  readonly results: readonly ImportedTask[];
}

/**
 * The tasks among what was imported. One that a model was asked with several numbers of shots is as many tasks; where
 * arms were asked with different ones, it is one task whose settings differ.
 */
export function askedTasks(imported: readonly ImportedTask[]): readonly AskedTask[] {
  return [...new Set(imported.map(({ task }) => task))].flatMap((task): AskedTask[] => {
    const results = imported.filter((one) => one.task === task);
    const models = new Set(results.map(({ arm, seed, training }) => JSON.stringify([arm, seed, training])));
    if (models.size === results.length) return [{ title: task, results }];
    return [...new Set(results.map(({ shots }) => shots))].map((shots) => ({
      title: `${task} (${shots ?? 'unknown'}-shot)`,
      results: results.filter((one) => one.shots === shots),
    }));
  });
}

/**
 * What a task was asked with must be the same for all: how it differs, or undefined. What a file does not say is taken to
 * be the same.
 */
export function settingsThatDiffer(results: readonly ImportedTask[]): string | undefined {
  return (
    differing('task versions', results, ({ version }) => version) ??
    differing('numbers of shots', results, ({ shots }) => shots) ??
    differing('numbers of questions', results, ({ questions }) => questions)
  );
}

/** Other versions of the harness may ask the same version of a task in other words: how they differ, or undefined. */
export function harnessesThatDiffer(results: readonly ImportedTask[]): string | undefined {
  return differing('versions of lm-evaluation-harness', results, ({ harness }) => harness);
}

function differing(
  what: string,
  results: readonly ImportedTask[],
  of: (one: ImportedTask) => string | number | null,
): string | undefined {
  const arms = new Map<string, string>();
  for (const one of results) {
    const value = of(one);
    if (value !== null) arms.set(String(value), `${one.arm} ${value}`);
  }
  return arms.size > 1 ? `${what} differ (${[...arms.values()].join(', ')})` : undefined;
}
