import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotas } from '../../src/concepts/complexity.ts';

test('shares follow the softmax of complexity where nothing is in the way', () => {
  // exp(0.1 / 0.1) = e: 100 · 1 / (1 + e) = 26.9 and 73.1.
  expect(quotas([1000, 1000], [0.2, 0.3], 100)).toEqual([27, 73]);
});

test('what a small cluster cannot give comes from the others in equal parts', () => {
  expect(quotas([1000, 1000, 10], [0.2, 0.2, 0.2], 90)).toEqual([40, 40, 10]);
});

test('numbers add up, no cluster keeps more than it has, each keeps one where that is possible', () => {
  const clusters = fc.array(fc.record({ size: fc.nat(50), complexity: fc.double({ min: 0, max: 4, noNaN: true }) }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(clusters, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const sizes = list.map(({ size }) => size);
      const all = sizes.reduce((sum, size) => sum + size, 0);
      const filled = sizes.filter((size) => size > 0).length;
      const total = Math.max(filled, Math.round(share * all));
      const kept = quotas(
        sizes,
        list.map(({ complexity }) => complexity),
        total,
      );
      expect(kept.reduce((sum, stay) => sum + stay, 0)).toBe(total);
      for (const [cluster, stay] of kept.entries()) {
        expect(stay).toBeLessThanOrEqual(sizes[cluster] ?? 0);
        if ((sizes[cluster] ?? 0) > 0) expect(stay).toBeGreaterThanOrEqual(1);
      }
    }),
  );
});
