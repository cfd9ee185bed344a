import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { quotas } from '../../src/concepts/quotas.ts';

test('a spread that is greater by 0.1 keeps e times the share', () => {
  // Shares of 1 : e, of 1,000 each, 100 in all: 100 / (1 + e) = 26.9, and 73.1.
  const { kept, rule } = quotas([1000, 1000], [0.2, 0.3], 100);
  expect(kept).toEqual([27, 73]);
  // 73.1 = 1,000 · exp((0.3 − w) / 0.1).
  expect(rule.whole_from).toBeCloseTo(0.3 + 0.1 * Math.log(1000 / 73.106), 4);
  expect(rule.temperature).toBe(0.1);
});

test('clusters of equal spread keep the same share, whatever their sizes', () => {
  expect(quotas([1000, 10, 50], [0.4, 0.4, 0.4], 530).kept).toEqual([500, 5, 25]);
});

test('a varied cluster keeps all before a tight one keeps more', () => {
  // The varied one's share would be e^8 times the other's; it gives its hundred, and the other the rest.
  const { kept, rule } = quotas([100, 100], [0.1, 0.9], 120);
  expect(kept).toEqual([20, 100]);
  expect(rule.whole_from).toBeCloseTo(0.1 + 0.1 * Math.log(5), 6);
});

test('each cluster keeps one document, be they more than were asked for', () => {
  expect(quotas([5, 0, 5, 1], [0.5, 0, 0.9, 0], 1).kept).toEqual([1, 0, 1, 1]);
});

test('numbers add up, no cluster keeps more than it has, and each follows from the rule to within a document', () => {
  const clusters = fc.array(fc.record({ size: fc.nat(50), spread: fc.double({ min: 0, max: 1.2, noNaN: true }) }), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(clusters, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const sizes = list.map(({ size }) => size);
      const all = sizes.reduce((sum, size) => sum + size, 0);
      const filled = sizes.filter((size) => size > 0).length;
      const total = Math.max(filled, Math.round(share * all));
      const spreads = list.map(({ spread }) => spread);
      const { kept, rule } = quotas(sizes, spreads, total);
      expect(kept.reduce((sum, stay) => sum + stay, 0)).toBe(total);
      for (const [cluster, stay] of kept.entries()) {
        const size = sizes[cluster] ?? 0;
        const exact = size * Math.min(1, Math.exp(((spreads[cluster] ?? 0) - rule.whole_from) / rule.temperature));
        expect(stay).toBeLessThanOrEqual(size);
        expect(Math.abs(stay - Math.max(Math.min(1, size), exact))).toBeLessThan(1 + 1e-6);
      }
    }),
  );
});
