import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ablation } from '../../src/ablation/ablation-file.ts';
import { type MeasuredArm, measureArm, type TextShape } from '../../src/ablation/measure.ts';
import { sourceOverlap } from '../../src/ablation/metrics/source-overlap.ts';
import { METRIC_NAMES } from '../../src/ablation/metrics/registry.ts';
import { type AblationResults, composeResults, type FinishedArm } from '../../src/ablation/results.ts';
import { createRandom } from '../../src/ablation/statistics/random.ts';
import { runOptionsSchema } from '../../src/config/run-options.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'arms-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The first 1,500 characters of each of the seed documents. */
const DOCUMENTS = gunzipSync(readFileSync(new URL('../../data/seeds/18f.jsonl.gz', import.meta.url)))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { readonly id: string; readonly text: string })
  .map(({ id, text }) => ({ id, text: text.slice(0, 1500) }));
const HELD_OUT = DOCUMENTS.splice(0, 20);
const BUDGET = 21_000;
const SOURCES = { directory: '', input: [], heldOut: [], documents: 0, heldOutDocuments: 0 };

/** The arm whose texts are made by `rewrite` of each document's words, a seed after the other. */
async function arm(
  name: string,
  seeds: number,
  rewrite: (words: string[], random: () => number) => string[],
): Promise<FinishedArm> {
  const held = join(folder, 'held-out.jsonl');
  writeFileSync(held, `${HELD_OUT.map((row) => JSON.stringify(row)).join('\n')}\n`);
  const measured: MeasuredArm[] = [];
  const shapes: TextShape[] = [];
  const results: FinishedArm['seeds'][number][] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const random = createRandom(name.length * 1000 + name.charCodeAt(0) + seed * 7919);
    const shards = join(folder, name, String(seed), 'shards');
    mkdirSync(shards, { recursive: true });
    const lines = DOCUMENTS.map(({ id, text }) => {
      const written = rewrite(text.split(' '), random).join(' ');
      return JSON.stringify({
        text: written,
        source_id: id,
        strategy: name,
        generated_tokens: Math.ceil(written.length / 4),
        validation: { grounding: 0.9 + random() / 10, coverage: random(), copy: random() },
      });
    });
    writeFileSync(join(shards, 'part-00000.jsonl'), `${lines.join('\n')}\n`);
    const {
      texts,
      tokens,
      measured: values,
      shape,
    } = await measureArm({
      folders: [{ folder: join(folder, name, String(seed)), budgetTokens: BUDGET }],
      metrics: METRIC_NAMES,
      heldOut: [held],
      input: [inputPath()],
      meters: [sourceOverlap],
      stop: new AbortController().signal,
      arm: name,
      seed,
      onlySeed: seeds === 1,
      onTrouble: () => {},
    });
    measured.push(values);
    shapes.push(shape);
    results.push({ seed, texts, tokens, tasks: null, reasons: {}, economy: null });
  }
  return {
    measurements: { name, seeds: measured },
    shapes,
    seeds: results,
    strategy: name,
    model: 'none',
    end: undefined,
  };
}

function compared(arms: readonly FinishedArm[], seeds: number): AblationResults {
  const ablation: Ablation = {
    name: 'test',
    question: '',
    source: '',
    budgetTokens: BUDGET,
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
    baseline: arms[0]?.measurements.name ?? '',
    documents: 1000,
    heldOut: { share: 0.1 },
    metrics: METRIC_NAMES,
    embeddings: undefined,
    raters: [],
    arms: arms.map(({ measurements: { name } }) => ({
      name,
      kind: 'run',
      options: runOptionsSchema.parse({}),
      mix: undefined,
      originalShare: 0,
    })),
  };
  return composeResults(ablation, arms, new Map([[SOURCES, []]]), { asked: 0, shared: 0 }, '0.0.0', {
    metrics: sourceOverlap.metrics,
    troubles: [],
  });
}

function inputPath(): string {
  const path = join(folder, 'documents.jsonl');
  writeFileSync(path, `${DOCUMENTS.map((row) => JSON.stringify(row)).join('\n')}\n`);
  return path;
}

const dropped = (words: string[], random: () => number) => words.filter(() => random() > 0.2);

test('the same arm twice differs in nothing, over ten seeds and all metrics', async () => {
  const { comparisons } = compared([await arm('once', 10, dropped), await arm('again', 10, dropped)], 10);
  // All but the two that need an embedding model.
  expect(comparisons.length).toBeGreaterThanOrEqual(METRIC_NAMES.length - 3);
  expect(comparisons.filter(({ significant }) => significant)).toEqual([]);
});

test.each([1, 3])(
  'an arm with half of its words shuffled is ranked last by the proxy model, of %i seeds',
  async (seeds) => {
    const shuffled = (words: string[], random: () => number) => {
      const places = words.flatMap((_, at) => (random() < 0.5 ? [at] : []));
      const moved = [...words];
      for (const [at, place] of places.entries()) {
        const other = places[Math.floor(random() * (at + 1))] ?? place;
        [moved[place], moved[other]] = [moved[other] ?? '', moved[place] ?? ''];
      }
      return moved;
    };
    const arms = [
      await arm('dropped', seeds, dropped),
      await arm('kept', seeds, (words) => words),
      await arm('shuffled', seeds, shuffled),
    ];
    const ranks = Object.fromEntries(
      compared(arms, seeds).arms.map(({ name, ranks: own }) => [name, own['bits_per_byte']]),
    );
    expect(ranks['shuffled']).toBe(3);
    expect(ranks['kept']).toBeLessThan(3);
  },
);

test('an arm without a text and one that came short are told of, and compared with none', async () => {
  const short = await arm('short', 1, (words) => words.slice(0, 2));
  const nothing = {
    ...short,
    measurements: { name: 'nothing', seeds: [new Map()] },
    shapes: [],
    seeds: short.seeds.map((seed) => ({ ...seed, texts: 0, tokens: 0, reasons: { loop: 7 } })),
  };
  const { arms, comparisons } = compared([await arm('full', 1, dropped), short, nothing], 1);
  expect(arms.map(({ state }) => state)).toEqual(['complete', 'short', 'failed']);
  expect(arms[2]?.detail).toBe('nothing was accepted: loop 7');
  expect(comparisons).toEqual([]);
  expect(arms.map(({ lengths }) => lengths?.texts)).toEqual(arms.map(({ seeds }) => seeds[0]?.texts || undefined));
});
