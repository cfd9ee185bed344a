import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { importResults } from '../../src/ablation/import/import-results.ts';
import type { AblationResults } from '../../src/ablation/results.ts';
import { temporaryFolder } from '../run/harness.ts';

const QUESTIONS = 40;

/** As an ablation with these arms leaves it, with one comparison of its own. */
async function ablation(arms: readonly string[] = ['base', 'good', 'same']): Promise<string> {
  const folder = await temporaryFolder();
  const own = { metric: 'text_tokens', mean: 1, low: 0.5, high: 2, p: 0.04, effect: 1, pairs: 20 };
  const results = {
    seeds: [0],
    baseline: 'base',
    level: 0.05,
    metrics: [{ name: 'text_tokens', title: 'tokens', description: '', unit: 'document', better: null, digits: 0 }],
    arms: arms.map((name) => ({ name, state: 'complete', seeds: [], means: { text_tokens: 9 }, ranks: {} })),
    troubles: [],
    import_notes: [],
    comparisons: [{ ...own, arm: 'good', corrected: 0.04, significant: true }],
  };
  await writeFile(join(folder, 'results.json'), JSON.stringify(results));
  return folder;
}

interface Evaluation {
  /** Of 40 questions, the first so many are right. */
  readonly right: number;
  readonly version?: number;
  readonly samples?: boolean;
  readonly filter?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Writes what the harness leaves in `results/NAME/models__NAME`. */
async function evaluated(folder: string, name: string, evaluation: Evaluation): Promise<void> {
  const { right, version = 1, samples = true, filter = 'none', more = {} } = evaluation;
  const path = join(folder, 'evaluations', name, `models__${name}`, 'results_2026-01-31T10-00-00.000000.json');
  await mkdir(dirname(path), { recursive: true });
  const scores = { alias: 'arc', [`acc,${filter}`]: right / QUESTIONS, [`acc_stderr,${filter}`]: 0.05 };
  const file = { results: { arc: scores }, versions: { arc: version }, 'n-shot': { arc: 0 }, ...more };
  await writeFile(path, JSON.stringify(file));
  if (!samples) return;
  const rows = Array.from({ length: QUESTIONS }, (_, at) =>
    JSON.stringify({ doc_id: at, doc_hash: `hash-of-${at}`, filter, acc: at < right ? 1 : 0 }),
  );
  await writeFile(path.replace('results_', 'samples_arc_').replace(/json$/, 'jsonl'), `${rows.join('\n')}\n`);
}

const METRIC = 'lm_eval/arc/acc';

async function imported(folder: string): Promise<AblationResults> {
  return importResults(folder, [{ path: join(folder, 'evaluations'), of: undefined }], () => {});
}

const meansOf = ({ arms }: AblationResults, metric = METRIC) => arms.map(({ means }) => means[metric]);

test('questions are the pairs that arms are compared over, corrected together with the own metrics', async () => {
  const folder = await ablation();
  await evaluated(folder, 'base-seed-0', { right: 10 });
  await evaluated(folder, 'good-seed-0', { right: 35 });
  await evaluated(folder, 'same-seed-0', { right: 10 });
  const results = await imported(folder);
  expect(meansOf(results)).toEqual([0.25, 0.875, 0.25]);
  expect(results.arms[0]?.standard_errors).toEqual({ [METRIC]: 0.05 });
  expect(results.import_notes).toEqual([]);
  expect(results.comparisons.map(({ arm, metric, significant }) => [arm, metric, significant])).toEqual([
    ['good', 'text_tokens', false],
    ['good', METRIC, true],
    ['same', METRIC, false],
  ]);
  expect(results.comparisons[0]?.corrected).toBeCloseTo(2 * 0.04, 12);
  expect(results.comparisons[1]).toMatchObject({ mean: 0.625, pairs: QUESTIONS });
  expect(results.arms.map(({ ranks }) => ranks[METRIC])).toEqual([2, 1, 2]);
});

test('importing the same again changes nothing, and a new evaluation takes the place of the old', async () => {
  const folder = await ablation();
  for (const arm of ['base', 'good', 'same']) await evaluated(folder, `${arm}-seed-0`, { right: 10 });
  await imported(folder);
  const first = await readFile(join(folder, 'results.json'), 'utf8');
  await imported(folder);
  expect(await readFile(join(folder, 'results.json'), 'utf8')).toBe(first);
  await evaluated(folder, 'good-seed-0', { right: 20 });
  expect(meansOf(await imported(folder))).toEqual([0.25, 0.5, 0.25]);
});

test('a folder that is named twice, or beside one of its own, is read once', async () => {
  const folder = await ablation();
  for (const arm of ['base', 'good', 'same']) await evaluated(folder, `${arm}-seed-0`, { right: 10 });
  const all = { path: join(folder, 'evaluations'), of: undefined };
  const own = { path: join(folder, 'evaluations', 'good-seed-0'), of: { arm: 'good', seed: 0, training: undefined } };
  const warnings: string[] = [];
  await importResults(folder, [all, all, own], (sentence) => warnings.push(sentence));
  expect(warnings).toEqual([]);
});

test('without samples there are means with their errors and no comparison, which is said', async () => {
  const folder = await ablation();
  for (const arm of ['base', 'good', 'same']) await evaluated(folder, `${arm}-seed-0`, { right: 10, samples: false });
  const { import_notes: notes, ...results } = await imported(folder);
  expect(results.comparisons.map(({ metric }) => metric)).toEqual(['text_tokens']);
  expect(results.arms[1]?.standard_errors[METRIC]).toBe(0.05);
  expect(notes).toEqual(['lm_eval/arc/acc: not compared: no samples of base; evaluate with --log_samples.']);
});

test('a task of other versions is left out; one that an arm lacks is not compared', async () => {
  const folder = await ablation();
  await evaluated(folder, 'base-seed-0', { right: 10 });
  await evaluated(folder, 'good-seed-0', { right: 10, version: 2 });
  const differing = await imported(folder);
  expect(differing.import_notes.join()).toContain('arc: left out: task versions differ (base 1, good 2)');
  expect(differing.metrics.map(({ name }) => name)).toEqual(['text_tokens']);

  await evaluated(folder, 'good-seed-0', { right: 10 });
  const other = { results: { boolq: { 'acc,none': 0.5 } } };
  await evaluated(folder, 'same-seed-0', { right: 10, samples: false, more: other });
  const { import_notes: notes, ...lacking } = await imported(folder);
  expect(meansOf(lacking as AblationResults)).toEqual([0.25, 0.25, null]);
  expect(notes).toContain('lm_eval/arc: not compared: same was not evaluated in it.');
  expect(lacking.comparisons.map(({ metric }) => metric)).toEqual(['text_tokens']);
});

test('without the baseline arms are ranked and compared with none, which is said', async () => {
  const folder = await ablation();
  await evaluated(folder, 'good-seed-0', { right: 35 });
  await evaluated(folder, 'same-seed-0', { right: 10 });
  const { arms, import_notes: notes } = await imported(folder);
  expect(arms.map(({ ranks }) => ranks[METRIC])).toEqual([undefined, 1, 2]);
  expect(notes).toEqual(['lm_eval/*: base, the baseline, was not evaluated, so nothing is compared with it.']);
});

test('samples whose mean is not the metric are not compared', async () => {
  const folder = await ablation(['base', 'good']);
  await evaluated(folder, 'base-seed-0', { right: 10 });
  await evaluated(folder, 'good-seed-0', { right: 30 });
  await evaluated(folder, 'good-seed-0', { right: 20, samples: false });
  const results = await imported(folder);
  expect(results.import_notes.join()).toContain('its value for good (0.5) is not the mean of its samples (0.75)');
});

test('a filter is part of the name, and what is better is what the file says', async () => {
  const folder = await ablation(['base', 'good']);
  const more = { higher_is_better: { arc: { acc: false } } };
  await evaluated(folder, 'base-seed-0', { right: 10, filter: 'strict', more });
  await evaluated(folder, 'good-seed-0', { right: 35, filter: 'strict', more });
  const { arms, metrics } = await imported(folder);
  expect(metrics.at(-1)).toMatchObject({ name: `${METRIC},strict`, better: 'lower' });
  expect(arms.map(({ ranks }) => ranks[`${METRIC},strict`])).toEqual([1, 2]);
});

test.each([
  ['{"a": 1}', '`results` is missing or wrong'],
  ['{"results": {}, "config_general": {}}', 'lighteval'],
  ['{', 'is not JSON, or ends in the middle'],
  ['', 'is empty: the evaluation or the copy was cut short'],
  [
    '{"results": {}, "lm_eval_version": "0.5.1"}',
    'lm-evaluation-harness 0.5.1, whose files are not known here; known are 0.3 and 0.4',
  ],
])('refuses %s, naming the file', async (text, said) => {
  const folder = await ablation();
  const path = join(folder, 'results_x.json');
  await writeFile(path, text);
  const place = { path, of: { arm: 'good', seed: 0, training: undefined } };
  await expect(importResults(folder, [place], () => {})).rejects.toThrow(said);
  await expect(importResults(folder, [place], () => {})).rejects.toThrow(path);
});

test('refuses results of an arm or seed that the ablation has not, and those whose path names none', async () => {
  const folder = await ablation();
  await evaluated(folder, 'other-seed-0', { right: 1 });
  await expect(imported(folder)).rejects.toThrow('there is no arm `other`; arms: base, good, same');
  const path = join(folder, 'evaluations', 'other-seed-0');
  const place = { path, of: { arm: 'good', seed: 7, training: undefined } };
  await expect(importResults(folder, [place], () => {})).rejects.toThrow('`good` has no seed 7; seeds: 0');
  const unnamed = join(folder, 'results_1.json');
  await writeFile(unnamed, '{"results": {}}');
  await expect(importResults(folder, [{ path: unnamed, of: undefined }], () => {})).rejects.toThrow('give --map');
});
