import { expect, it, describe } from 'vitest';
import { costInWords, table } from '../../src/cli/format.ts';

describe('a cost', () => {
  it('is told with what a million accepted tokens cost once there are any', () => {
    expect(costInWords({ total: 1.5, per_million_accepted_tokens: 0.25 })).toBe(
      '1.50, 0.25 per million accepted tokens',
    );
    expect(costInWords({ total: 1.5, per_million_accepted_tokens: null })).toBe('1.50');
  });
});

describe('table', () => {
  it('aligns its columns, all but the first to the right', () => {
    expect(
      table([
        ['strategy', 'tokens'],
        ['qa', '5'],
        ['summary', '12,345'],
      ]),
    ).toBe('  strategy  tokens\n  qa             5\n  summary   12,345');
  });

  it('counts two columns for a character of a wide script', () => {
    expect(
      table([
        ['宣言', '5'],
        ['title', '12'],
      ]),
    ).toBe('  宣言    5\n  title  12');
  });
});
