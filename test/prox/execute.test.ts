import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executeProgram, PROGRAM_LIMITS } from '../../src/prox/execute.ts';
import { parseProgram } from '../../src/prox/parse.ts';
import { printProgram } from '../../src/prox/print.ts';
import type { Call } from '../../src/prox/program.ts';
import { anyCalls, awkwardText } from './calls.ts';

const PAGE = [
  'Home | About',
  'Water evaporates from the sea.',
  '',
  'It returns as rain.',
  'Share this page',
  '© 2012',
].join('\n');
const ANYTHING = { maxRemovedShare: 1 };

function run(text: string, program: string, limits = ANYTHING) {
  return executeProgram(text, parseProgram(program), limits);
}

describe('executeProgram: lines', () => {
  it('removes inclusive ranges and counts them', () => {
    expect(run(PAGE, 'remove_lines(4, 5)\nremove_lines(0, 0)')).toMatchObject({
      text: 'Water evaporates from the sea.\n\nIt returns as rain.',
      removedLines: 3,
      totalLines: 6,
      removedRanges: [
        [0, 0],
        [4, 5],
      ],
      refused: [],
    });
  });

  it('counts lines that several calls remove once and merges ranges that touch', () => {
    const result = run(PAGE, 'remove_lines(2, 4)\nremove_lines(0, 1)\nremove_lines(1, 3)');
    expect(result).toMatchObject({ text: '© 2012', removedLines: 5, removedRanges: [[0, 4]] });
  });

  it.each([
    ['remove_lines(4, 6)', 'the last line of the document is 5'],
    ['remove_lines(0, 1000000000000)', 'the last line of the document is 5'],
    ['remove_lines(3, 1)', 'the range is inverted'],
  ])('refuses %s and leaves the text as it is', (program, reason) => {
    const result = run(PAGE, program);
    expect(result.text).toBe(PAGE);
    expect(result.refused).toEqual([
      { line: 1, text: program.replace('(', '(start=').replace(', ', ', end='), reason },
    ]);
  });

  it('applies sound calls beside refused ones', () => {
    const result = run(PAGE, 'remove_lines(9, 9)\nremove_lines(5, 5)');
    expect(result.removedRanges).toEqual([[5, 5]]);
    expect(result.refused).toHaveLength(1);
  });

  it('counts the empty line after a last line break', () => {
    expect(run('a\nb\n', 'remove_lines(2, 2)').text).toBe('a\nb');
    expect(run('a\nb\n', 'remove_lines(1, 1)').text).toBe('a\n');
  });

  it('splits on \\n only', () => {
    expect(run('a\r\nb\u2028c\u0085d\re', 'remove_lines(0, 0)').text).toBe('b\u2028c\u0085d\re');
  });

  it('can remove everything', () => {
    expect(run(PAGE, 'remove_lines(0, 5)')).toMatchObject({ text: '', removedLines: 6, removedShare: 1 });
  });
});

describe('executeProgram: replacements', () => {
  it('replaces every occurrence, literally', () => {
    expect(run('a.b a.b axb', 'normalize("a.b", "$&$1")')).toMatchObject({ text: '$&$1 $&$1 axb', replacements: 2 });
  });

  it('deletes without a target', () => {
    expect(run(PAGE, 'normalize(" | About")').text).toBe(PAGE.replace(' | About', ''));
  });

  it('counts lines before anything is replaced', () => {
    expect(run('a\nb\nc', 'normalize("a\\nb", "x")\nremove_lines(2, 2)').text).toBe('x');
  });

  it('never looks at what another call has put there', () => {
    const result = run('water and aqua', 'normalize("water", "aqua")\nnormalize("aqua", "agua")');
    expect(result.text).toBe('aqua and agua');
  });

  it('prefers the leftmost and then the longest of overlapping occurrences', () => {
    expect(run('abcd', 'normalize("bc", "1")\nnormalize("abc", "2")\nnormalize("a", "3")').text).toBe('2d');
  });

  it('leaves removed lines and what reaches into them alone', () => {
    expect(run('a x\nx b\nx c', 'remove_lines(1, 1)\nnormalize("x", "y")\nnormalize("x\\nx", "z")').text).toBe(
      'a x\ny c',
    );
  });

  it.each([
    ['normalize("", "x")', 'the string to replace is empty'],
    ['normalize("absent", "x")', 'the string does not occur in the document'],
    ['normalize(" ", "_")', 'white space between words is not replaced'],
    ['normalize("  ", "")', 'white space between words is not replaced'],
    ['normalize("e", "eeeeeeeeeeeeeeeeee")', 'the text would become more than twice as long'],
  ])('refuses %s', (program, reason) => {
    const result = run(`${PAGE}  `, program);
    expect(result.text).toBe(`${PAGE}  `);
    expect(result.refused.map((problem) => problem.reason)).toEqual([reason]);
  });

  it('shortens runs of white space', () => {
    expect(run('a  b', 'normalize("  ", " ")').text).toBe('a b');
  });

  it('takes the same call from two windows once and refuses another target', () => {
    expect(run('a b', 'normalize("a", "x")\nnormalize("a", "x")')).toMatchObject({ text: 'x b', refused: [] });
    expect(run('a b', 'normalize("a", "x")\nnormalize("a", "y")')).toMatchObject({
      text: 'x b',
      refused: [{ line: 2, reason: 'an earlier call replaces the same string' }],
    });
  });

  it('reads a string literally where the document has it only so', () => {
    const formula = String.raw`so \nabla f \\ holds`;
    expect(run(formula, String.raw`normalize("\nabla f \\", "grad f \\")`).text).toBe(String.raw`so grad f \\ holds`);
    expect(run('say "hi"\tnow', String.raw`normalize("\"hi\"\t", "")`).text).toBe('say now');
  });
});

describe('executeProgram: documents', () => {
  it('drops the document when any call does, and does nothing else', () => {
    expect(run(PAGE, 'remove_lines(0, 0)\ndrop_doc()')).toMatchObject({
      text: '',
      dropped: true,
      removedLines: 0,
      totalLines: 6,
    });
  });

  it('leaves the text as it is without an edit', () => {
    for (const program of ['', 'keep_chunk()', 'what?']) {
      expect(run(PAGE, program)).toMatchObject({
        text: PAGE,
        dropped: false,
        replacements: 0,
        removedShare: 0,
        exceeded: false,
      });
    }
  });

  it('says when more went than the limit allows, and still returns the text', () => {
    const text = `${'menu\n'.repeat(999)}the only sentence`;
    expect(run(text, 'remove_lines(0, 998)', PROGRAM_LIMITS)).toMatchObject({
      text: 'the only sentence',
      exceeded: true,
    });
    expect(run(text, 'remove_lines(0, 499)', PROGRAM_LIMITS).exceeded).toBe(false);
    expect(run(text, 'remove_lines(0, 599)', { maxRemovedShare: 0.5 }).exceeded).toBe(true);
    expect(run(text, 'remove_lines(0, 99)', { maxRemovedShare: 0.5 }).exceeded).toBe(false);
  });
});

describe('executeProgram: properties', () => {
  const text = fc.array(awkwardText, { maxLength: 12 }).map((parts) => parts.join('\n'));

  it('never throws, whatever the program and the text', () => {
    fc.assert(
      fc.property(text, fc.array(awkwardText), anyCalls, (document, prose, calls) => {
        const result = run(document, `${prose.join('\n')}\n${printProgram(calls)}`);
        expect(result.removedShare).toBeGreaterThanOrEqual(0);
        expect(result.removedShare).toBeLessThanOrEqual(1);
        expect(result.text.length).toBeLessThanOrEqual(2 * document.length);
      }),
    );
  });

  it('keeps exactly the lines that no call removes', () => {
    const ranges = fc.array(fc.tuple(fc.nat(15), fc.nat(15)));
    fc.assert(
      fc.property(text, ranges, (document, pairs) => {
        const lines = document.split('\n');
        const calls = pairs.map(([start, end]): Call => ({ kind: 'remove_lines', start, end, line: 1 }));
        const result = executeProgram(document, { calls, problems: [] }, ANYTHING);
        const sound = pairs.filter(([start, end]) => start <= end && end < lines.length);
        const kept = lines.filter((_, line) => !sound.some(([start, end]) => line >= start && line <= end));
        expect(result.text).toBe(kept.join('\n'));
        expect(result.removedLines).toBe(lines.length - kept.length);
        expect(result.refused).toHaveLength(pairs.length - sound.length);
      }),
    );
  });

  it('replaces as String.replaceAll does when there is one call', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), minLength: 1, maxLength: 40 });
    const word = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(letters, word, fc.constantFrom('', '$', 'b'), (document, source, target) => {
        const calls: Call[] = [{ kind: 'normalize', source, target, line: 1 }];
        expect(executeProgram(document, { calls, problems: [] }, ANYTHING).text).toBe(
          document.replaceAll(source, () => target),
        );
      }),
    );
  });

  it('gets through 10,000 replacements that nest in each other on megabytes of one character', () => {
    const calls = Array.from(
      { length: 10_000 },
      (_, index): Call => ({ kind: 'normalize', source: 'a'.repeat(1 + (index % 100)), target: '', line: 1 }),
    );
    const result = executeProgram(`${'a'.repeat(2_000_000)}b`, { calls, problems: [] }, ANYTHING);
    expect(result).toMatchObject({ text: 'b', replacements: 20_000, refused: [] });
  });

  it('gets through 10,000 ranges in a million lines', () => {
    const calls = Array.from(
      { length: 10_000 },
      (_, index): Call => ({ kind: 'remove_lines', start: 3 * index, end: 3 * index + 1, line: 1 }),
    );
    const result = executeProgram('a\n'.repeat(1_000_000), { calls, problems: [] }, ANYTHING);
    expect(result).toMatchObject({ removedLines: 20_000, totalLines: 1_000_001 });
  });
});
