import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import type { ExportRecord } from '../../src/ablation/export/export-ablation.ts';
import type { AblationResults } from '../../src/ablation/results.ts';
import { SharedAnswers } from '../../src/ablation/shared-answers.ts';
import { main } from '../../src/cli/main.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { call } from './call.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-ablate-'));
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});
const command = (...args: string[]) => call(main, args, { cwd });

const results = async (out: string): Promise<AblationResults> =>
  JSON.parse(await readFile(join(cwd, out, 'results.json'), 'utf8')) as AblationResults;

const ABLATION = `
name: small
question: Does it work?
budget_tokens: 3000
held_out: {share: 0.1}
arms:
  original: {control: original}
  repeat: {control: repeat}
  summary: {strategy: summary}
  half: {strategy: qa, original_share: 0.5}
  mixed: {mix: {strategies: {faq: 0.5, summary: 0.5}}}
  away: {strategy: qa, endpoint: ['http://127.0.0.1:9/v1'], wait: 1s}
`;

it('makes every arm to the budget, leaves out the one without a server, and goes on where it was', async () => {
  await writeFile(join(cwd, 'small.yaml'), ABLATION);
  const { code, stdout, stderr } = await command('ablate', 'run', 'small.yaml', '--out', 'out');
  expect(stderr).toContain('away: left out.');
  expect(code).toBe(0);
  const { arms, comparisons } = await results('out');
  expect(arms.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'original complete',
    'repeat complete',
    'summary complete',
    'half complete',
    'mixed complete',
    'away failed',
  ]);
  for (const { state, seeds } of arms) {
    if (state === 'complete') for (const { tokens } of seeds) expect(Math.abs(tokens - 3000)).toBeLessThanOrEqual(30);
  }
  for (const { lengths, vocabulary_growth: growth, seeds, state } of arms) {
    if (state !== 'complete') continue;
    expect(lengths?.texts).toBe(seeds.reduce((sum, { texts }) => sum + texts, 0));
    expect(lengths?.histogram.reduce((sum, { texts }) => sum + texts, 0)).toBe(lengths?.texts);
    expect(growth.at(-1)?.words).toBeGreaterThan(1_000);
  }
  expect(new Set(comparisons.map(({ arm }) => arm))).toEqual(new Set(['repeat', 'summary', 'half', 'mixed']));
  expect(stdout).toContain('Does it work?');
  expect(stdout).toMatch(/bits\/byte/);
  expect(stdout).toContain('away: failed');
  // Of 3,000 tokens there are no eight blocks of text.
  expect(stdout).toMatch(/^ *vocabulary .*\d\?/m);

  const first = await readFile(join(cwd, 'out', 'results.json'), 'utf8');
  expect((await command('ablate', 'run', 'small.yaml', '--out', 'out', '--quiet')).code).toBe(0);
  expect(await readFile(join(cwd, 'out', 'results.json'), 'utf8')).toBe(first);
});

it('asks the same prompt once of one server, and again of another that serves a model of the same name', async () => {
  const [one, other] = [await createSimulator({ model: 'same' }), await createSimulator({ model: 'same' })];
  onTestFinished(async () => {
    await Promise.all([one.close(), other.close()]);
  });
  const arms = [
    `  one: {strategy: summary, endpoint: ['${one.url}'], price_in: 3}`,
    `  again: {strategy: summary, endpoint: ['${one.url}'], request_timeout: 5m}`,
    `  other: {strategy: summary, endpoint: ['${other.url}']}`,
  ];
  await writeFile(
    join(cwd, 'servers.yaml'),
    `name: servers\nbudget_tokens: 2000\nmetrics: [text_tokens]\narms:\n${arms.join('\n')}\n`,
  );
  const { code, stdout } = await command('ablate', 'run', 'servers.yaml', '--out', 'servers');
  expect(code).toBe(0);
  const { requests, arms: made } = await results('servers');
  const [priced, unpriced] = made.map(({ seeds }) => seeds[0]?.economy);
  expect(priced?.cost?.total).toBeCloseTo((3 * (priced?.billed.prompt ?? 0)) / 1e6, 12);
  expect(unpriced, 'without a price the cost is unknown, not 0').toMatchObject({ cost: null });
  expect(stdout).toMatch(/^ *cost .*unknown/m);
  // Shared answers count for both: each is what the arm would have sent alone.
  expect(unpriced?.requests).toBe(priced?.requests);
  expect(priced?.requests).toBeLessThanOrEqual(one.stats().answered);
  expect(priced?.gpu_hours).toBeGreaterThan(0);
  expect(one.stats().answered).toBe(other.stats().answered);
  expect(requests.asked - requests.shared).toBe(one.stats().answered + other.stats().answered);
  expect(requests.shared).toBeGreaterThan(0);
});

it('refuses a folder that another ablation was begun in, naming what is not the same', async () => {
  const budget = await command('ablate', 'run', 'small.yaml', '--out', 'out', '--budget-tokens', '4k');
  expect(budget.code).toBe(2);
  expect(budget.stderr).toContain('was begun with other settings: budget_tokens (3000, now 4000).');
  await writeFile(
    join(cwd, 'changed.yaml'),
    ABLATION.replace('{strategy: summary}', '{strategy: faq}').replace('repeat:', 'again:'),
  );
  const arms = await command('ablate', 'run', 'changed.yaml', '--out', 'out');
  expect(arms.code).toBe(2);
  expect(arms.stderr).toContain('other settings: arm repeat (gone), arm summary, arm again (new).');
});

it('begins nothing where the documents do not do: the same folder takes the file put right', async () => {
  const file = (input: string) =>
    `name: typo\nbudget_tokens: 300\nmetrics: [text_tokens]\nbase: {text_column: body}\narms: {original: {control: original, input: [one.jsonl]}, repeat: {control: repeat, input: [${input}]}}\n`;
  const rows = Array.from({ length: 60 }, (_, id) => JSON.stringify({ id, body: `Page ${id} of a book. `.repeat(9) }));
  await writeFile(join(cwd, 'one.jsonl'), rows.join('\n'));
  await writeFile(join(cwd, 'two.jsonl'), rows.toReversed().join('\n'));
  await writeFile(join(cwd, 'typo.yaml'), file('tow.jsonl'));
  const wrong = await command('ablate', 'run', 'typo.yaml', '--out', 'typo');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('tow.jsonl');
  expect(await readdir(join(cwd, 'typo', 'sources')), 'no split of what was not begun').toEqual([]);

  await writeFile(join(cwd, 'typo.yaml'), file('two.jsonl'));
  const right = await command('ablate', 'run', 'typo.yaml', '--out', 'typo');
  expect(right.stderr).not.toContain('other settings');
  expect(right.code).toBe(0);
  expect(await readdir(join(cwd, 'typo', 'sources'))).toHaveLength(2);

  await writeFile(join(cwd, 'typo', 'ablation.json'), '{"arms": ');
  const damaged = await command('ablate', 'run', 'typo.yaml', '--out', 'typo');
  expect(damaged.code).toBe(2);
  expect(damaged.stderr).toContain('ablation.json is damaged');
});

it('refuses a folder that another process works in', async () => {
  const answers = new SharedAnswers(join(cwd, 'out', 'answers.sqlite'));
  try {
    const { code, stderr } = await command('ablate', 'run', 'small.yaml', '--out', 'out');
    expect(code).toBe(2);
    expect(stderr).toContain('out is in use: another process');
  } finally {
    answers.close();
  }
});

it('refuses an ablation of which no arm that rewrites can be made, each sentence once, and goes on when it can', async () => {
  const file = (input: string) =>
    `name: nobody\nbudget_tokens: 1000\nmetrics: [text_tokens]\nbase: {input: [${input}]}\narms: {original: {control: original}, qa: {strategy: qa}, faq: {strategy: faq}}\n`;
  await writeFile(join(cwd, 'nobody.yaml'), file(join(process.cwd(), 'data/seeds/*.gz')));
  const { code, stdout, stderr } = await command('ablate', 'run', 'nobody.yaml', '--out', 'nobody');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(
    'No arm that rewrites can be made, so there is nothing to compare.\nqa, faq: Who is to rewrite',
  );
  expect(stderr.match(/Who is to rewrite/g)).toHaveLength(1);
  expect(existsSync(join(cwd, 'nobody', 'results.json'))).toBe(false);
  // Nothing was begun: another file may have the folder.
  await writeFile(join(cwd, 'nobody.yaml'), file(join(process.cwd(), 'data/seeds/*.gz')).replace('1000', '1200'));
  const again = await command('ablate', 'run', 'nobody.yaml', '--out', 'nobody', '--backend', 'extractive');
  expect(again.code).toBe(0);
});

it('goes on with an arm whose server was down when the server is back, and keeps the others', async () => {
  const down = await createSimulator({});
  await down.close();
  await writeFile(
    join(cwd, 'back.yaml'),
    `name: back\nbudget_tokens: 1000\ndocuments: 60\nmetrics: [text_tokens]\narms:\n  summary: {strategy: summary, backend: extractive}\n  qa: {strategy: qa, endpoint: ['${down.url}'], wait: 1s}\n`,
  );
  const states = async () => (await results('back')).arms.map(({ name, state }) => `${name} ${state}`);
  expect((await command('ablate', 'run', 'back.yaml', '--out', 'back')).code).toBe(0);
  expect(await states()).toEqual(['summary complete', 'qa failed']);
  const back = await createSimulator({ port: Number(new URL(down.url).port) });
  onTestFinished(() => back.close());
  expect((await command('ablate', 'run', 'back.yaml', '--out', 'back')).code).toBe(0);
  expect(await states()).toEqual(['summary complete', 'qa complete']);
  expect(back.stats().answered).toBeGreaterThan(0);
});

it('exits 2 and says why when every arm rejects everything', async () => {
  const refusing = await createSimulator({ misbehaviour: { refusalRate: 1 } });
  onTestFinished(() => refusing.close());
  await writeFile(
    join(cwd, 'refused.yaml'),
    `name: refused\nbudget_tokens: 1000\ndocuments: 30\nmetrics: [text_tokens]\nbase: {endpoint: ['${refusing.url}']}\narms: {summary: {strategy: summary}, qa: {strategy: qa}}\n`,
  );
  const { code, stdout } = await command('ablate', 'run', 'refused.yaml', '--out', 'refused');
  expect(code).toBe(2);
  expect(stdout).toContain('No arm came to its budget: there is nothing to compare.');
  expect(stdout).toMatch(/^summary: failed: nothing was accepted: \S+ \d+/m);
  expect(stdout).toMatch(/^qa: failed: nothing was accepted: \S+ \d+/m);
  expect((await results('refused')).arms.map(({ state }) => state)).toEqual(['failed', 'failed']);
});

it('says before anything is asked which arms the documents will not fill, and exits 2 where no arm is left', async () => {
  await writeFile(
    join(cwd, 'too-large.yaml'),
    'name: large\nbudget_tokens: 100k\ndocuments: 12\nmetrics: [text_tokens]\narms: {original: {control: original}, faq: {strategy: faq}}\n',
  );
  const { code, stdout, stderr } = await command('ablate', 'run', 'too-large.yaml', '--out', 'too-large');
  expect(stderr).toMatch(/too few documents for 100k tokens; .*: original [\d.]+k, faq [\d.]+k\./);
  expect(stderr.indexOf('too few documents')).toBeLessThan(stderr.indexOf('made'));
  expect(stdout).toContain('No arm came to its budget: there is nothing to compare.');
  expect(stdout).not.toContain('baseline');
  expect(code).toBe(2);
});

it('exits 3 where no server of any arm answers, and tells of each server once', async () => {
  await writeFile(
    join(cwd, 'gone.yaml'),
    "name: gone\nbudget_tokens: 1k\nbase: {endpoint: ['http://127.0.0.1:9/v1'], wait: 2500ms}\narms: {faq: {strategy: faq}, qa: {strategy: qa}}\n",
  );
  const { code, stderr } = await command('ablate', 'run', 'gone.yaml', '--out', 'gone');
  expect(code).toBe(3);
  expect(stderr.match(/^waiting for /gm)).toHaveLength(1);
  expect(stderr.match(/left out\. No endpoint answered/g)).toHaveLength(2);
});

it('embeds each text once for similarity and Vendi score, rates a sample, and says what it could not measure', async () => {
  const simulator = await createSimulator({ model: 'embedder' });
  onTestFinished(() => simulator.close());
  await writeFile(
    join(cwd, 'rated.yaml'),
    `name: rated
budget_tokens: 12k
metrics: [source_overlap, source_similarity, vendi]
embeddings: {endpoint: ['${simulator.url}']}
raters:
  compression: {columns: [ratio], better: lower}
  fineweb_edu: {endpoint: ['http://127.0.0.1:9/v1'], wait: 1s}
arms:
  original: {control: original}
  faq: {strategy: faq}
`,
  );
  const { code, stdout, stderr } = await command('ablate', 'run', 'rated.yaml', '--out', 'rated');
  expect(stderr).not.toContain('left out');
  expect(code).toBe(0);
  const { arms, metrics, troubles } = await results('rated');
  expect(metrics.map(({ name }) => name)).toEqual([
    'source_overlap',
    'source_similarity',
    'vendi',
    'rating/compression.ratio',
  ]);
  const [original, faq] = arms.map(({ means }) => means);
  expect(original?.['source_overlap']).toBeGreaterThan(0.99);
  expect(faq?.['source_overlap']).toBeLessThan(0.99);
  expect(original?.['source_similarity']).toBeGreaterThan(faq?.['source_similarity'] ?? 1);
  expect(faq?.['vendi']).toBeGreaterThan(1);
  expect(faq?.['vendi']).toBeLessThanOrEqual(25);
  expect(original?.['rating/compression.ratio']).toBeGreaterThan(1);
  expect(troubles.join()).toContain('127.0.0.1:9');
  expect(stdout).toContain('not measured: ');

  const before = simulator.stats().answered;
  expect((await command('ablate', 'run', 'rated.yaml', '--out', 'rated')).code).toBe(0);
  expect(simulator.stats().answered).toBe(before);
});

it('reports several ablations on one page, those of an older version too, and refuses runs beside them', async () => {
  const older = await results('out');
  const arms = older.arms.map((arm) => ({ ...arm, lengths: undefined, vocabulary_growth: undefined }));
  await mkdir(join(cwd, 'older'));
  await writeFile(join(cwd, 'older', 'results.json'), JSON.stringify({ ...older, name: 'older', arms }));
  const { code, stdout } = await command('report', 'out', 'older', '--out', 'both.html');
  expect(code).toBe(0);
  expect(stdout.trim().split('\n')).toEqual(['both.html', 'out/results.md', 'older/results.md']);
  const page = await readFile(join(cwd, 'both.html'), 'utf8');
  expect(page).toContain('<title>2 ablations</title>');
  expect([...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, name]) => name)).toEqual(['small', 'older']);
  expect(page.match(/>Growth of the vocabulary</g)).toHaveLength(1);

  const mixed = await command('report', 'out', 'out/arms/summary/seed-0');
  expect(mixed.code).toBe(2);
  expect(mixed.stderr).toContain('out is an ablation and out/arms/summary/seed-0 is none');
  expect((await command('report', 'out', '--card')).stderr).toContain('--card is for runs');
});

const shape = ['--sequence-length', '64', '--batch', '2', '--accumulation', '1'];

it('exports what came to the budget: configurations that differ in data, seed and output alone', async () => {
  const { code, stdout, stderr } = await command('ablate', 'export', 'out', '--out', 'train', ...shape);
  expect(code).toBe(0);
  expect(stdout).toContain('away: left out.');
  const text = (path: string) => readFile(join(cwd, 'train', path), 'utf8');
  const record = JSON.parse(await text('export.json')) as ExportRecord;
  const { models, data, training, held_out: heldOut } = record;
  expect(models).toHaveLength(5);
  expect(training.steps).toBe(Math.floor(Math.min(...data.map(({ blocks }) => blocks)) / 2));
  expect(training.tokens).toBe(training.steps * 2 * 64);
  for (const { name, texts, file, generated_tokens: tokens } of data) {
    expect(file).toBe(`data/${name}.jsonl`);
    expect((await text(file)).trimEnd().split('\n')).toHaveLength(texts);
    expect(Math.abs(tokens - 3000)).toBeLessThanOrEqual(30);
  }
  expect((await text('data/held-out.jsonl')).trimEnd().split('\n')).toHaveLength(heldOut.texts);
  const registry = JSON.parse(await text('data/dataset_info.json')) as Record<string, { readonly file_name: string }>;
  expect((await readdir(join(cwd, 'train', 'data'))).sort()).toEqual(
    ['dataset_info.json', ...Object.values(registry).map(({ file_name }) => file_name)].sort(),
  );
  const shared = new Set<string>();
  for (const { name, config } of models) {
    shared.add((await text(config)).replaceAll(name, 'NAME'));
    const settings = parse(await text(config)) as Record<string, unknown>;
    expect(Object.keys(registry)).toEqual(expect.arrayContaining([settings['dataset'], settings['eval_dataset']]));
    expect(settings).toMatchObject({ stage: 'pt', max_steps: training.steps, cutoff_len: 64, do_eval: true });
    expect(settings).not.toHaveProperty('warmup_ratio');
    expect(settings['warmup_steps']).toBeLessThanOrEqual(training.steps / 2);
    expect(await text('launch.sh')).toContain(name);
  }
  expect(shared.size).toBe(1);

  // Whoever reads the terminal or the folder learns what so small a training cannot tell.
  const readme = await text('README.md');
  expect(record.advice.join()).toContain('parameters of HuggingFaceTB/SmolLM2-135M');
  for (const sentence of record.advice) {
    expect(stderr).toContain(sentence);
    expect(readme).toContain(sentence);
  }
  expect(readme).toContain('rewrite ablate import ../out results');
});

it('trains each arm with every seed that is asked for, on the same texts', async () => {
  const asked = ['--arm', 'summary', '--seed', '3', '--seed', '0', '--model-parameters', '100'];
  const { code, stderr } = await command('ablate', 'export', 'out', '--out', 'seeds', ...shape, ...asked);
  expect(code).toBe(0);
  expect(stderr).not.toContain('one model for each arm');
  expect(stderr).not.toContain('Chinchilla');
  expect((await readdir(join(cwd, 'seeds', 'data'))).sort()).toEqual([
    'dataset_info.json',
    'held-out.jsonl',
    'summary-seed-0.jsonl',
  ]);
  const configs = await readdir(join(cwd, 'seeds', 'configs'));
  expect(configs.sort()).toEqual(['summary-seed-0-training-0.yaml', 'summary-seed-0-training-3.yaml']);
  const third = parse(await readFile(join(cwd, 'seeds', 'configs', configs[1] ?? ''), 'utf8')) as object;
  expect(third).toMatchObject({
    dataset: 'summary-seed-0',
    seed: 3,
    output_dir: 'models/summary-seed-0-training-3',
  });

  for (const [seeds, said] of [
    [['--seed', '1', '--seed', '1'], '1 is given twice'],
    [['--seed', '-1'], '"-1" is no seed'],
    [['--model-parameters', 'large'], '"large" is no number of parameters'],
  ] as const) {
    const refused = await command('ablate', 'export', 'out', '--out', 'none', ...shape, ...seeds);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(said);
  }
});

it('exports nothing of a folder without a finished ablation, nor for a step larger than an arm', async () => {
  const none = await command('ablate', 'export', '.', '--out', 'none');
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('holds no finished ablation');
  const large = await command('ablate', 'export', 'out', '--out', 'large');
  expect(large.code).toBe(2);
  expect(large.stderr).toContain('lower --accumulation');
  expect(await readdir(cwd)).not.toContain('large');
  const other = await command('ablate', 'export', 'out', '--out', 'large', '--arm', 'sumary');
  expect(other.stderr).toContain('there is no arm `sumary`');
});

it('imports benchmarks into the table, and the same ablation again keeps them', async () => {
  const folder = join(cwd, 'evaluations', 'summary-seed-0');
  await mkdir(folder, { recursive: true });
  const file = { results: { piqa: { 'acc,none': 0.625, 'acc_stderr,none': 0.0125 } } };
  await writeFile(join(folder, 'results_2026-01-31.json'), JSON.stringify(file));
  const { code, stdout, stderr } = await command('ablate', 'import', 'out', 'evaluations');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ *piqa\/acc .*0\.625 ± 0\.01/m);
  const again = await command('ablate', 'run', 'small.yaml', '--out', 'out', '--quiet');
  expect(again.stdout).toMatch(/^ *piqa\/acc .*0\.625 ± 0\.01/m);
  const wrong = await command('ablate', 'import', 'out', '--map', 'summary=x');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('is not ARM:SEED=PATH');
});
