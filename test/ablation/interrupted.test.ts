import { existsSync } from 'node:fs';
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

/** Makes the ablation; `until`: the arm at whose first text the work is stopped. */
async function make(folder: string, until?: string): Promise<AblationResults> {
  const stopping = new AbortController();
  await ablate(
    await readAblation(join(folder, 'small.yaml')),
    join(folder, 'out'),
    { cwd: folder, env: {}, now: new Date(0) },
    {
      stop: stopping.signal,
      runHooks: () => ({
        stop: stopping.signal,
        onEvent: () => {},
        onBegin: () => {},
        onBug: () => {},
        now: () => 0,
      }),
      onSources: () => {},
      onShort: () => {},
      onRated: () => {},
      onArm: (arm) => {
        if (arm === until) stopping.abort(new Error('stop'));
      },
      onMeasured: () => {},
    },
  );
  return JSON.parse(await readFile(join(folder, 'out', 'results.json'), 'utf8')) as AblationResults;
}

test('an ablation that is stopped tells of the arms it has, and which are not made; the same again makes them', async () => {
  await loadLanguageLibrary();
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'small.yaml'), ABLATION);
  const stopped = await make(folder, 'original');
  expect(stopped.arms.map(({ name, state }) => [name, state])).toEqual([
    ['original', 'complete'],
    ['summary', 'interrupted'],
    ['half', 'interrupted'],
  ]);
  expect(stopped.arms[1]?.detail).toContain('the same command goes on');
  expect(stopped.comparisons).toEqual([]);

  const whole = await make(folder);
  expect(whole.arms.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete']);

  const arms = join(folder, 'out', 'arms');
  expect(existsSync(join(arms, 'original', 'seed-0')), 'the documents are written once for all seeds').toBe(false);
  expect(existsSync(join(arms, 'original', 'all-seeds', 'shards'))).toBe(true);
  expect(existsSync(join(arms, 'half', 'original', 'shards'))).toBe(true);
});
