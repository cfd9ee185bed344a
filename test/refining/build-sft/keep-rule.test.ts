import { describe, expect, it } from 'vitest';
import { labelOf } from '../../../src/refining/build-sft/keep-rule.ts';

/** By education, 0 to 5: what follows for format 0 to 5, and without a format. k keep, d drop, - not to be told. */
const TABLE = ['dddddd d', 'dddddd d', 'ddddkk -', 'kkkkkk k', 'kkkkkk k', 'kkkkkk k'];

describe('the keep rule', () => {
  it.each(TABLE.map((row, education) => ({ education, row })))('education $education: $row', ({ education, row }) => {
    const letter = (format: number | undefined) => labelOf({ education, format })?.charAt(0) ?? '-';
    expect(`${[0, 1, 2, 3, 4, 5].map(letter).join('')} ${letter(undefined)}`).toBe(row);
  });

  it('tells nothing without a rating of education, however clean the text is', () => {
    expect(labelOf({ education: undefined, format: 5 })).toBeUndefined();
  });
});
