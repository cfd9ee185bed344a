import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProgram } from '../../src/prox/parse.ts';
import { printProgram } from '../../src/prox/print.ts';
import { anyCalls, awkwardText, withoutLiteral } from './calls.ts';

const lines = (start: number, end: number, line = 1) => ({ kind: 'remove_lines', start, end, line });

/** The one call of a program that has no problems. */
function callOf(program: string): unknown {
  const { calls, problems } = parseProgram(program);
  expect(problems).toEqual([]);
  expect(calls).toHaveLength(1);
  return calls[0];
}

function sourceOf(program: string): string | undefined {
  const [call] = parseProgram(program).calls;
  return call?.kind === 'normalize' ? call.source : undefined;
}

function reasonOf(program: string): string | undefined {
  const { calls, problems } = parseProgram(program);
  expect(calls).toEqual([]);
  return problems[0]?.reason;
}

describe('parseProgram: line ranges', () => {
  it.each([
    ['remove_lines(start=6, end=7)', lines(6, 7)],
    ['remove_lines(line_start=6, line_end=7)', lines(6, 7)],
    ['remove_lines(6, 7)', lines(6, 7)],
    ['remove_lines(6, end=7)', lines(6, 7)],
    ['remove_lines(end=7, start=6)', lines(6, 7)],
    ['remove_lines(start=000, end=+12)', lines(0, 12)],
    ['  remove_lines ( start = 0 , end = 1 ) ;', lines(0, 1)],
    ['remove_lines(start=0, end=0)  # navigation bar (top)', lines(0, 0)],
    ['remove_lines(5, 2)', lines(5, 2)],
    ['remove_lines(0, 1000000000000)', lines(0, 1e12)],
    [`remove_lines(0, ${'9'.repeat(400)})`, lines(0, Number.MAX_SAFE_INTEGER)],
  ])('reads %s', (program, call) => {
    expect(callOf(program)).toEqual(call);
  });

  it.each([
    ['remove_lines(start=3)', 'remove_lines needs two line numbers'],
    ['remove_lines()', 'remove_lines needs two line numbers'],
    ['remove_lines("0", "1")', 'remove_lines needs two line numbers'],
    ['remove_lines(all=True)', 'unknown argument all'],
    ['remove_lines(0, 1, 2)', 'too many arguments'],
    ['remove_lines(start=0, start=1)', 'argument start is given twice'],
    ['remove_lines(0, start=1)', 'argument start is given twice'],
    ['remove_lines(start=0, end=-1)', 'an argument is malformed'],
    ['remove_lines(0x0, 0x1)', 'an argument is malformed'],
    ['remove_lines(0, 1.5)', 'an argument is malformed'],
    ['remove_lines(start=, end=3)', 'an argument is malformed'],
    ['remove_lines(start=0; end=1)', 'a comma is missing between the arguments'],
    ['remove_lines(0, 1) remove_lines(3, 4)', 'text follows the call'],
    ['remove_lines（start=0, end=0）', 'not a call'],
    ['Remove_lines(0, 1)', 'not a call'],
    ['remove_line(0, 1)', 'not a call'],
  ])('refuses %s', (program, reason) => {
    expect(reasonOf(program)).toBe(reason);
  });
});

describe('parseProgram: replacements', () => {
  const call = (source: string, target: string) => ({ kind: 'normalize', source, target, line: 1 });

  it.each([
    ['normalize(source_str="a", target_str="b")', call('a', 'b')],
    ["normalize(source_str='a', target_str='b')", call('a', 'b')],
    ['normalize("a", "b")', call('a', 'b')],
    ['normalize(target_str="b", source_str="a")', call('a', 'b')],
    ['normalize(source="a", target="")', call('a', '')],
    ['normalize(source_str="a")', call('a', '')],
    ['normalize("x, y=1 (z) # no comment", "")', call('x, y=1 (z) # no comment', '')],
    ['normalize("http://a.b/c?user=7&x=y", "")', call('http://a.b/c?user=7&x=y', '')],
    [`normalize("it's", 'say "hi"')`, call("it's", 'say "hi"')],
    ['normalize("$&", "$1")', call('$&', '$1')],
    ['normalize("a", "") # drop (inc)', call('a', '')],
  ])('reads %s', (program, expected) => {
    expect(callOf(program)).toEqual(expected);
  });

  it('reads escapes and keeps what stood there literally', () => {
    expect(callOf(String.raw`normalize("a\"b\\c\td", 'it\'s')`)).toEqual({
      ...call('a"b\\c\td', "it's"),
      literal: { source: String.raw`a\"b\\c\td`, target: String.raw`it\'s` },
    });
  });

  it('leaves a backslash that escapes nothing alone', () => {
    expect(callOf(String.raw`normalize("\alpha \d", "")`)).toEqual(call(String.raw`\alpha \d`, ''));
  });

  it('takes quotes inside a string that the model did not escape', () => {
    expect(sourceOf('normalize(source_str="Click "here", now", target_str="")')).toBe('Click "here", now');
    expect(sourceOf('normalize("see (the "x") below", "")')).toBe('see (the "x") below');
    expect(sourceOf("normalize('don't', '')")).toBe("don't");
  });

  it.each([
    ['normalize("a", "b", count=1)', 'unknown argument count'],
    ['normalize("a", "b", "c")', 'too many arguments'],
    ['normalize()', 'normalize needs quoted strings'],
    ['normalize(water, H2O)', 'normalize needs quoted strings'],
    ['normalize(3, 4)', 'normalize needs quoted strings'],
    ['normalize(source_str=“water”, target_str=””)', 'an argument is malformed'],
    ['normalize_text("a", "b")', 'not a call'],
  ])('refuses %s', (program, reason) => {
    expect(reasonOf(program)).toBe(reason);
  });
});

describe('parseProgram: whole documents', () => {
  it.each(['keep', 'keep_chunk()', 'keep_doc()', 'untouch_doc()', 'keep_doc', 'keep_chunk( ) # fine'])(
    '%s keeps',
    (program) => {
      expect(callOf(program)).toEqual({ kind: 'keep' });
    },
  );

  it.each(['drop', 'drop_doc()', '  drop_doc()  ', '`drop_doc()`'])('%s drops', (program) => {
    expect(callOf(program)).toEqual({ kind: 'drop' });
  });

  it.each(['do not drop', 'drop this one', 'drop_doc("spam")', 'dropped', 'The document: drop_doc()'])(
    '%s does not drop',
    (program) => {
      expect(reasonOf(program)).toBeDefined();
    },
  );
});

describe('parseProgram: programs', () => {
  it('ignores blank lines, comments and fences, and numbers calls by their line', () => {
    const program = '```python\r\n# menu\r\n\r\nremove_lines(0, 1)\r\n~~~\nkeep_chunk()\n```';
    expect(parseProgram(program)).toEqual({ calls: [lines(0, 1, 4), { kind: 'keep' }], problems: [] });
  });

  it('reads a fence and its call on one line', () => {
    expect(callOf('```remove_lines(0, 1)```')).toEqual(lines(0, 1));
  });

  it('has neither calls nor problems when empty', () => {
    expect(parseProgram('')).toEqual({ calls: [], problems: [] });
  });

  it('turns prose and a last call that was cut off into problems and keeps the rest', () => {
    expect(parseProgram('Sure! Here it is:\nremove_lines(0, 1)\nremove_lines(start=6, end=')).toEqual({
      calls: [lines(0, 1, 2)],
      problems: [
        { line: 1, text: 'Sure! Here it is:', reason: 'not a call' },
        { line: 3, text: 'remove_lines(start=6, end=', reason: 'the call is not closed' },
      ],
    });
  });

  it.each([
    'remove_lines',
    'remove_lines(',
    'remove_lines(6',
    'remove_lines(6, 7',
    'normalize("a',
    'normalize("a"',
    'normalize("a", "',
  ])('takes %s for cut off', (program) => {
    expect(reasonOf(program)).toBe('the call is not closed');
  });

  it('quotes at most 80 characters of an offending line and no half characters', () => {
    const [problem] = parseProgram(`x${'😀'.repeat(100)}`).problems;
    expect(problem?.text).toBe(`x${'😀'.repeat(39)}…`);
    expect(parseProgram(`xy${'😀'.repeat(100)}`).problems[0]?.text).toBe(`xy${'😀'.repeat(38)}…`);
  });

  it('reads back every program that printProgram writes', () => {
    fc.assert(
      fc.property(anyCalls, (calls) => {
        const parsed = parseProgram(printProgram(calls));
        expect(parsed.problems).toEqual([]);
        expect(parsed.calls.map(withoutLiteral)).toEqual(calls);
      }),
    );
  });

  it('accounts for every line: a call, a problem, or nothing to read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(awkwardText, fc.constant('drop_doc()'), fc.constant('normalize("a", "b"'))),
        (parts) => {
          const program = parts.join('\n');
          const { calls, problems } = parseProgram(program);
          expect(calls.length + problems.length).toBeLessThanOrEqual(program.split('\n').length);
          for (const problem of problems)
            expect(program.split('\n')[problem.line - 1]).toContain(problem.text.slice(0, 60));
        },
      ),
    );
  });

  it.each([
    ['quotes', `normalize("${'"'.repeat(1_000_000)}`],
    ['quotes and commas', `normalize("${'",'.repeat(500_000)}`],
    ['quotes, commas and names', `normalize("${'", abc '.repeat(150_000)}`],
    ['white space', `normalize("a"${' '.repeat(1_000_000)}x`],
    ['arguments', `normalize(${'"a",'.repeat(250_000)})`],
  ])('gets through a megabyte of %s', (_, program) => {
    expect(parseProgram(program).problems).toHaveLength(1);
  });

  it('gets through 10,000 calls in a megabyte', () => {
    const program = Array.from({ length: 10_000 }, (_, index) => `normalize("${'x'.repeat(80)}${index}", "")`).join(
      '\n',
    );
    expect(parseProgram(program).calls).toHaveLength(10_000);
  });
});
