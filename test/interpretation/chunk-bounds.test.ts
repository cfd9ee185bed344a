import { describe, expect, it } from 'vitest';
import { chunkBounds, type Unit } from '../../src/interpretation/chunk-bounds.ts';

const unit = (tokens: number, fitness: Unit['fitness'] = 0, heading = false): Unit => ({ tokens, fitness, heading });

function bounds(units: readonly Unit[], maxTokens: number, slack = 0) {
  const measure = (first: number, end: number): number =>
    units.slice(first, end).reduce((sum, each) => sum + each.tokens + slack, 0);
  return chunkBounds(units, maxTokens, measure);
}

describe('chunkBounds', () => {
  it('shrinks a chunk whose parts add up to less than the whole', () => {
    const units = Array.from({ length: 30 }, () => unit(10));
    expect(bounds(units, 100)).toEqual([
      [0, 9],
      [10, 19],
      [20, 29],
    ]);
    for (const [first, last] of bounds(units, 100, 2)) expect(last - first + 1).toBeLessThanOrEqual(8);
  });

  it('gives a unit that is larger by itself a chunk of its own', () => {
    expect(bounds([unit(30), unit(200), unit(50), unit(60)], 100)).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });

  it('moves headings at the end of a full chunk on to the next', () => {
    const units = [unit(80), unit(5, 0, true), unit(5, 0, true), unit(50), unit(60)];
    expect(bounds(units, 90)[0]).toEqual([0, 0]);
    expect(bounds(units, 90)[1]).toEqual([1, 3]);
  });

  it('takes the fittest place of the last third, and the latest of equals', () => {
    const units = [unit(40), unit(30), unit(10, 2), unit(10, 1), unit(10, 1), unit(90)];
    expect(bounds(units, 100)[0]).toEqual([0, 1]);
    expect(bounds([unit(40), unit(30), unit(10, 1), unit(10, 1), unit(10), unit(90)], 100)[0]).toEqual([0, 2]);
    expect(bounds([unit(40), unit(30, 2), unit(20), unit(10), unit(90)], 100)[0]).toEqual([0, 3]);
  });

  it('evens out a tiny end, at a fit place when one is near the middle', () => {
    const plain = Array.from({ length: 11 }, () => unit(10));
    expect(bounds(plain, 100)).toEqual([
      [0, 4],
      [5, 10],
    ]);
    expect(bounds(plain.with(4, unit(10, 1)), 100)).toEqual([
      [0, 3],
      [4, 10],
    ]);
    expect(bounds(plain.with(1, unit(10, 2)), 100)[0]).toEqual([0, 4]);
  });

  it('leaves a last chunk that is large enough alone', () => {
    expect(
      bounds(
        Array.from({ length: 12 }, () => unit(10)),
        100,
      ),
    ).toEqual([
      [0, 9],
      [10, 11],
    ]);
  });
});
