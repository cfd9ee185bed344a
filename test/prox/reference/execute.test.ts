import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  executeChunkReference,
  executeDocumentReference,
  REFERENCE_OPTIONS,
} from '../../../src/prox/reference/execute.ts';
import { anyCalls, awkwardText } from '../calls.ts';
import { printProgram } from '../../../src/prox/print.ts';

const PAGE = [
  'Home | About',
  'Water evaporates from the sea and from every lake.',
  'It returns as rain, which runs off or sinks in.',
  'Share this page',
].join('\n');

function run(text: string, program: string, options = REFERENCE_OPTIONS) {
  const { removedIntervals, ...result } = executeChunkReference(text, program, options);
  return { ...result, intervals: removedIntervals.map(([first, last]) => [Number(first), Number(last)]) };
}

describe('executeChunkReference: lines', () => {
  it('removes inclusive ranges, by position and whatever their names', () => {
    const kept = PAGE.split('\n').slice(1, 3).join('\n');
    expect(run(PAGE, 'remove_lines(start=0, end=0)\nremove_lines(x=3, y=3, z=?)')).toEqual({
      text: kept,
      dropped: false,
      errors: 0,
      intervals: [
        [0, 0],
        [3, 3],
      ],
    });
  });

  it('removes every line with all=True, and reports no interval for it', () => {
    expect(run(PAGE, 'remove_lines(all=True)')).toEqual({ text: '', dropped: true, errors: 0, intervals: [] });
    expect(run(PAGE, 'remove_lines all=True')).toMatchObject({ text: '', dropped: true, errors: 0 });
  });

  it('ignores negative and inverted ranges without an error, and reports them', () => {
    expect(run(PAGE, 'remove_lines(start=2, end=1)\nremove_lines(start=-5, end=-2)')).toEqual({
      text: PAGE,
      dropped: false,
      errors: 0,
      intervals: [
        [-5, -2],
        [2, 1],
      ],
    });
    expect(run(PAGE, 'remove_lines(start=-5, end=0)').text).toBe(PAGE.split('\n').slice(1).join('\n'));
  });

  it('cuts a range at the end of the text and counts an error', () => {
    expect(run(PAGE, 'remove_lines(start=3, end=4)')).toMatchObject({ errors: 1, intervals: [[3, 3]] });
    expect(run(PAGE, 'remove_lines(start=4, end=4)')).toMatchObject({ errors: 1, intervals: [], text: PAGE });
  });

  it('counts errors after uniting ranges: two behind the end that touch are one', () => {
    expect(run(PAGE, 'remove_lines(start=7, end=7)\nremove_lines(start=8, end=9)').errors).toBe(1);
    expect(run(PAGE, 'remove_lines(start=7, end=7)\nremove_lines(start=9, end=9)').errors).toBe(2);
    const huge = '100000000000000000000';
    expect(run(PAGE, `remove_lines(a=${huge}, b=${huge})\nremove_lines(a=${huge.slice(0, -1)}2, b=0)`).errors).toBe(2);
  });

  it('goes on without the last character where ) is missing, with an error', () => {
    expect(run(PAGE, 'remove_lines(start=0, end=12')).toMatchObject({ errors: 1, intervals: [[0, 1]] });
    expect(run(PAGE, 'remove_lines(start=0, end=')).toMatchObject({ errors: 2 });
    expect(run(PAGE, 'remove_lines(')).toMatchObject({ errors: 2 });
    expect(run(PAGE, 'remove_lines')).toMatchObject({ errors: 1 });
    expect(run(PAGE, 'remove_lines)(start=0, end=0')).toMatchObject({ errors: 1 });
  });
});

describe('executeChunkReference: replacements', () => {
  it('replaces in turn: a later call finds what an earlier one has put there', () => {
    expect(run(PAGE, 'normalize(a="lake", b="pond")\nnormalize(a="pond", b="pool")').text).toContain('every pool.');
  });

  it('cuts a string at = and splits the arguments at every comma', () => {
    expect(run(`${PAGE} ?user=7`, 'normalize(a="?user=7")').text).toBe(`${PAGE} =7`);
    expect(run(PAGE, 'normalize(a="rain, which")')).toMatchObject({ errors: 1, text: PAGE });
    expect(run(PAGE, 'normalize(a="rain, which", b="")')).toMatchObject({ errors: 0, text: PAGE });
  });

  it('takes patterns and $ literally', () => {
    expect(run(PAGE, 'normalize(a=".*", b="")\nnormalize(a="lake", b="$&$1")').text).toBe(
      PAGE.replace('lake', () => '$&$1'),
    );
  });

  it('deletes single spaces only with one argument', () => {
    expect(run(PAGE, 'normalize(a=" ", b="")').text).toBe(PAGE);
    expect(run(PAGE, 'normalize(a="", b="x")').text).toBe(PAGE);
    expect(run(PAGE, 'normalize(a="")').text).toBe(PAGE);
    expect(run(PAGE, 'normalize(a=" ")')).toMatchObject({ text: '', dropped: true });
  });
});

describe('executeChunkReference: what becomes of the document', () => {
  const words = (count: number): string => Array.from({ length: count }, (_, index) => `w${index}`).join(' ');

  it('is dropped with ten words or fewer, even by two errors or nothing at all', () => {
    expect(run(words(10), '')).toMatchObject({ text: '', dropped: true });
    expect(run(words(10), 'normalize\nnormalize')).toMatchObject({ text: '', dropped: true, errors: 2 });
    expect(run(words(11), '')).toMatchObject({ text: words(11), dropped: false });
  });

  it('is dropped when 95% of the words go, unless there are two errors', () => {
    const text = `${words(380)}\n${words(20)}`;
    const program = 'remove_lines(start=0, end=0)';
    expect(run(text, program)).toMatchObject({ dropped: true });
    expect(run(text, `${program}\nnormalize\nnormalize`)).toMatchObject({ dropped: false, text, errors: 2 });
    expect(run(`${text} more`, program)).toMatchObject({ dropped: false, text: `${words(20)} more` });
  });

  it('follows its thresholds', () => {
    const text = `${words(50)}\n${words(50)}`;
    const program = 'remove_lines(start=0, end=0)';
    expect(run(text, program, { ...REFERENCE_OPTIONS, threshold2: 0.5 })).toMatchObject({ dropped: true });
    expect(run(text, program, { ...REFERENCE_OPTIONS, threshold1: 0.6 })).toMatchObject({ text, dropped: false });
    expect(run(text, `${program}\nnormalize`, { ...REFERENCE_OPTIONS, errorOp: 1 })).toMatchObject({ text });
    expect(run(text, `${program}\n${'normalize\n'.repeat(9)}`, { ...REFERENCE_OPTIONS, errorOp: 10 }).text).toBe(
      words(50),
    );
  });
});

describe('executeChunkReference: where the published executor gives no answer', () => {
  it('says so of a text without words and leaves it', () => {
    for (const text of ['', ' \n\u001c\t']) {
      expect(run(text, 'remove_lines(start=0, end=0)')).toMatchObject({
        text,
        dropped: false,
        error: 'reference.zero_words',
      });
    }
  });

  it('says so of a range of more than ten million lines, and cuts it at the end of the text', () => {
    const text = `${PAGE}\n${PAGE}`;
    const hangs = run(text, 'remove_lines(start=7, end=1000000000000)');
    expect(hangs).toEqual({
      text: text.split('\n').slice(0, 7).join('\n'),
      dropped: false,
      errors: 1,
      intervals: [[7, 7]],
      error: 'reference.hang',
    });
    expect(run(text, 'remove_lines(start=0, end=9999999)').error).toBeUndefined();
    expect(run(text, 'remove_lines(start=0, end=10000000)').error).toBe('reference.hang');
    expect(run(text, `remove_lines(start=-${'9'.repeat(40)}, end=0)`).error).toBe('reference.hang');
    expect(run(text, `remove_lines(start=0, end=-${'9'.repeat(40)})`).error).toBeUndefined();
  });

  it('says so of a text that doubles with every call, and leaves it', () => {
    const program = `normalize(a="e", b="e${'-'.repeat(100)}e")\n`.repeat(200);
    expect(run(PAGE, program)).toMatchObject({ text: PAGE, dropped: false, errors: 0, error: 'reference.hang' });
  });
});

describe('executeDocumentReference', () => {
  it('drops whatever has drop in it', () => {
    expect(executeDocumentReference('a', 'do not drop').text).toBe('');
    expect(executeDocumentReference('a', 'Drop_doc()')).toMatchObject({ text: 'a', dropped: false });
  });
});

describe('executeChunkReference: properties', () => {
  const call = fc.oneof(
    awkwardText,
    fc
      .tuple(
        fc.constantFrom('remove_lines', 'normalize', ' normalize', 'remove_lines_'),
        fc.constantFrom('(', '', '（'),
        fc.array(fc.oneof(fc.integer({ min: -3, max: 9 }).map(String), awkwardText), { maxLength: 3 }),
        fc.constantFrom(')', '', ') # x'),
      )
      .map(([name, open, values, close]) => `${name}${open}${values.map((value) => `k=${value}`).join(', ')}${close}`),
  );
  const text = fc.array(awkwardText, { maxLength: 12 }).map((parts) => parts.join('\n'));

  it('never throws, and removes only whole lines where nothing is replaced', () => {
    fc.assert(
      fc.property(text, fc.array(call), anyCalls, (document, lines, calls) => {
        const program = `${lines.join('\n')}\n${printProgram(calls)}`;
        const result = executeChunkReference(document, program, REFERENCE_OPTIONS);
        expect(result.dropped && result.text !== '').toBe(false);
        if (!program.includes('normalize') && result.text !== '') {
          const there = document.split('\n');
          let from = 0;
          for (const line of result.text.split('\n')) {
            const at = there.indexOf(line, from);
            expect(at).toBeGreaterThanOrEqual(from);
            from = at + 1;
          }
        }
      }),
    );
  });

  it('answers as without it when a line that is no call is added', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(call),
        fc.constantFrom('# x', 'keep_chunk()', '', ' remove_lines(a=0, b=0)'),
        (document, lines, noise) => {
          const program = ['keep_chunk()', ...lines].join('\n');
          expect(executeChunkReference(document, `${program}\n${noise}\nend`, REFERENCE_OPTIONS)).toEqual(
            executeChunkReference(document, `${program}\nend`, REFERENCE_OPTIONS),
          );
        },
      ),
    );
  });
});

describe('executeChunkReference: size', () => {
  it('gets through 10,000 ranges in 100,000 lines', () => {
    const text = 'seven words stand in this one line\n'.repeat(100_000);
    const program = Array.from({ length: 10_000 }, (_, index) => `remove_lines(start=${3 * index}, end=${3 * index})`);
    const result = executeChunkReference(text, program.join('\n'), REFERENCE_OPTIONS);
    expect(result.text.split('\n')).toHaveLength(90_001);
    expect(result.removedIntervals).toHaveLength(10_000);
  });

  it('gets through a program of 1 MB that is one call', () => {
    const string = 'x'.repeat(1_000_000);
    expect(run(`${PAGE}\n${string}`, `normalize(a="${string}", b="y")`).text).toBe(`${PAGE}\ny`);
    expect(run(PAGE, `normalize(${','.repeat(1_000_000)})`)).toMatchObject({ text: PAGE, errors: 0 });
    expect(run(PAGE, 'remove_lines(start='.repeat(50_000))).toMatchObject({ errors: 2 });
  });
});
