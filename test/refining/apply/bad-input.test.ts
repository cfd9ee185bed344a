import { describe, expect, it } from 'vitest';
import { REFERENCE_OPTIONS } from '../../../src/prox/reference/execute.ts';
import { type Applied, applyProgram, type Mode } from '../../../src/refining/apply/apply-program.ts';

const PAGE = [
  'Home | About',
  'Water evaporates from the sea and from every lake.',
  'It returns as rain, which runs off or sinks in.',
  'Share this page',
].join('\n');
const WITHOUT_FIRST = PAGE.split('\n').slice(1).join('\n');

function apply(text: string, program: string, mode: Mode): Applied {
  return applyProgram({ id: '', text, program, kind: 'chunk', options: REFERENCE_OPTIONS }, mode, 'open');
}

/** The texts that both modes make of it. */
function both(text: string, program: string): [reference: string, safe: string] {
  return [apply(text, program, 'reference').text, apply(text, program, 'safe').text];
}

describe('programs that are badly written', () => {
  it('cut in the middle of a call: the reference repairs it, safe mode leaves that call out', () => {
    expect(both(PAGE, 'remove_lines(start=0, end=0)\nremove_lines(start=2, end=22')).toEqual([
      PAGE.split('\n').slice(1, 2).join('\n') + '\nShare this page',
      WITHOUT_FIRST,
    ]);
    expect(both(PAGE, 'remove_lines(start=0, end=0)\nremove_lines(start=2,')).toEqual([PAGE, WITHOUT_FIRST]);
    expect(both(PAGE, 'remove_lines(start=0, end=0)\nnorma')).toEqual([WITHOUT_FIRST, WITHOUT_FIRST]);
  });

  it.each([
    '```\nremove_lines(start=0, end=0)\n```',
    '```python\nremove_lines(start=0, end=0)\n```\n',
    '~~~\r\nremove_lines(start=0, end=0)\r\n~~~',
    'Here is the program you asked for:\n\nremove_lines(start=0, end=0)\n\nLet me know (if you like).',
    'remove_lines(start=0, end=0)  # the menu (top)',
  ])('in a fence, with prose or a comment around: both do what it says (%j)', (program) => {
    expect(both(PAGE, program)).toEqual([WITHOUT_FIRST, WITHOUT_FIRST]);
  });

  it('a megabyte of prose is no program', () => {
    const prose = 'I would keep this document as it is. '.repeat(28_000);
    expect(both(PAGE, prose)).toEqual([PAGE, PAGE]);
    expect(apply(PAGE, prose, 'safe').error).toBe('program.unparsable');
    expect(both(PAGE, prose.replaceAll('. ', '.\n'))).toEqual([PAGE, PAGE]);
  });

  it('10,000 calls: all of them count', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `line ${index} says it`).join('\n');
    const removing = Array.from({ length: 10_000 }, (_, index) => `remove_lines(start=${2 * index}, end=${2 * index})`);
    const odd = text.split('\n').filter((_, index) => index % 2 === 1);
    expect(both(text, removing.join('\n'))).toEqual([odd.join('\n'), odd.join('\n')]);

    const replacing = Array.from(
      { length: 10_000 },
      (_, index) => `normalize(source_str="line ${index} ", target_str="${index}: ")`,
    );
    const renamed = text.replace(/^line (\d{1,4}) /gm, '$1: ');
    expect(both(text, replacing.join('\n'))).toEqual([renamed, renamed]);
  });

  it.each(['1000000000000', '99999999999999999999', '9'.repeat(400)])(
    'a range to %s: the reference is said to hang, safe mode refuses the call',
    (end) => {
      const program = `remove_lines(start=0, end=0)\nremove_lines(start=3, end=${end})`;
      expect(apply(PAGE, program, 'reference')).toMatchObject({ error: 'reference.hang', errors: 1 });
      const safe = apply(PAGE, program, 'safe');
      expect(safe).toMatchObject({ text: WITHOUT_FIRST, errors: 1 });
      expect(safe.refused?.[0]).toMatchObject({ line: 2, reason: 'the last line of the document is 3' });
    },
  );

  it.each([
    ['regular expressions', 'a.*b [x]+ (y)? ^z$', '.*'],
    ['what JavaScript puts for a match', 'price', "$& $1 $` $' $$"],
    ['NUL', 'a\0b', '\0'],
    ['marks of writing direction', '\u202eabc\u202c', '\u200f'],
    ['half a character', 'x\ud83c', '\udf0a'],
    ['astral characters', '🌊🌊', '🌧'],
    ['a byte order mark', '\ufeffx', ''],
  ])('%s stand for themselves', (_, source, target) => {
    const bare = source.replace('(y)?', 'y?');
    const program = `normalize(source_str="${bare}", target_str="${target}")`;
    const expected = `${PAGE}\n<${target}> and <${target}>`;
    expect(both(`${PAGE}\n<${bare}> and <${bare}>`, program)).toEqual([expected, expected]);
  });
});

describe('strings that nearly repeat', () => {
  it('one of 200,000 characters is looked for in a line of a million: both do what a short one does', () => {
    const half = 'a'.repeat(100_000);
    const text = `${PAGE}\n${'a'.repeat(1_000_000)}\n${half}b${half}`;
    const program = `normalize(source_str="${half}b${half}", target_str="b")`;
    const expected = `${PAGE}\n${'a'.repeat(1_000_000)}\nb`;
    expect(both(text, program)).toEqual([expected, expected]);
  });

  it('10,000 calls change one line of ten thousand characters: the reference does as they say', () => {
    const line = `a${'-'.repeat(9_999)}`;
    const program = 'normalize(s="a", t="b")\nnormalize(s="b", t="a")\n'.repeat(5_000);
    expect(apply(`${PAGE}\n${line}`, `${program}normalize(s="---", t="")`, 'reference')).toMatchObject({
      errors: 0,
      dropped: false,
      text: `${PAGE.replaceAll('b', 'a')}\na`,
    });
  });
});

describe('documents of unusual size', () => {
  it('an empty one has no words: both leave it and say so', () => {
    expect(apply('', 'remove_lines(start=0, end=0)', 'reference')).toMatchObject({
      text: '',
      error: 'reference.zero_words',
    });
    expect(apply('', 'remove_lines(start=0, end=0)', 'safe')).toMatchObject({ text: '', error: 'program.empty' });
  });

  it('one line has number 0: without it the reference drops, safe mode does not carry that out', () => {
    const line = 'Water evaporates from the sea and from every lake on the earth.';
    expect(apply(line, 'remove_lines(start=0, end=0)', 'reference')).toMatchObject({ text: '', dropped: true });
    expect(apply(line, 'remove_lines(start=0, end=0)', 'safe')).toMatchObject({ text: line, error: 'program.empty' });
    expect(both(line, 'normalize(source_str="sea", target_str="ocean")')).toEqual([
      line.replace('sea', 'ocean'),
      line.replace('sea', 'ocean'),
    ]);
  });

  it('100,000 lines are counted to the last', () => {
    const text = Array.from({ length: 100_000 }, (_, index) => `line ${index}`).join('\n');
    const program =
      'remove_lines(start=0, end=9)\nremove_lines(start=99999, end=99999)\nnormalize(source_str="line 50000", target_str="the middle")';
    const expected = text.split('\n').slice(10, -1).join('\n').replace('line 50000', 'the middle');
    expect(both(text, program)).toEqual([expected, expected]);
  });
});
