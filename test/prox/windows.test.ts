import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberLine, numberLines } from '../../src/prox/number-lines.ts';
import { windowsOf } from '../../src/prox/windows.ts';
import { estimateTokens } from '../../src/text/tokens.ts';

const cost = (text: string, firstLine: number): number =>
  text.split('\n').reduce((sum, line, index) => sum + 1 + estimateTokens(numberLine(line, firstLine + index)), 0);

describe('numberLines', () => {
  it('numbers with three digits and no space, counting from the first line', () => {
    expect(numberLines('a\n\nb', 0)).toBe('[000]a\n[001]\n[002]b');
    expect(numberLines('a\nb', 999)).toBe('[999]a\n[1000]b');
  });
});

describe('windowsOf', () => {
  const line = 'seven words stand in this one line';

  it('keeps a text that fits whole', () => {
    expect(windowsOf('a\nb\n', 100)).toEqual([{ text: 'a\nb\n', firstLine: 0 }]);
    expect(windowsOf('', 100)).toEqual([{ text: '', firstLine: 0 }]);
  });

  it('gives a line that is too long a window of its own', () => {
    const long = 'word '.repeat(100);
    expect(windowsOf(`a\n${long}\nb`, 20)).toEqual([
      { text: 'a', firstLine: 0 },
      { text: long, firstLine: 1 },
      { text: 'b', firstLine: 2 },
    ]);
  });

  it('counts a token more for each line, as published', () => {
    const each = estimateTokens(numberLine(line, 0));
    expect(windowsOf(`${line}\n${line}`, 2 * each + 2)).toHaveLength(1);
    expect(windowsOf(`${line}\n${line}`, 2 * each + 1)).toHaveLength(2);
  });

  it('counts scripts without spaces by their tokens, not as words', () => {
    const han = '水循环是地球上水的连续运动过程。'.repeat(10);
    expect(windowsOf(Array.from({ length: 10 }, () => han).join('\n'), 400).length).toBeGreaterThan(3);
  });

  it('gets through 100,000 lines and one line of 5 MB', () => {
    expect(
      windowsOf(`${line}\n`.repeat(100_000))
        .map(({ text }) => text)
        .join('\n'),
    ).toHaveLength(100_000 * (line.length + 1));
    expect(windowsOf(`a\n${'word '.repeat(1_000_000)}\nb`)).toHaveLength(3);
  });

  it('fills each window as far as it goes, and covers every line once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(line), fc.constant(''), fc.string())),
        fc.integer({ min: 1, max: 60 }),
        (parts, max) => {
          const text = parts.join('\n');
          const windows = windowsOf(text, max);
          expect(windows.map((window) => window.text).join('\n')).toBe(text);
          let first = 0;
          for (const [index, window] of windows.entries()) {
            const lines = window.text.split('\n');
            expect(window.firstLine).toBe(first);
            if (lines.length > 1) expect(cost(window.text, first)).toBeLessThanOrEqual(max);
            first += lines.length;
            const next = windows[index + 1]?.text.split('\n')[0];
            if (next !== undefined) expect(cost(`${window.text}\n${next}`, window.firstLine)).toBeGreaterThan(max);
          }
        },
      ),
    );
  });
});
