import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { importResults } from '../../src/ablation/import/import-results.ts';
import type { AblationResults } from '../../src/ablation/results.ts';
import { temporaryFolder } from '../run/harness.ts';
import { writeFinishedAblation } from './export/finished-ablation.ts';

/*
 * Files as versions of lm-evaluation-harness leave them, in the shapes that people have committed to public repositories:
 * 0.3 (pythia), 0.4.0 without `group_subtasks`, 0.4.3 and 0.4.7 without a version, 0.4.8 with `--limit`, 0.4.9.2, 0.4.10 with groups, 0.4.12 with
 * `sample_len` and `sample_count`. The figures are our own.
 */

interface Row {
  readonly [key: string]: unknown;
}

/** The results file below `evaluations`, and its samples by the name of the task. A string is written as it is. */
interface Left {
  readonly at: string;
  readonly file: object | string;
  readonly samples?: Readonly<Record<string, readonly (Row | string)[]>>;
}

const DATE = '2026-01-31T10-00-00.000000';

async function imported(left: readonly Left[], arms: readonly string[] = ['base', 'good']) {
  const folder = await temporaryFolder();
  await writeFinishedAblation(folder, {
    budgetTokens: 1,
    seeds: [0],
    arms: Object.fromEntries(arms.map((name) => [name, ['a']])),
    heldOut: [],
  });
  for (const { at, file, samples = {} } of left) {
    const path = join(folder, 'evaluations', at);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof file === 'string' ? file : JSON.stringify(file));
    for (const [task, rows] of Object.entries(samples)) {
      const lines = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
      await writeFile(join(dirname(path), `samples_${task}_${DATE}.jsonl`), `${lines.join('\n')}\n`);
    }
  }
  const warnings: string[] = [];
  const places = [{ path: join(folder, 'evaluations'), of: undefined }];
  const results = await importResults(folder, places, (sentence) => warnings.push(sentence));
  return { results, warnings, notes: results.import_notes };
}

const at = (arm: string, date = DATE) => `${arm}-seed-0/models__${arm}-seed-0/results_${date}.json`;

const namesOf = ({ metrics }: AblationResults) => metrics.map(({ name }) => name.replace('lm_eval/', ''));

/** Of the first arm. */
const meansOf = ({ arms }: AblationResults) =>
  Object.fromEntries(Object.entries(arms[0]?.means ?? {}).map(([name, mean]) => [name.replace('lm_eval/', ''), mean]));

/** `right` of `all` questions answered well. */
const answers = (right: number, all: number, row: Row = {}): Row[] =>
  Array.from({ length: all }, (_, id) => ({ doc_id: id, doc_hash: `hash-${id}`, acc: id < right ? 1 : 0, ...row }));

test('0.3: metrics without filters, the number of shots of the call, perplexities that are better when lower', async () => {
  const file = (shots: number) => ({
    results: {
      lambada_openai: { ppl: 65.25, ppl_stderr: 2.5, acc: 0.25, acc_stderr: 0.01 },
      'hendrycksTest-anatomy': { acc: 0.5, acc_stderr: 0.04, acc_norm: 0.25, acc_norm_stderr: 0.04 },
      bigbench_snarks: { multiple_choice_grade: 0.5, multiple_choice_grade_stderr: 0.03 },
    },
    versions: { lambada_openai: 0, 'hendrycksTest-anatomy': 0, bigbench_snarks: 0 },
    config: { model: 'hf-causal', num_fewshot: shots, limit: null, description_dict: {} },
  });
  const { results, notes, warnings } = await imported([
    { at: at('base'), file: file(5) },
    { at: at('good'), file: file(5) },
  ]);
  expect(meansOf(results)).toEqual({
    'lambada_openai/ppl': 65.25,
    'lambada_openai/acc': 0.25,
    'hendrycksTest-anatomy/acc': 0.5,
    'hendrycksTest-anatomy/acc_norm': 0.25,
    'bigbench_snarks/multiple_choice_grade': 0.5,
  });
  expect(results.metrics.map(({ better }) => better)).toEqual(['lower', 'higher', 'higher', 'higher', 'higher']);
  expect(results.arms[0]?.standard_errors['lm_eval/lambada_openai/ppl']).toBe(2.5);
  expect(notes.join()).toContain('lm_eval/lambada_openai/ppl: not compared: no samples of base');
  expect(warnings).toEqual([]);

  const other = await imported([
    { at: at('base'), file: file(0) },
    { at: at('good'), file: file(5) },
  ]);
  expect(other.notes).toContain(
    'lm_eval/bigbench_snarks: left out: numbers of shots differ (base 0, good 5). Evaluate all arms alike.',
  );
});

const MMLU = {
  results: {
    mmlu: { 'acc,none': 0.5, 'acc_stderr,none': 0.04, alias: 'mmlu' },
    mmlu_stem: { 'acc,none': 0.5, 'acc_stderr,none': 0.04, alias: ' - stem' },
    mmlu_anatomy: { alias: '  - anatomy', 'acc,none': 0.25, 'acc_stderr,none': 0.1 },
    mmlu_astronomy: { alias: '  - astronomy', 'acc,none': 0.75, 'acc_stderr,none': 0.1 },
    piqa: { alias: 'piqa', 'acc,none': 0.625, 'acc_stderr,none': 0.1 },
  },
  groups: {
    mmlu: { 'acc,none': 0.5, 'acc_stderr,none': 0.04, alias: 'mmlu' },
    mmlu_stem: { 'acc,none': 0.5, 'acc_stderr,none': 0.04, alias: ' - stem' },
  },
  versions: { mmlu: 2, mmlu_stem: 2, mmlu_anatomy: 1, mmlu_astronomy: 1, piqa: 1 },
  configs: { piqa: { task: 'piqa', output_type: 'multiple_choice' } },
  config: { model: 'hf', model_args: 'pretrained=a/b', batch_size: '8' },
};

test('0.4.0: a group counts once, and its tasks, which the table has below it, not beside it', async () => {
  const { results } = await imported([{ at: 'base-seed-0/results.json', file: MMLU }]);
  expect(meansOf(results)).toEqual({ 'mmlu/acc': 0.5, 'piqa/acc': 0.625 });
});

test('0.4.10: the questions of a group are those of its tasks, of groups within it too', async () => {
  const file = (stem: number) => ({
    ...MMLU,
    results: { ...MMLU.results, mmlu: { ...MMLU.results.mmlu, 'acc,none': stem } },
    group_subtasks: { mmlu: ['mmlu_stem'], mmlu_stem: ['mmlu_anatomy', 'mmlu_astronomy'], piqa: [] },
    'n-shot': { mmlu_anatomy: 5, mmlu_astronomy: 5, piqa: 0 },
    'n-samples': {
      mmlu_anatomy: { original: 8, effective: 8 },
      mmlu_astronomy: { original: 8, effective: 8 },
      piqa: { original: 8, effective: 8 },
    },
    lm_eval_version: '0.4.10.dev0',
  });
  const of = (anatomy: number, astronomy: number) => ({
    mmlu_anatomy: answers(anatomy, 8, { filter: 'none' }),
    mmlu_astronomy: answers(astronomy, 8, { filter: 'none' }),
    piqa: answers(5, 8, { filter: 'none' }),
  });
  const { results, notes } = await imported([
    { at: at('base'), file: file(0.5), samples: of(2, 6) },
    { at: at('good'), file: file(0.875), samples: of(8, 6) },
  ]);
  expect(notes).toEqual([]);
  expect(namesOf(results)).toEqual(['mmlu/acc', 'piqa/acc']);
  expect(results.comparisons.map(({ metric, mean, pairs }) => [metric, mean, pairs])).toEqual([
    ['lm_eval/mmlu/acc', 0.375, 16],
    ['lm_eval/piqa/acc', 0, 8],
  ]);

  // A mean of means is none over questions: arms are not compared by it.
  const macro = await imported([
    { at: at('base'), file: file(0.45), samples: of(2, 6) },
    { at: at('good'), file: file(0.875), samples: of(8, 6) },
  ]);
  expect(macro.notes.join()).toContain(
    'mmlu/acc: not compared: its value for base (0.45) is not the mean of its samples (0.5)',
  );
});

test('0.4.12: counts beside the metrics are none, and an error that is N/A or null is not known', async () => {
  const { results } = await imported([
    {
      at: at('base'),
      file: {
        results: {
          arc: {
            'acc,none': 0.25,
            'acc_stderr,none': 'N/A',
            'acc_norm,none': 0.5,
            'acc_norm_stderr,none': null,
            alias: 'arc',
            name: 'arc',
            sample_len: 20,
            sample_count: { 'acc,none': 20 },
          },
          tagged: { ' ': ' ', alias: 'tagged' },
        },
        group_subtasks: { tagged: ['arc'] },
        higher_is_better: { arc: { acc: true, acc_norm: null }, tagged: null },
        versions: { arc: 1.0, tagged: 'N/A' },
        configs: null,
        lm_eval_version: '0.4.12',
      },
    },
  ]);
  expect(meansOf(results)).toEqual({ 'arc/acc': 0.25, 'arc/acc_norm': 0.5 });
  expect(results.arms[0]?.standard_errors).toEqual({});
});

test('NaN, as Python writes it, is left out and told of; in samples it is a question without a score', async () => {
  const file = (mean: string) =>
    `{"results": {"arc": {"alias": "a \\"NaN\\" b", "acc,none": ${mean}, "acc_stderr,none": NaN, "rouge,none": NaN, "bleu,none": -Infinity}}}`;
  const rows = [...answers(6, 8), '{"doc_id": 8, "doc_hash": "hash-8", "acc": NaN, "target": "Infinity \\\\ NaN"}'];
  const { results, warnings, notes } = await imported([
    { at: at('base'), file: file('0.75'), samples: { arc: rows } },
    { at: at('good'), file: file('0.75'), samples: { arc: rows } },
  ]);
  expect(meansOf(results)).toEqual({ 'arc/acc': 0.75 });
  expect(results.comparisons[0]).toMatchObject({ mean: 0, pairs: 8 });
  expect(notes).toEqual([]);
  expect(warnings.filter((sentence) => sentence.includes('base-seed-0/'))).toEqual([
    expect.stringContaining('arc/rouge,none is NaN, no number: left out.'),
    expect.stringContaining('arc/bleu,none is -Infinity, no number: left out.'),
  ]);
});

test('several filters are several metrics, each with the samples that say they are of it', async () => {
  const file = (strict: number) => ({
    results: { gsm8k: { 'exact_match,strict-match': strict, 'exact_match,flexible-extract': 0.5 } },
    lm_eval_version: '0.4.9.2',
  });
  const of = (right: number, filter: string): Row[] =>
    answers(right, 8, { filter }).map(({ acc, ...row }) => ({ ...row, exact_match: acc }));
  const both = (strict: number) => ({ gsm8k: [...of(strict, 'strict-match'), ...of(4, 'flexible-extract')] });
  const { results } = await imported([
    { at: at('base'), file: file(0.25), samples: both(2) },
    { at: at('good'), file: file(1), samples: both(8) },
  ]);
  expect(results.comparisons.map(({ metric, mean }) => [metric, mean])).toEqual([
    ['lm_eval/gsm8k/exact_match,strict-match', 0.75],
    ['lm_eval/gsm8k/exact_match,flexible-extract', 0],
  ]);

  // The first versions do not say which filter a sample is of.
  const unnamed = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'filter'));
  const without = (strict: number) => ({ gsm8k: both(strict).gsm8k.map(unnamed) });
  const old = await imported([
    { at: at('base'), file: file(0.25), samples: without(2) },
    { at: at('good'), file: file(1), samples: without(8) },
  ]);
  expect(old.notes[0]).toContain('strict-match: not compared: the samples of base have no number of it for a question');
});

test('true and false are scores; lists, as of perplexities, are none of a question', async () => {
  const file = (right: number) => ({
    results: { ifeval: { 'strict_acc,none': right / 8 }, wikitext: { 'word_perplexity,none': 20.5 } },
    higher_is_better: { ifeval: { strict_acc: true }, wikitext: { word_perplexity: false } },
    lm_eval_version: '0.4.8',
  });
  const samples = (right: number) => ({
    ifeval: answers(0, 8).map((row, id) => ({ ...row, filter: 'none', strict_acc: id < right })),
    wikitext: answers(0, 8).map((row) => ({ ...row, filter: 'none', word_perplexity: [-12.5, 4] })),
  });
  const { results, notes } = await imported([
    { at: at('base'), file: file(2), samples: samples(2) },
    { at: at('good'), file: file(6), samples: samples(6) },
  ]);
  expect(results.comparisons.map(({ metric, mean }) => [metric, mean])).toEqual([['lm_eval/ifeval/strict_acc', 0.5]]);
  expect(results.metrics.map(({ better }) => better)).toEqual(['higher', 'lower']);
  expect(notes).toEqual([
    'lm_eval/wikitext/word_perplexity: not compared: the samples of base have no number of it for a question.',
  ]);
});

test('a task that models were asked with several numbers of shots is as many benchmarks', async () => {
  const file = (shots: number, mean: number) => ({ results: { arc: { 'acc,none': mean } }, 'n-shot': { arc: shots } });
  const { results, warnings } = await imported([
    { at: at('base', '2026-01-01T00-00-00'), file: file(0, 0.25) },
    { at: at('base', '2026-01-02T00-00-00'), file: file(5, 0.5) },
    { at: at('good', '2026-01-01T00-00-00'), file: file(0, 0.375) },
    { at: at('good', '2026-01-02T00-00-00'), file: file(5, 0.625) },
  ]);
  expect(results.arms.map(({ means }) => means)).toEqual([
    { 'lm_eval/arc (0-shot)/acc': 0.25, 'lm_eval/arc (5-shot)/acc': 0.5 },
    { 'lm_eval/arc (0-shot)/acc': 0.375, 'lm_eval/arc (5-shot)/acc': 0.625 },
  ]);
  expect(warnings).toEqual([]);
});

test('of several files with a task of a model the newest counts, by the date in its name, which is told', async () => {
  const file = (acc: number, more: object = {}) => ({ results: { arc: { 'acc,none': acc }, ...more } });
  const { results, warnings } = await imported([
    { at: 'base-seed-0/z/results_2026-01-01T00-00-00.000001.json', file: file(0.25, { piqa: { 'acc,none': 0.5 } }) },
    { at: 'base-seed-0/a/results_2026-01-02T00-00-00.000001.json', file: file(0.75) },
    { at: 'base-seed-0/results.json', file: file(0.125) },
  ]);
  expect(meansOf(results)).toEqual({ 'arc/acc': 0.75, 'piqa/acc': 0.5 });
  expect(warnings).toEqual([
    expect.stringMatching(/base-seed-0\/results\.json: not counted: arc, which a newer file has \(results_2026-01-01/),
    expect.stringMatching(/z\/results_2026-01-01\S+: not counted: arc, which a newer file has \(results_2026-01-02/),
  ]);
});

test('finds what --output_path named, with its samples, and whose it is by its name', async () => {
  const file = { results: { arc: { 'acc,none': 0.75 } } };
  const samples = { arc: answers(6, 8) };
  const { results, notes } = await imported([
    { at: `runs/base-seed-0_${DATE}.json`, file, samples },
    { at: `good-seed-0/results_tuesday:2026_${DATE}.json`, file, samples },
    { at: 'good-seed-0/config.json', file: '{"no": "results"}' },
  ]);
  expect(notes).toEqual([]);
  expect(results.comparisons[0]).toMatchObject({ metric: 'lm_eval/arc/acc', mean: 0, pairs: 8 });
});

test('arms that other versions of the harness evaluated are shown and not compared, which is said', async () => {
  const file = (version: string | undefined, acc: number) => ({
    results: { arc: { 'acc,none': acc } },
    ...(version === undefined ? {} : { lm_eval_version: version }),
  });
  const { results, notes } = await imported([
    { at: at('base'), file: file('0.4.3', 0.5), samples: { arc: answers(4, 8) } },
    { at: at('good'), file: file('0.4.9.2', 0.75), samples: { arc: answers(6, 8) } },
  ]);
  expect(results.arms.map(({ means }) => means['lm_eval/arc/acc'])).toEqual([0.5, 0.75]);
  expect(results.comparisons).toEqual([]);
  expect(notes).toEqual([
    'lm_eval/arc: not compared: versions of lm-evaluation-harness differ (base 0.4.3, good 0.4.9.2).',
  ]);
  const unnamed = await imported([
    { at: at('base'), file: { results: { arc: { acc: 0.5 } } } },
    { at: at('good'), file: file(undefined, 0.75) },
  ]);
  expect(unnamed.notes[0]).toContain('differ (base 0.3, good 0.4 up to 0.4.7)');
});

test('a newer version of a known series and a part of the questions are warned of', async () => {
  const file = { results: { arc: { 'acc,none': 0.5 } }, lm_eval_version: '0.4.99', config: { limit: 10.0 } };
  const { warnings } = await imported([{ at: at('base'), file }]);
  expect(warnings).toEqual([
    expect.stringContaining('lm-evaluation-harness 0.4.99 is newer than 0.4.13'),
    expect.stringContaining('evaluated with --limit 10: figures of a part of the questions'),
  ]);
});

test('a version that the harness could not find out, which it says in its place, is none', async () => {
  const missing = 'No package metadata was found for lm_eval';
  const file = { results: { arc: { 'acc,none': 0.5 } }, lm_eval_version: missing };
  const { results, warnings } = await imported([{ at: at('base'), file }]);
  expect(meansOf(results)).toEqual({ 'arc/acc': 0.5 });
  expect(warnings).toEqual([]);
});

test('models of several training seeds are repetitions of their arm', async () => {
  const left = (arm: string, training: number, right: number): Left => ({
    at: `${arm}-seed-0-training-${training}/results_${DATE}.json`,
    file: { results: { arc: { 'acc,none': right / 8 } } },
    samples: { arc: answers(right, 8) },
  });
  const { results, notes } = await imported([
    left('base', 0, 2),
    left('base', 1, 4),
    left('good', 0, 6),
    left('good', 1, 8),
    left('good', 2, 0),
  ]);
  expect(results.arms.map(({ means }) => means['lm_eval/arc/acc'])).toEqual([0.375, 0.875]);
  expect(results.comparisons[0]).toMatchObject({ arm: 'good', mean: 0.5, pairs: 8 });
  expect(notes).toEqual([
    'lm_eval/arc: only seed 0, training seed 0 and seed 0, training seed 1 is counted: other arms lack seed 0, training seed 2.',
  ]);
});

test('says which arms have no results so far', async () => {
  const file = { results: { arc: { 'acc,none': 0.5 } } };
  const { notes } = await imported([{ at: at('base'), file }], ['base', 'good', 'other']);
  expect(notes).toContain('lm_eval/*: without results so far: good, other.');
});
