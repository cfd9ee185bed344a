import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { countLengths, lengthDistribution } from '../../src/ablation/metrics/lengths.ts';
import { countVocabulary, meanGrowth } from '../../src/ablation/metrics/vocabulary-growth.ts';
import { words } from '../../src/text/words.ts';

const lengthsOf = (...tokens: number[]) => {
  const lengths = countLengths();
  for (const count of tokens) lengths.add({ tokens: count });
  return lengths.finish();
};

const growthOf = (texts: readonly string[]) => {
  const growth = countVocabulary();
  for (const text of texts) growth.add(text);
  return growth.finish();
};

test('quantiles are lengths that texts have, over the texts of all seeds together', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
  const [odd, even] = [hundred.filter((tokens) => tokens % 2 === 1), hundred.filter((tokens) => tokens % 2 === 0)];
  const distribution = lengthDistribution([lengthsOf(...odd), lengthsOf(...even.toReversed())]);
  expect(distribution).toMatchObject({
    texts: 100,
    mean: 50.5,
    quantiles: { '0.05': 5, '0.25': 25, '0.5': 50, '0.75': 75, '0.95': 95 },
  });
});

test('classes go from half octave to half octave, empty ones between others included, and hold every text', () => {
  const distribution = lengthDistribution([lengthsOf(15, 16, 22, 23, 64, 90.4, 1e9)]);
  const classes = distribution?.histogram ?? [];
  const filled = classes.filter(({ texts }) => texts > 0);
  expect(filled).toEqual([
    { from: 0, texts: 1 },
    { from: 16, texts: 2 },
    { from: 23, texts: 1 },
    { from: 64, texts: 2 },
    { from: 65_536, texts: 1 },
  ]);
  expect(classes.slice(0, 6).map(({ from }) => from)).toEqual([0, 16, 23, 32, 45, 64]);
});

test('where there are no texts there is no distribution, and no vocabulary', () => {
  expect(lengthDistribution([])).toBeNull();
  expect(lengthDistribution([lengthsOf()])).toBeNull();
  expect(meanGrowth([])).toEqual([]);
  expect(growthOf([])).toEqual([]);
});

test('different words are counted at fixed lengths, wherever texts end', () => {
  const texts = gunzipSync(readFileSync(new URL('../../data/seeds/peps.jsonl.gz', import.meta.url)))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { readonly text: string }).text);
  const all = texts.flatMap((text) => words(text));
  const growth = growthOf(texts);
  expect(growth.slice(0, 11).map((point) => point.words)).toEqual([
    100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1_000,
  ]);
  const last = growth.at(-1)?.words ?? 0;
  expect(last).toBeGreaterThan(0.75 * all.length);
  expect(last).toBeLessThanOrEqual(all.length);
  for (const point of growth) expect(point.different).toBe(new Set(all.slice(0, point.words)).size);
  expect(growthOf([all.join(' ')])).toEqual(growth);
});

test('the vocabulary of several seeds is their mean, as far as all of them go', () => {
  const [short, long] = [growthOf(['a '.repeat(130)]), growthOf(['one two three '.repeat(100)])];
  expect(meanGrowth([long, short])).toEqual([
    { words: 100, different: 2 },
    { words: 120, different: 2 },
  ]);
  expect(meanGrowth([long])).toEqual(long);
  expect(meanGrowth([long, []])).toEqual([]);
});
