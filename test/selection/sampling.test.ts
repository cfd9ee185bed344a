import { describe, expect, it } from 'vitest';
import { bandRanks } from '../../src/selection/band.ts';
import { ChosenRows } from '../../src/selection/chosen-rows.ts';
import { createStandard, drawOf, gumbelNoise, quratingKey } from '../../src/selection/gumbel.ts';
import { quotasOf } from '../../src/selection/quotas.ts';

describe("QuRating's draw", () => {
  it('takes documents one after the other with p ∝ exp(score/τ) of what is left, over 100,000 draws', () => {
    const scores = [-1, 0, 0.5, 2];
    const temperature = 2;
    const draws = 100_000;
    const seen = new Map<string, number>();
    for (let draw = 0; draw < draws; draw++) {
      const keys = scores.map((score, at) =>
        quratingKey(score, { mean: 0, deviation: 1 }, temperature, drawOf(draw, String(at))),
      );
      const [first, second] = [...keys.keys()].sort((left, right) => (keys[right] ?? 0) - (keys[left] ?? 0));
      seen.set(`${first} ${second}`, (seen.get(`${first} ${second}`) ?? 0) + 1);
    }
    const weights = scores.map((score) => Math.exp(score / temperature));
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [first, one] of weights.entries()) {
      for (const [second, other] of weights.entries()) {
        if (first === second) continue;
        const expected = (one / whole) * (other / (whole - one));
        // Five standard errors.
        const error = 5 * Math.sqrt((expected * (1 - expected)) / draws);
        expect(Math.abs((seen.get(`${first} ${second}`) ?? 0) / draws - expected)).toBeLessThan(error);
      }
    }
  });

  it('takes scores in standard deviations from the mean', () => {
    const standard = createStandard();
    for (const score of [2, 4, 4, 4, 5, 5, 7, 9]) standard.add(score);
    const { mean, deviation } = standard.result();
    expect(mean).toBeCloseTo(5, 12);
    expect(deviation).toBeCloseTo(2, 12);
    expect(quratingKey(9, { mean, deviation }, 0.5, 0.3) - gumbelNoise(0.3)).toBeCloseTo(4, 12);
  });

  it('makes do with scores that are all the same', () => {
    const standard = createStandard();
    standard.add(3);
    standard.add(3);
    expect(quratingKey(3, standard.result(), 1, 0.5)).toBe(gumbelNoise(0.5));
  });

  it('gives a document one number that follows from the seed and its id, never 0 or 1', () => {
    expect(drawOf(1, 'a')).toBe(drawOf(1, 'a'));
    expect(new Set([drawOf(1, 'a'), drawOf(2, 'a'), drawOf(1, 'b')]).size).toBe(3);
    for (let n = 0; n < 1_000; n++) expect(Number.isFinite(gumbelNoise(drawOf(n, 'x')))).toBe(true);
  });
});

describe('a band', () => {
  it('is cut by rank from the bottom, around the median or from the top', () => {
    expect(bandRanks('lowest', 0.3, 10)).toEqual([0, 3]);
    expect(bandRanks('middle', 0.5, 10)).toEqual([2, 7]);
    expect(bandRanks('highest', 0.3, 10)).toEqual([7, 10]);
    for (const band of ['lowest', 'middle', 'highest'] as const) expect(bandRanks(band, 1, 7)).toEqual([0, 7]);
  });
});

describe('quotas', () => {
  const tallies = new Map([
    ['law', { documents: 10, tokens: 6_000 }],
    ['art', { documents: 30, tokens: 2_000 }],
    ['web', { documents: 60, tokens: 2_000 }],
  ]);
  const numbers = (quotas: ReturnType<typeof quotasOf>) =>
    Object.fromEntries([...quotas].map(([name, { documents, tokens }]) => [name, [documents, tokens]]));
  const { POSITIVE_INFINITY: all } = Number;

  it('split tokens by share of tokens and documents by share of documents', () => {
    expect(numbers(quotasOf(tallies, 'proportional', { tokens: 1_000, documents: 10 }))).toEqual({
      law: [1, 600],
      art: [3, 200],
      web: [6, 200],
    });
  });

  it('split evenly, or as somebody says, and give nothing to who is not named', () => {
    expect(numbers(quotasOf(tallies, 'balanced', { tokens: 900, documents: undefined }))).toEqual({
      law: [all, 300],
      art: [all, 300],
      web: [all, 300],
    });
    const shares = new Map([
      ['law', 0.75],
      ['medicine', 0.25],
    ]);
    expect(numbers(quotasOf(tallies, shares, { tokens: undefined, documents: 8 }))).toEqual({
      law: [6, all],
      medicine: [2, all],
    });
  });

  it('are whole documents that add up to the limit', () => {
    const quotas = quotasOf(tallies, 'balanced', { tokens: undefined, documents: 100 });
    expect([...quotas.values()].map(({ documents }) => documents)).toEqual([34, 33, 33]);
  });

  it('are without end where nothing bounds them', () => {
    expect(numbers(quotasOf(tallies, 'proportional', { tokens: undefined, documents: undefined }))).toEqual({
      law: [all, all],
      art: [all, all],
      web: [all, all],
    });
  });
});

describe('chosen rows', () => {
  it('remember rows and copies, and come back from their bits', () => {
    const rows = new ChosenRows();
    for (const row of [0, 7, 8, 100_000]) rows.add(row);
    rows.add(9, 3);
    expect([0, 1, 7, 8, 9, 100_000, 5_000_000].map((row) => rows.copiesOf(row))).toEqual([1, 0, 1, 1, 3, 1, 0]);
    expect(new ChosenRows(rows.bits).has(100_000)).toBe(true);
  });
});
