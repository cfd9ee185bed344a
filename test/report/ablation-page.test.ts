import { expect, it } from 'vitest';
import type { AblationResults } from '../../src/ablation/results.ts';
import { ablationReportPage } from '../../src/report/report-page.ts';
import { ablationResults, armResult, manyArms } from './ablation-results.ts';

const METRICS = Array.from({ length: 9 }, (_, at) => `m${at}`);
const ONE = armResult('one', METRICS);
const OTHERS = [
  armResult('two', METRICS, {
    per_million_accepted: {
      requests: 1_234,
      prompt_tokens: 5e6,
      completion_tokens: 2e6,
      gpu_hours: null,
      cost: 7.25,
    },
  }),
  armResult('three', METRICS, { state: 'interrupted', detail: 'a signal came' }),
];
const RESULTS = ablationResults([ONE, ...OTHERS], METRICS);

const pageOf = (...results: readonly AblationResults[]) => [...ablationReportPage(results)].join('');
const headings = (page: string) => [...page.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, heading]) => heading);

it('has at most eight metrics beside each other, what a million tokens take, and tells of what was interrupted', () => {
  const page = pageOf(RESULTS);
  const heads = [...page.matchAll(/<thead>.*?<\/thead>/g)].map(([head]) => head);
  expect(heads.map((head) => METRICS.filter((name) => head.includes(`>${name}<`)).length)).toEqual([5, 4, 0, 0]);
  expect(page).toContain('>1.23k</td>');
  expect(page).toContain('>7.25</td>');
  expect(page).toContain('three was interrupted: run the same command again</span>: a signal came');
  expect(page).not.toContain('three failed');
});

it('tells what could not be measured or compared, and the standard errors of imported means', () => {
  const page = pageOf({
    ...RESULTS,
    troubles: ['no server <at> all'],
    import_notes: ['lm_eval/piqa: left out'],
    arms: [{ ...ONE, standard_errors: { m0: 0.125 } }, ...OTHERS],
  });
  expect(page).toContain('<p>Not measured: no server &lt;at&gt; all</p>');
  expect(page).toContain('<p>lm_eval/piqa: left out</p>');
  expect(page).toContain('>1.00 ± 0.13</td>');
  expect(page).toContain('±: the standard error');
  expect(pageOf(RESULTS)).not.toContain('±');
});

it('says why nothing is compared, and ranks no arm that is alone', () => {
  const ranked = { ...ONE, ranks: { m0: 1 } };
  const failed = (name: string) => armResult(name, METRICS, { state: 'failed', detail: 'no server' });
  const alone = pageOf(ablationResults([ranked, failed('two')], METRICS));
  expect(alone).toContain('Nothing is compared with one, the baseline: no other arm came to the budget.');
  expect(alone).not.toContain('1.00 #1');
  const withoutBaseline = pageOf(ablationResults([failed('zero'), ranked, ...OTHERS], METRICS));
  expect(withoutBaseline).toContain('Nothing is compared with zero, the baseline: it did not come to the budget.');
  expect(withoutBaseline).toContain('1.00 #1');
  const tooFew = pageOf(ablationResults([ranked, ...OTHERS], METRICS));
  expect(tooFew).toContain('Nothing is compared with one, the baseline: there are too few documents');
  const nothing = pageOf(ablationResults([failed('zero'), failed('one')], METRICS));
  expect(headings(nothing)).toEqual(['What became of the tasks']);
  expect(nothing).toContain('0 of 2 came to the budget');
});

it('names the metrics that have means and no comparison', () => {
  const some = manyArms(3, ['bits', 'blocks'], 8);
  const page = pageOf({ ...some, comparisons: some.comparisons.filter(({ metric }) => metric === 'bits') });
  expect(page).toContain('Too few documents or blocks to compare: blocks.');
  expect(pageOf(some)).not.toContain('Too few documents');
});

it('shows lengths on the same classes, and vocabulary as far as all arms go', () => {
  const lengths = (histogram: { from: number; texts: number }[]) => ({
    texts: histogram.reduce((sum, { texts }) => sum + texts, 0),
    mean: 1_234.5,
    quantiles: { '0.05': 70, '0.25': 80, '0.5': 90, '0.75': 100, '0.95': 110 },
    histogram,
  });
  const growth = (...different: number[]) =>
    different.map((count, at) => ({ words: [100, 120, 150][at] ?? 0, different: count }));
  const page = pageOf(
    ablationResults(
      [
        armResult('<i>short', [], {
          lengths: lengths([{ from: 64, texts: 4 }]),
          vocabulary_growth: growth(80, 90),
        }),
        armResult('long', [], {
          lengths: lengths([
            { from: 91, texts: 1 },
            { from: 128, texts: 3 },
          ]),
          vocabulary_growth: growth(70, 75, 79),
        }),
        armResult('unknown', []),
      ],
      [],
    ),
  );
  expect(page).not.toContain('<i>');
  const drawings = [...page.matchAll(/<figure>.*?<\/figure>/gs)].map(([figure]) => figure);
  const heightsOf = (figure = '') =>
    [...figure.matchAll(/<rect[^>]* height="([\d.]+)"/g)].map(([, height]) => Number(height));
  const [short, long, vocabulary = ''] = drawings;
  expect(drawings).toHaveLength(3);
  expect(short).toContain('&lt;i&gt;short: median 90');
  expect(heightsOf(short)).toEqual([48, 0, 0]);
  expect(heightsOf(long)).toEqual([0, 12, 36]);
  expect(long).toContain('>75.0%</td>');
  expect(page).toContain('>1,235</td>');
  expect(vocabulary).toContain('At 120 words of text: &lt;i&gt;short * 90; long 75');
  expect(vocabulary).not.toContain('79');
  expect(vocabulary).toMatch(/>100 words<.*>120 words</);
});

it('stays under 2 MB with 60 arms, 20 metrics, 20 raters and names of 60 characters, and leaves out nothing', () => {
  const metrics = Array.from({ length: 40 }, (_, at) => `${at < 20 ? 'metric' : 'rating/rater'}-${at}`.padEnd(60, '.'));
  const page = pageOf(manyArms(60, metrics, 60));
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect(page).not.toContain('left out');
  expect(page.match(/<figure>/g)).toHaveLength(60 + 1 + 40);
});

it('counts what there is no room for, tables of arms last', () => {
  const metrics = Array.from({ length: 40 }, (_, at) => `metric ${at}`.padEnd(5_000, 'é'));
  const some = manyArms(60, metrics, 5_000);
  const page = pageOf({
    ...some,
    troubles: Array.from({ length: 2_000 }, (_, at) => `trouble ${at}`.padEnd(900, '!')),
    metrics: some.metrics.map((metric) => ({ ...metric, description: 'x'.repeat(20_000) })),
  });
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect(page).toContain('Arms, table 5 of 5');
  expect(page).toContain('aria-label="Tokens of a text"');
  const left = /([\d,]+) tables, charts and notes are left out/.exec(page)?.[1] ?? '';
  const figures = page.match(/<figure>/g)?.length ?? 0;
  const notes = page.match(/Not measured/g)?.length ?? 0;
  const described = page.match(/<dd>x{1000}/g)?.length ?? 0;
  expect(Number(left.replace(',', ''))).toBe(60 + 1 + 40 - figures + 2_000 - notes + 40 - described);
});

it('has several ablations below each other, in the same room', () => {
  const metrics = Array.from({ length: 40 }, (_, at) => `metric-${at}`.padEnd(60, '.'));
  const one = { ...manyArms(60, metrics, 60), name: 'first' };
  const page = pageOf(one, { ...one, name: 'second' }, { ...one, name: 'third' });
  expect(page).toContain('<title>3 ablations</title>');
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect([...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, name]) => name)).toEqual(['first', 'second', 'third']);
  expect(page.match(/are left out, to keep the page under 2 MB/g)).toHaveLength(3);
});
