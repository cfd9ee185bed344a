import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ablate } from '../../src/ablation/ablate.ts';
import { readAblation } from '../../src/ablation/ablation-file.ts';
import type { AblationResults } from '../../src/ablation/results.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { loadLanguageLibrary } from '../../src/text/language.ts';
import { temporaryFolder } from '../run/harness.ts';

beforeAll(() => loadLanguageLibrary());

/** Two arms that have documents in common, rated by a model; `answered` counts what it was asked. */
async function rated() {
  const simulator = await createSimulator({ latencyMs: 2 });
  onTestFinished(() => simulator.close());
  const folder = await temporaryFolder();
  await writeFile(
    join(folder, 'rated.yaml'),
    `name: rated
budget_tokens: 4000
metrics: [text_tokens]
raters: {fineweb_edu: {endpoint: ['${simulator.url}'], columns: [score], concurrency: 1}}
arms:
  original: {control: original}
  half: {strategy: summary, original_share: 0.5, backend: extractive}
`,
  );
  const answered = () => simulator.stats().answered;

  /** Makes the ablation as far as it comes until so many questions were answered. */
  async function make(until = Number.POSITIVE_INFINITY) {
    const stopping = new AbortController();
    const counts: { readonly arm: string; readonly questions: number; readonly sent: number }[] = [];
    const looking = setInterval(() => {
      if (answered() >= until) stopping.abort(new Error('stop'));
    }, 1);
    try {
      await ablate(
        await readAblation(join(folder, 'rated.yaml')),
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
          onArm: () => {},
          onRated: (_, { arm }, questions, sent) => counts.push({ arm, questions, sent }),
          onMeasured: () => {},
        },
      );
    } finally {
      clearInterval(looking);
    }
    const results = JSON.parse(await readFile(join(folder, 'out', 'results.json'), 'utf8')) as AblationResults;
    return { counts, results };
  }
  return { answered, make };
}

test('a text that several arms have is rated once, and a stop while texts are rated asks nothing again', async () => {
  const whole = await rated();
  const { counts, results } = await whole.make();
  const [original, half] = counts;
  expect(original).toEqual({ arm: 'original', questions: results.arms[0]?.seeds[0]?.texts, sent: original?.questions });
  expect(half?.questions).toBe(results.arms[1]?.seeds[0]?.texts);
  expect(half?.sent).toBeLessThan(half?.questions ?? 0);
  expect(whole.answered()).toBe((original?.sent ?? 0) + (half?.sent ?? 0));
  expect(results.arms.map(({ means }) => typeof means['rating/fineweb_edu.score'])).toEqual(['number', 'number']);

  const stopped = await rated();
  const broken = await stopped.make(3);
  expect(stopped.answered()).toBeLessThan(whole.answered());
  expect(broken.counts).toEqual([]);
  expect(broken.results.arms.map(({ state }) => state)).toEqual(['complete', 'complete']);
  expect(broken.results.troubles.join()).toContain('the same command goes on with it');
  const before = stopped.answered();
  const resumed = await stopped.make();
  expect(stopped.answered(), 'nothing is asked again').toBe(whole.answered());
  expect(resumed.counts.reduce((sum, { sent }) => sum + sent, 0)).toBe(whole.answered() - before);
  expect(resumed.results.arms).toEqual(results.arms);
});
