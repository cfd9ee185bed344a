import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { lotDraw } from '../../../src/report/run/lot-draw.ts';

function drawnFrom(ids: readonly string[], most: number): string[] {
  const draw = lotDraw<string>(most);
  for (const id of ids) draw.add(id, () => id);
  return draw.drawn();
}

it('draws the same whatever the order, and what is drawn of few is drawn of more', () => {
  const ids = fc.uniqueArray(fc.string(), { maxLength: 60 });
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 12 }), (all, most) => {
      const drawn = drawnFrom(all, most);
      expect(drawn).toEqual(drawnFrom(all.toReversed(), most));
      expect(drawn).toHaveLength(Math.min(most, all.length));
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawnFrom(all, most + 1).slice(0, most)).toEqual(drawn);
    }),
  );
});

it('draws from the whole of a long run', () => {
  const drawn = drawnFrom(
    Array.from({ length: 1_000 }, (_, at) => `d${at}`),
    12,
  ).map((id) => Number(id.slice(1)));
  expect(drawn.some((at) => at < 500)).toBe(true);
  expect(drawn.some((at) => at >= 500)).toBe(true);
});
