import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beside } from '../../src/cli/side-by-side.ts';

describe('beside', () => {
  it('sets two texts in columns, wrapped at words', () => {
    expect(beside('one two three four five', 'uno dos\ntres', 43)).toBe(
      'one two three four   │ uno dos\nfive                 │ tres',
    );
  });

  it('breaks a word that is longer than its column', () => {
    const [first, second] = beside('x'.repeat(25), '', 43).split('\n');
    expect(first).toBe(`${'x'.repeat(20)} │`);
    expect(second).toBe(`${'x'.repeat(5)}${' '.repeat(15)} │`);
  });

  it('counts characters of wide scripts twice and control characters never reach the terminal', () => {
    const [line] = beside('漢字', 'a\u001B[31mb', 43).split('\n');
    expect(line).toBe(`漢字${' '.repeat(16)} │ a [31mb`);
  });

  it('shows at most 61 lines, whatever it is given, every row within the width', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 3_000, unit: 'binary-ascii' }),
        fc.string({ maxLength: 3_000 }),
        (left, right) => {
          const lines = beside(left, right, 61).split('\n');
          expect(lines.length).toBeLessThanOrEqual(61);
          for (const line of lines) expect(line).toContain('│');
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes a line of a million characters in its stride', () => {
    const lines = beside('漢'.repeat(1_000_000), 'word '.repeat(200_000), 101).split('\n');
    expect(lines).toHaveLength(61);
    expect(lines.at(-1)).toMatch(/^\[…\] +│ \[…\]$/);
  });
});
