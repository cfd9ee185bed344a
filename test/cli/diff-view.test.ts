import { describe, expect, it } from 'vitest';
import { describeDiff } from '../../src/cli/diff-view.ts';
import { PROGRAM_LIMITS } from '../../src/prox/execute.ts';
import { parseProgram } from '../../src/prox/parse.ts';
import { reviewProgram } from '../../src/prox/review.ts';

const PLAIN = { width: 60, colour: false };
const COLOURED = { width: 60, colour: true };
const PAGE = ['Home | About', 'Water evaporates from the sea.', '', 'It returns as rain.', '© 2012'].join('\n');

function view(text: string, program: string, look = PLAIN): string {
  return describeDiff(reviewProgram(text, parseProgram(program), PROGRAM_LIMITS).lines, look);
}

describe('a diff on the terminal', () => {
  it('marks removed lines and replaced strings without colours', () => {
    expect(view(PAGE, 'remove_lines(0, 0)\nnormalize("the sea", "lakes")\nnormalize(" returns", "")')).toBe(
      [
        '- 000  Home | About',
        '~ 001  Water evaporates from [-the sea-]{+lakes+}.',
        '  002',
        '~ 003  It[- returns-] as rain.',
        '  004  © 2012',
      ].join('\n'),
    );
  });

  it('strikes what went and underlines what came where there are colours', () => {
    const [removed, changed] = view(PAGE, 'remove_lines(0, 0)\nnormalize("the sea", "lakes")', COLOURED).split('\n');
    expect(removed).toBe('- \u001B[2m000\u001B[0m  \u001B[31;9mHome | About\u001B[0m');
    expect(changed).toContain('from \u001B[31;9mthe sea\u001B[0m\u001B[32;4mlakes\u001B[0m.');
  });

  it('folds long unchanged stretches and says how long they are', () => {
    const text = Array.from({ length: 60 }, (_, index) => `line ${index}`).join('\n');
    expect(view(text, 'remove_lines(50, 50)').split('\n')).toEqual([
      '  000  line 0',
      '  001  line 1',
      '  002  line 2',
      '    …  44 lines',
      '  047  line 47',
      '  048  line 48',
      '  049  line 49',
      '- 050  line 50',
      '  051  line 51',
      '  052  line 52',
      '  053  line 53',
      '  054  line 54',
      '  055  line 55',
      '  056  line 56',
      '  057  line 57',
      '  058  line 58',
      '  059  line 59',
    ]);
  });

  it('wraps long lines under their text', () => {
    expect(view('one two three four five six seven', 'keep_chunk()', { width: 27, colour: false }).split('\n')).toEqual(
      ['  000  one two three four', '       five six seven'],
    );
    expect(view('水'.repeat(15), 'keep_chunk()', { width: 27, colour: false }).split('\n')).toEqual([
      `  000  ${'水'.repeat(10)}`,
      `       ${'水'.repeat(5)}`,
    ]);
  });

  it('lets no text do anything to the terminal', () => {
    const text = 'red \u001B[31m bell \u0007 turned \u202E nul \u0000 next \u009B2J\ttab\r\nnext line';
    expect(view(text, 'normalize("nul", "\u001B[2J")', { width: 90, colour: false }).split('\n')).toEqual([
      '~ 000  red ␛[31m bell ␇ turned � [-nul-]{+␛[2J+} ␀ next �2J    tab',
      '  001  next line',
    ]);
  });

  it('shows the beginning of a very long line, and every change in it', () => {
    const long = 'word '.repeat(200_000);
    const kept = view(`${long}\n`, 'keep_chunk()');
    expect(kept.length).toBeLessThan(2_000);
    expect(kept).toContain('[…]');
    const changed = view(`${long}needle ${long}`, 'normalize("needle", "pin")');
    expect(changed).toContain('[-needle-]{+pin+}');
    expect(changed.length).toBeLessThan(2_000);
  });

  it('stops after some screens and says how much is left', () => {
    const text = Array.from({ length: 5_000 }, (_, index) => (index % 2 === 0 ? 'kept' : 'gone')).join('\n');
    const rows = view(
      text,
      Array.from({ length: 2_500 }, (_, i) => `remove_lines(${2 * i + 1}, ${2 * i + 1})`).join('\n'),
    );
    expect(rows.split('\n')).toHaveLength(401);
    expect(rows).toMatch(/\[4,600 more lines; --html FILE shows them all\]$/);
  });
});
