import { existsSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ablate } from '../../src/ablation/ablate.ts';
import { readAblation } from '../../src/ablation/ablation-file.ts';
import type { AblationResults } from '../../src/ablation/results.ts';
import { loadLanguageLibrary } from '../../src/text/language.ts';
import { temporaryFolder } from '../run/harness.ts';

const ABLATION = `
name: small
budget_tokens: 3000
seeds: [0, 1]
metrics: [text_tokens]
arms:
  original: {control: original}
  summary: {strategy: summary}
  half: {strategy: qa, original_share: 0.5}
`;

/** When the work is stopped. */
interface Stop {
  /** The arm that is made then. */
  readonly made?: string;
  /** The arm whose run begins then. */
  readonly begun?: string;
}

/** As `ablate import` leaves it: one task of one arm. */
const IMPORTED = {
  arm: 'summary',
  seed: 0,
  task: 'arc',
  version: '1',
  shots: '0',
  questions: 40,
  metrics: [{ metric: 'acc', filter: 'none', mean: 0.5, stderr: null, better: 'higher', samples: null }],
};

/** Makes the ablation, until it is stopped. */
async function make(folder: string, { made, begun }: Stop = {}, onMeasured = () => {}): Promise<AblationResults> {
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('stop'));
  await ablate(
    await readAblation(join(folder, 'small.yaml')),
    join(folder, 'out'),
    { cwd: folder, env: {}, now: new Date(0) },
    {
      stop: stopping.signal,
      runHooks: (arm) => {
        if (arm === begun) stop();
        return { stop: stopping.signal, onEvent: () => {}, onBegin: () => {}, onBug: () => {}, now: () => 0 };
      },
      onSources: () => {},
      onShort: () => {},
      onRated: () => {},
      onArm: (arm) => {
        if (arm === made) stop();
      },
      onMeasured: () => onMeasured(),
    },
  );
  return JSON.parse(await readFile(join(folder, 'out', 'results.json'), 'utf8')) as AblationResults;
}

test('an ablation that is stopped tells of the arms it has, and which are not made; the same again makes them', async () => {
  await loadLanguageLibrary();
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'small.yaml'), ABLATION);
  const stopped = await make(folder, { made: 'original' });
  expect(stopped.arms.map(({ name, state }) => [name, state])).toEqual([
    ['original', 'complete'],
    ['summary', 'interrupted'],
    ['half', 'interrupted'],
  ]);
  expect(stopped.arms[1]?.detail).toContain('the same command goes on');
  expect(stopped.comparisons).toEqual([]);

  const whole = await make(folder, {}, () =>
    writeFileSync(join(folder, 'out', 'imported.json'), JSON.stringify({ tasks: [IMPORTED] })),
  );
  expect(whole.arms.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete']);
  expect(whole.arms[1]?.means['lm_eval/arc/acc'], 'what is imported meanwhile is there').toBe(0.5);

  const arms = join(folder, 'out', 'arms');
  expect(existsSync(join(arms, 'original', 'seed-0')), 'the documents are written once for all seeds').toBe(false);
  expect(existsSync(join(arms, 'original', 'all-seeds', 'shards'))).toBe(true);
  expect(existsSync(join(arms, 'half', 'original', 'shards'))).toBe(true);
});

test('an arm of the documents that is stopped while they are written is interrupted', async () => {
  await loadLanguageLibrary();
  const folder = await temporaryFolder();
  const rows = Array.from({ length: 4_000 }, (_, id) =>
    JSON.stringify({ id, text: `Page ${id} of many. `.repeat(20) }),
  );
  await writeFile(join(folder, 'pages.jsonl'), rows.join('\n'));
  await writeFile(
    join(folder, 'small.yaml'),
    `
name: small
budget_tokens: 300000
metrics: [text_tokens]
base: {input: [pages.jsonl], backend: extractive, limit: 4000}
documents: 4000
arms:
  original: {control: original}
  summary: {strategy: summary}
`,
  );
  const stopped = await make(folder, { begun: 'summary' });
  expect(stopped.arms.map(({ name, state }) => [name, state])).toEqual([
    ['original', 'interrupted'],
    ['summary', 'interrupted'],
  ]);
});
