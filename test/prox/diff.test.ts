import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DiffLine, diffLines } from '../../src/prox/diff.ts';
import { executeProgram } from '../../src/prox/execute.ts';
import { parseProgram } from '../../src/prox/parse.ts';
import { anyCalls } from './calls.ts';

const PAGE = ['Home | About', 'Water  evaporates from the sea.', '', 'It returns as rain.', '© 2012'].join('\n');

function diff(text: string, program: string): DiffLine[] {
  return diffLines(text, executeProgram(text, parseProgram(program), { maxRemovedShare: 1 }));
}

describe('diffLines', () => {
  it('tells of every line of the document, by its index, what became of it', () => {
    expect(diff(PAGE, 'remove_lines(0, 0)\nremove_lines(4, 4)\nnormalize("  ", " ")')).toEqual([
      { kind: 'removed', line: 0, text: 'Home | About' },
      {
        kind: 'changed',
        line: 1,
        segments: [
          { kind: 'kept', text: 'Water' },
          { kind: 'deleted', text: '  ' },
          { kind: 'inserted', text: ' ' },
          { kind: 'kept', text: 'evaporates from the sea.' },
        ],
      },
      { kind: 'kept', line: 2, text: '' },
      { kind: 'kept', line: 3, text: 'It returns as rain.' },
      { kind: 'removed', line: 4, text: '© 2012' },
    ]);
  });

  it('keeps all of a document whose program changes nothing, and removes all of one that is dropped', () => {
    expect(diff(PAGE, 'keep_chunk()').map(({ kind }) => kind)).toEqual(Array(5).fill('kept'));
    expect(diff(PAGE, 'drop_doc()').map(({ kind }) => kind)).toEqual(Array(5).fill('removed'));
    expect(diff('', 'keep_chunk()')).toEqual([{ kind: 'kept', line: 0, text: '' }]);
  });

  it('shows a replacement over several lines on each of them, and what comes in its place on the last', () => {
    expect(diff('one\ntwo\n\nthree', String.raw`normalize("e\ntwo\n\nth", "-")`)).toEqual([
      {
        kind: 'changed',
        line: 0,
        segments: [
          { kind: 'kept', text: 'on' },
          { kind: 'deleted', text: 'e\n' },
        ],
      },
      { kind: 'changed', line: 1, segments: [{ kind: 'deleted', text: 'two\n' }] },
      { kind: 'changed', line: 2, segments: [{ kind: 'deleted', text: '\n' }] },
      {
        kind: 'changed',
        line: 3,
        segments: [
          { kind: 'deleted', text: 'th' },
          { kind: 'inserted', text: '-' },
          { kind: 'kept', text: 'ree' },
        ],
      },
    ]);
  });

  it('shows no replacement on a line that is removed', () => {
    expect(diff('a menu\na menu', 'normalize("menu", "list")\nremove_lines(0, 0)')).toEqual([
      { kind: 'removed', line: 0, text: 'a menu' },
      {
        kind: 'changed',
        line: 1,
        segments: [
          { kind: 'kept', text: 'a ' },
          { kind: 'deleted', text: 'menu' },
          { kind: 'inserted', text: 'list' },
        ],
      },
    ]);
  });

  it('holds the document before and after, whatever the program', () => {
    const someText = fc
      .array(fc.constantFrom('a', 'b', 'ab', '\n', '\n\n', ' '), { maxLength: 40 })
      .map((parts) => parts.join(''));
    const pieces = fc.array(fc.constantFrom('a', 'b', '\n', 'ab'), { maxLength: 3 }).map((parts) => parts.join(''));
    const someCalls = fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constant('remove_lines' as const),
          start: fc.nat(9),
          end: fc.nat(12),
          line: fc.constant(1),
        }),
        fc.record({ kind: fc.constant('normalize' as const), source: pieces, target: pieces, line: fc.constant(1) }),
      ),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(someText, fc.oneof(someCalls, anyCalls), (text, calls) => {
        const result = executeProgram(text, { calls, problems: [] }, { maxRemovedShare: 1 });
        const lines = diffLines(text, result);
        expect(lines.map(before).join('')).toBe(`${text}\n`);
        expect(after(lines)).toBe(result.text);
      }),
    );
  });
});

/** A line as it was, with its line break. */
function before(line: DiffLine): string {
  if (line.kind !== 'changed') return `${line.text}\n`;
  const old = line.segments.flatMap(({ kind, text }) => (kind === 'inserted' ? [] : [text])).join('');
  return losesBreak(line) ? old : `${old}\n`;
}

/** The document as it became. */
function after(lines: readonly DiffLine[]): string {
  const kept = lines.filter(({ kind }) => kind !== 'removed');
  return kept
    .map((line, index) => {
      const end = index === kept.length - 1 || losesBreak(line) ? '' : '\n';
      if (line.kind !== 'changed') return `${line.text}${end}`;
      return `${line.segments.flatMap(({ kind, text }) => (kind === 'deleted' ? [] : [text])).join('')}${end}`;
    })
    .join('');
}

function losesBreak(line: DiffLine): boolean {
  return line.kind === 'changed' && line.segments.some(({ kind, text }) => kind === 'deleted' && text.endsWith('\n'));
}
