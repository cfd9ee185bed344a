import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawVariables } from '../../src/prompting/variables.ts';

const VARIABLES = { tone: ['friendly', 'formal', 'dry'], level: ['school', 'university'] };

describe('drawVariables', () => {
  it('draws one listed value for each variable, the same for the same seed and record', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, recordId) => {
        const drawn = drawVariables(VARIABLES, seed, recordId);
        expect(Object.keys(drawn)).toEqual(['tone', 'level']);
        expect(VARIABLES.tone).toContain(drawn.tone);
        expect(VARIABLES.level).toContain(drawn.level);
        expect(drawVariables(VARIABLES, seed, recordId)).toEqual(drawn);
      }),
    );
  });

  it('spreads over all combinations, evenly', () => {
    const counts = new Map<string, number>();
    for (let record = 0; record < 6_000; record++) {
      const { tone, level } = drawVariables(VARIABLES, 7, `doc-${record}/tutorial/0`);
      counts.set(`${tone} ${level}`, (counts.get(`${tone} ${level}`) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200);
  });

  it('draws differently under another seed', () => {
    const draws = (seed: number): string[] =>
      Array.from({ length: 50 }, (_, record) => drawVariables(VARIABLES, seed, `${record}`).tone ?? '');
    expect(draws(1)).not.toEqual(draws(2));
  });

  it('does not change one variable’s draw when another is added', () => {
    const { tone } = drawVariables({ tone: VARIABLES.tone }, 3, 'a/b/0');
    expect(drawVariables(VARIABLES, 3, 'a/b/0').tone).toBe(tone);
  });
});
