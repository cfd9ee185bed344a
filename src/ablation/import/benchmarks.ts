import { seedsOf } from '../model-name.ts';
import { askedTasks, harnessesThatDiffer, settingsThatDiffer } from './asked-tasks.ts';
import type { ImportedTask } from './imported.ts';

/** A mean may differ from that of its samples by this share: they are written with all digits. */
const SAME_MEAN = 1e-6;

/** One metric of one task over the arms. */
export interface Benchmark {
  /** `TASK/METRIC`, and the filter where there is one: `gsm8k/exact_match,strict-match`. */
  readonly title: string;
  readonly better: 'higher' | 'lower' | null;
  /**
   * Arm → its mean over seeds (of texts and of training), and an upper bound of the standard error of that: the seeds'
   * errors averaged, since all answer the same questions.
   */
  readonly means: ReadonlyMap<string, { readonly mean: number; readonly stderr: number | null }>;
  /** Value by question of each arm, a map for each seed; empty where arms cannot be compared. */
  readonly compared: readonly { readonly arm: string; readonly seeds: readonly ReadonlyMap<string, number>[] }[];
}

type Score = ImportedTask['metrics'][number];

/**
 * What was imported, by task and metric, with a sentence for all that is left out or not compared: it begins with the
 * task's name.
 */
export function benchmarksOf(
  imported: readonly ImportedTask[],
  arms: readonly string[],
  seeds: readonly number[],
): { readonly benchmarks: readonly Benchmark[]; readonly notes: readonly string[] } {
  const known = imported.filter(({ arm, seed }) => arms.includes(arm) && seeds.includes(seed));
  const evaluated = arms.filter((name) => known.some(({ arm }) => arm === name));
  const notes = incompleteArms(imported, arms);
  const benchmarks: Benchmark[] = [];
  for (const { title: task, results: own } of askedTasks(known)) {
    const difference = settingsThatDiffer(own);
    if (difference !== undefined) {
      notes.push(`${task}: left out: ${difference}. Evaluate all arms alike.`);
      continue;
    }
    const having = evaluated.filter((name) => own.some(({ arm }) => arm === name));
    const runs = runsOf(own);
    const shared = runs.filter((run) => having.every((name) => own.some((one) => one.arm === name && isOf(one, run))));
    if (shared.length === 0) {
      notes.push(`${task}: left out: no seed was evaluated of all of ${having.join(', ')}.`);
      continue;
    }
    const uneven = runs.filter((run) => !shared.includes(run));
    if (uneven.length > 0) notes.push(`${task}: only ${spoken(shared)} is counted: other arms lack ${spoken(uneven)}.`);
    const missing = evaluated.filter((name) => !having.includes(name));
    const uncompared = missing.length > 0 ? `${missing.join(', ')} was not evaluated in it` : harnessesThatDiffer(own);
    if (uncompared !== undefined) notes.push(`${task}: not compared: ${uncompared}.`);
    for (const title of titlesOf(own)) {
      const scores = new Map(
        having.map((name) => [
          name,
          shared.flatMap((run) =>
            scoresOf(
              own.filter((one) => one.arm === name && isOf(one, run)),
              title,
            ),
          ),
        ]),
      );
      const full = [...scores].filter(([, of]) => of.length === shared.length);
      const reason = uncompared === undefined ? whyNotCompared(full, having) : undefined;
      if (reason !== undefined) notes.push(`${task}/${title}: not compared: ${reason}.`);
      benchmarks.push({
        title: `${task}/${title}`,
        better: full[0]?.[1][0]?.better ?? null,
        means: new Map(full.map(([name, of]) => [name, meansOf(of)])),
        compared:
          uncompared !== undefined || reason !== undefined
            ? []
            : full.map(([arm, of]) => ({
                arm,
                seeds: of.map(({ samples }) => new Map(Object.entries(samples ?? {}))),
              })),
      });
    }
  }
  return { benchmarks, notes };
}

function incompleteArms(imported: readonly ImportedTask[], arms: readonly string[]): string[] {
  const others = new Set(imported.map(({ arm }) => arm).filter((arm) => !arms.includes(arm)));
  return [...others].map((arm) => `*: ${arm} did not come to its budget, so its benchmarks are left out.`);
}

/** The seeds of a model: each is a repetition of its arm. */
type Run = Pick<ImportedTask, 'seed' | 'training'>;

/** All that there are, in their order. */
function runsOf(own: readonly ImportedTask[]): readonly Run[] {
  const runs = new Map(own.map(({ seed, training }) => [`${seed}/${training}`, { seed, training }]));
  return [...runs.values()].sort(
    (left, right) => left.seed - right.seed || (left.training ?? -1) - (right.training ?? -1),
  );
}

function isOf(one: ImportedTask, { seed, training }: Run): boolean {
  return one.seed === seed && one.training === training;
}

function spoken(runs: readonly Run[]): string {
  return runs.map(({ seed, training }) => seedsOf({ seed, training: training ?? undefined })).join(' and ');
}

const titleOf = ({ metric, filter }: Score): string => (filter === 'none' ? metric : `${metric},${filter}`);

function titlesOf(own: readonly ImportedTask[]): Set<string> {
  return new Set(own.flatMap(({ metrics }) => metrics.map(titleOf)));
}

function scoresOf(own: readonly ImportedTask[], title: string): Score[] {
  return own.flatMap(({ metrics }) => metrics.filter((score) => titleOf(score) === title));
}

/** Undefined where every arm has a value for each question, whose mean is the metric. */
function whyNotCompared(
  full: readonly (readonly [string, readonly Score[]])[],
  having: readonly string[],
): string | undefined {
  if (full.length < having.length)
    return `${having.filter((name) => full.every(([of]) => of !== name)).join(', ')} has no such metric`;
  for (const [name, scores] of full) {
    for (const { samples, mean } of scores) {
      if (samples === null) return `no samples of ${name}; evaluate with --log_samples`;
      const values = Object.values(samples);
      if (values.length === 0) return `the samples of ${name} have no number of it for a question`;
      const own = values.reduce((sum, value) => sum + value, 0) / values.length;
      if (Math.abs(own - mean) > SAME_MEAN * Math.max(1, Math.abs(mean)))
        return `its value for ${name} (${mean}) is not the mean of its samples (${own})`;
    }
  }
  return undefined;
}

function meansOf(scores: readonly Score[]): { readonly mean: number; readonly stderr: number | null } {
  const over = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const errors = scores.flatMap(({ stderr }) => (stderr === null ? [] : [stderr]));
  return {
    mean: over(scores.map(({ mean }) => mean)),
    stderr: errors.length < scores.length ? null : over(errors),
  };
}
