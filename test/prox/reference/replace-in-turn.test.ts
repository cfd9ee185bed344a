import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replaceInTurn } from '../../../src/prox/reference/replace-in-turn.ts';

const call = (source: string, target: string, skipped = false) => ({ source, target, skipped });

function plainly(text: string, calls: readonly { source: string; target: string }[]): string {
  return calls.reduce((edited, { source, target }) => edited.replaceAll(source, () => target), text);
}

describe('replaceInTurn', () => {
  it('leaves out what is skipped, and empty strings', () => {
    expect(replaceInTurn('a b', [call(' ', '', true), call('', 'x'), call('a', 'c')])).toBe('c b');
  });

  it('finds for thousands of calls what a loop over them finds', () => {
    const letters = (maxLength: number) =>
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', '$', '🌊'), minLength: 1, maxLength });
    fc.assert(
      fc.property(
        fc.array(letters(12), { minLength: 1, maxLength: 30 }),
        fc.array(fc.tuple(letters(4), letters(3)), { minLength: 5, maxLength: 20 }),
        (lines, pairs) => {
          const text = lines.join('\n');
          const unique = pairs.map(([source, target]) => call(source, target));
          // Enough calls that find nothing in front make every one behind them be looked for line by line.
          const absent = Array.from({ length: 2_000 }, (_, index) => call(`no ${index} `, ''));
          const long = `${text}\n${'-'.repeat(6_000)}`;
          expect(replaceInTurn(long, [...absent, ...unique])).toBe(plainly(long, unique));
        },
      ),
    );
  });

  it('gets through 10,000 strings in 100,000 lines, also those that every line has', () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `line ${index} of the water cycle`).join('\n');
    const calls = Array.from({ length: 10_000 }, (_, index) => call(`line ${10 * index} of`, `${index}:`));
    const edited = replaceInTurn(text, [...calls, call(' water', ' rain'), call('the rain', 'rain')])?.split('\n');
    expect(edited?.[120]).toBe('12: rain cycle');
    expect(edited?.[121]).toBe('line 121 of rain cycle');
  });

  it('gets through calls whose strings nest in each other', () => {
    const calls = Array.from({ length: 1_400 }, (_, index) => call(`b${'a'.repeat(index)}`, ''));
    expect(replaceInTurn(`${'a'.repeat(1_000_000)}c`, calls.toReversed())).toBe(`${'a'.repeat(1_000_000)}c`);
  });

  it('gives up on a text that grows, and on one line that thousands of calls change', () => {
    const doubling = Array.from({ length: 100 }, () => call('a', 'aa'));
    expect(replaceInTurn('a', doubling)).toBeUndefined();
    const changing = Array.from({ length: 5_000 }, (_, index) => (index % 2 === 0 ? call('a', 'b') : call('b', 'a')));
    expect(replaceInTurn('a-'.repeat(100_000), changing)).toBeUndefined();
    expect(replaceInTurn('a-'.repeat(1_000), changing)).toBe('a-'.repeat(1_000));
  });
});
