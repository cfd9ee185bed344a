import { describe, expect, it } from 'vitest';
import { splitOf } from '../../../src/refining/build-sft/split.ts';

const IDS = Array.from({ length: 10_000 }, (_, n) => `document ${n}`);

describe('the split', () => {
  it('holds out about the share asked for, and nothing at 0', () => {
    const heldOut = IDS.filter((id) => splitOf(id, 0, 0.05) === 'heldout').length;
    expect(heldOut).toBeGreaterThan(430);
    expect(heldOut).toBeLessThan(570);
    expect(IDS.some((id) => splitOf(id, 0, 0) === 'heldout')).toBe(false);
  });

  it('follows from document and seed alone, and a larger share takes what a smaller one took', () => {
    const small = IDS.filter((id) => splitOf(id, 7, 0.05) === 'heldout');
    expect(small.every((id) => splitOf(id, 7, 0.2) === 'heldout')).toBe(true);
    expect(small.every((id) => splitOf(id, 8, 0.05) === 'heldout')).toBe(false);
  });
});
