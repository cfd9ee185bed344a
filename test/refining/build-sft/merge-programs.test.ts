import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executeProgram } from '../../../src/prox/execute.ts';
import { parseProgram } from '../../../src/prox/parse.ts';
import { printProgram } from '../../../src/prox/print.ts';
import { mergePrograms } from '../../../src/refining/build-sft/merge-programs.ts';
import { NOISE_TYPES } from '../../../src/refining/build-sft/strategies.ts';

const TEXT = [
  'Home | News',
  'The tide turns. Read more »',
  'https://tide.example/b.png',
  'It is the moon.',
  '© 2015',
].join('\n');

/** Merges programs for navigation, links and footers; those not given say that there is nothing to remove. */
function merge(programs: readonly string[], text = TEXT) {
  const refused: string[] = [];
  const answers = NOISE_TYPES.map((noise, at) => ({ noise, program: programs[at] ?? 'keep_chunk()', trouble: null }));
  const merged = mergePrograms(text, answers, (noise, reason) => refused.push(`${noise.slice(9)}: ${reason}`));
  return { merged, refused, program: merged.kind === 'program' ? printProgram(merged.calls) : merged.kind };
}

describe('programs about one window', () => {
  it('become one: ranges that touch as one, replacements behind them in the order of the text', () => {
    const { merged, program, refused } = merge([
      'normalize(source_str=" Read more »", target_str="")\nremove_lines(start=0, end=0)',
      'remove_lines(start=2, end=2)\nnormalize(source_str="The ", target_str="")',
      'remove_lines(start=4, end=4)',
    ]);
    expect(refused).toEqual([]);
    expect(program).toBe(
      'remove_lines(start=0, end=0)\nremove_lines(start=2, end=2)\nremove_lines(start=4, end=4)\n' +
        'normalize(source_str="The ", target_str="")\nnormalize(source_str=" Read more »", target_str="")',
    );
    expect(merged).toMatchObject({ text: 'tide turns.\nIt is the moon.' });
    expect(
      merge(['remove_lines(start=0, end=1)', 'remove_lines(start=1, end=2)', 'remove_lines(start=3, end=4)']).program,
    ).toBe('remove_lines(start=0, end=4)');
  });

  it('leave a window alone that all of them call clean', () => {
    expect(merge([]).merged).toEqual({ kind: 'program', calls: [], text: TEXT });
  });

  it('say the same call once', () => {
    const call = 'normalize(source_str=" Read more »", target_str="")';
    expect(merge([call, call, call])).toMatchObject({ program: call, refused: [] });
  });

  it.each([
    ['remove_lines(start=2, end=5)', 'the range leaves the window'],
    ['remove_lines(start=0, end=1000000000000)', 'the range leaves the window'],
    ['remove_lines(start=2, end=1)', 'the range is inverted'],
    ['normalize(source_str="moonlight", target_str="")', 'the string does not occur in the document'],
    ['normalize(source_str="", target_str="")', 'the call changes nothing'],
    ['normalize(source_str=" ", target_str="")', 'white space between words is not replaced'],
    ['normalize(source_str="moon", target_str="moon")', 'the call changes nothing'],
    ['normalize(source_str="moon", target_str="moon and the sun")', 'the replacement is longer than what it replaces'],
    ['drop_doc()', 'a part of a document is not dropped'],
    ['remove_lines(start=1, end', 'the call is not closed'],
    ['remove_lines(begin=1, end=2)', 'unknown argument'],
    ['Here is the program:', 'not a call'],
  ])('are taken without %s: %s', (line, reason) => {
    expect(merge(['keep_chunk()', `remove_lines(start=4, end=4)\n${line}`])).toMatchObject({
      program: 'remove_lines(start=4, end=4)',
      refused: [`links: ${reason}`],
    });
  });

  it('are taken without a replacement in lines that go', () => {
    expect(merge(['remove_lines(start=0, end=0)', 'normalize(source_str="News", target_str="")'])).toMatchObject({
      program: 'remove_lines(start=0, end=0)',
      refused: ['links: the string does not occur in the document'],
    });
  });

  it('teach nothing where calls were written and none of them fits: that is no clean window', () => {
    expect(merge(['remove_lines(start=7, end=9)']).merged).toEqual({ kind: 'nothing_left' });
  });

  it('are not taken where one program does something else than the calls one by one', () => {
    const answers = ['remove_lines(start=2, end=2)', String.raw`normalize(source_str="»\nIt", target_str="It")`];
    expect(merge(answers).merged).toEqual({ kind: 'unverified' });
  });

  it.each(['', 'I cannot help with that.', 'drop_doc()', '```\n```'])(
    'teach nothing where one of them has no call to be used: %j',
    (answer) => {
      const unanswered = { kind: 'unanswered', noise: 'prox-sft-footers', reason: 'program.unparsable' };
      expect(merge(['keep_chunk()', 'keep_chunk()', answer]).merged).toEqual(unanswered);
    },
  );

  it('teach nothing where one is missing, or is not to be trusted', () => {
    const [navigation, links, footers] = NOISE_TYPES.map((noise) => ({
      noise,
      program: 'keep_chunk()',
      trouble: null,
    }));
    if (navigation === undefined || links === undefined || footers === undefined) throw new Error('three noise types');
    const ignore = () => {};
    expect(mergePrograms(TEXT, [navigation, links], ignore)).toMatchObject({ kind: 'unanswered', reason: 'missing' });
    const cut = { ...links, trouble: 'finish.length' };
    expect(mergePrograms(TEXT, [navigation, cut, footers], ignore)).toEqual({
      kind: 'unanswered',
      noise: 'prox-sft-links',
      reason: 'finish.length',
    });
  });

  it('take strings as they stand where escapes were not meant', () => {
    expect(
      merge([String.raw`normalize(source_str="\nabla", target_str="")`], String.raw`The operator \nabla acts.`),
    ).toMatchObject({
      program: String.raw`normalize(source_str="\\nabla", target_str="")`,
      merged: { text: 'The operator  acts.' },
    });
  });

  it('come to a program that does what it says, whatever was written', () => {
    const line = fc.oneof(
      fc.tuple(fc.nat(6), fc.nat(6)).map(([start, end]) => `remove_lines(start=${start}, end=${end})`),
      fc
        .tuple(
          fc.constantFrom('moon', 'the', 'Home', '\n', '$&', '"', ' ', '© 2015', 'e'),
          fc.constantFrom('', ' ', 'x', '$&'),
        )
        .map(([source, target]) => printProgram([{ kind: 'normalize', source, target, line: 1 }])),
      fc.constantFrom('keep_chunk()', 'drop_doc()', 'so be it', 'remove_lines(', '# a remark'),
    );
    const program = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.array(program, { minLength: 3, maxLength: 3 }), (programs) => {
        const { merged } = merge(programs);
        if (merged.kind !== 'program') return;
        const parsed = parseProgram(printProgram(merged.calls));
        expect(parsed.problems).toEqual([]);
        const result = executeProgram(TEXT, parsed, { maxRemovedShare: 1 });
        expect(result.refused).toEqual([]);
        expect(result.text).toBe(merged.text);
      }),
    );
  });
});
