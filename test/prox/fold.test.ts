import { describe, expect, it } from 'vitest';
import type { DiffLine } from '../../src/prox/diff.ts';
import { foldDiff } from '../../src/prox/fold.ts';

function stretch(kind: 'kept' | 'removed', first: number, count: number): DiffLine[] {
  return Array.from({ length: count }, (_, index) => ({ kind, line: first + index, text: `line ${first + index}` }));
}

/** Stretches as `3`, or `(41)` where they are folded. */
function folds(lines: readonly DiffLine[]): string {
  return foldDiff(lines)
    .map(({ folded, lines: { length } }) => (folded ? `(${length})` : String(length)))
    .join(' ');
}

describe('foldDiff', () => {
  it('folds the middle of a long unchanged stretch and shows three lines on either side', () => {
    expect(folds([...stretch('removed', 0, 2), ...stretch('kept', 2, 41), ...stretch('removed', 43, 1)])).toBe(
      '5 (35) 4',
    );
  });

  it('does not fold where it would hide less than four lines', () => {
    expect(folds(stretch('kept', 0, 9))).toBe('9');
    expect(folds(stretch('kept', 0, 10))).toBe('3 (4) 3');
  });

  it('shows more of what is removed', () => {
    expect(folds(stretch('removed', 0, 27))).toBe('27');
    expect(folds(stretch('removed', 0, 100))).toBe('12 (84) 4');
  });

  it('leaves nothing out, and makes nothing of nothing', () => {
    const lines = [...stretch('kept', 0, 100_000), ...stretch('removed', 100_000, 50), ...stretch('kept', 100_050, 5)];
    expect(foldDiff(lines).flatMap((part) => part.lines)).toEqual(lines);
    expect(foldDiff([])).toEqual([]);
  });
});
