import { describe, expect, it } from 'vitest';
import { PROGRAM_REASONS } from '../../src/interpretation/reasons.ts';
import { answer, failure, interpret, strategyWith, taskOf } from './tasks.ts';

const page = [
  'Home | About | Contact',
  'Water evaporates from the sea.',
  'It returns as rain over the hills.',
  'Share this page',
];
const output = { kind: 'program', join: 'program' } as const;
/** One window for each line. */
const windowed = taskOf(page.join('\n'), strategyWith(output, 1));
const whole = taskOf(page.join('\n'), strategyWith(output));

const keep = answer('keep_chunk()');

describe('interpretProgram', () => {
  it('asks for each window with its place in the document, and for a document without chunk once', () => {
    expect(
      interpret(windowed, [keep, keep, keep, keep]).prompts.map(({ user, brief }) => [user, brief.firstLine]),
    ).toEqual(page.map((line, index) => [line, index]));
    expect(interpret(whole, [keep]).prompts.map((prompt) => prompt.user)).toEqual([page.join('\n')]);
  });

  it('executes the programs of all windows once, with line numbers over the whole document', () => {
    const answers = [
      answer('remove_lines(0, 0)'),
      keep,
      answer('normalize("the hills", "hills")'),
      answer('remove_lines(start=3, end=3)'),
    ];
    expect(interpret(windowed, answers).result).toEqual({
      kind: 'candidate',
      text: 'Water evaporates from the sea.\nIt returns as rain over hills.',
      completionVerbatim: false,
      program: [
        'remove_lines(0, 0)',
        'keep_chunk()',
        'normalize("the hills", "hills")',
        'remove_lines(start=3, end=3)',
      ].join('\n'),
    });
  });

  it('takes a window beyond the context for no operation', () => {
    const tooLong = failure('endpoint.context_length', true);
    const some = interpret(windowed, [answer('remove_lines(0, 0)'), tooLong, keep, tooLong]).result;
    expect(some).toMatchObject({
      kind: 'candidate',
      text: page.slice(1).join('\n'),
      program: [
        'remove_lines(0, 0)',
        '# no operation from line 1 on: too long for the model',
        'keep_chunk()',
        '# no operation from line 3 on: too long for the model',
      ].join('\n'),
    });
    expect(interpret(whole, [tooLong]).result).toMatchObject({ kind: 'candidate', text: page.join('\n') });
  });

  it('fails with any other failure', () => {
    const tooLong = failure('endpoint.context_length', true);
    expect(interpret(windowed, [tooLong, failure('endpoint.timeout', false), keep, keep]).result).toEqual({
      kind: 'failed',
      reason: 'endpoint.timeout',
      detail: 'about endpoint.timeout',
      ofDocument: false,
    });
  });

  it('rejects a dropped document', () => {
    expect(interpret(whole, [answer('drop_doc()')]).result).toEqual({
      kind: 'rejected',
      reason: 'program.dropped',
      detail: '',
      text: '',
      program: 'drop_doc()',
    });
  });

  it('rejects when no answer has a call, quoting the first problem', () => {
    expect(interpret(whole, [answer('I would keep it.\nReally.')]).result).toEqual({
      kind: 'rejected',
      reason: 'program.unparsable',
      detail: 'line 1: not a call: I would keep it., and 1 more',
      text: '',
      program: 'I would keep it.\nReally.',
    });
    expect(interpret(whole, [answer('')]).result).toMatchObject({ reason: 'program.unparsable', detail: '' });
    expect(interpret(windowed, [answer('Well.'), keep, answer(''), keep]).result.kind).toBe('candidate');
  });

  it('rejects a document that loses almost everything, and one that loses all', () => {
    const long = taskOf(`${'menu entry\n'.repeat(500)}The end.`, strategyWith(output));
    expect(interpret(long, [answer('remove_lines(0, 499)')]).result).toMatchObject({
      reason: 'program.removed_too_much',
      detail: expect.stringMatching(/^9\d\.\d% of the document, at most 95% may go$/),
      text: 'The end.',
      program: 'remove_lines(0, 499)',
    });
    expect(interpret(long, [answer('remove_lines(0, 500)')]).result).toMatchObject({
      reason: 'program.empty',
      text: '',
    });
  });

  it('refuses a range that reaches beyond the window that the model saw, whole', () => {
    const none = interpret(windowed, [answer('remove_lines(0, 3)'), keep, keep, keep]).result;
    expect(none).toMatchObject({ kind: 'candidate', text: page.join('\n') });
    const other = interpret(windowed, [keep, keep, answer('remove_lines(0, 0)'), answer('remove_lines(3, 3)')]).result;
    expect(other).toMatchObject({ kind: 'candidate', text: page.slice(0, 3).join('\n') });
    const inside = interpret(taskOf(page.join('\n'), strategyWith(output), 5), [answer('remove_lines(4, 5)')]).result;
    expect(inside).toMatchObject({ kind: 'candidate', text: page.join('\n') });
  });

  it('counts the lines of problems over the joined program', () => {
    expect(interpret(windowed, [answer(''), answer('Well.\nNo.'), answer('Hm.'), answer('')]).result).toMatchObject({
      reason: 'program.unparsable',
      detail: 'line 2: not a call: Well., and 2 more',
      program: '\nWell.\nNo.\nHm.\n',
    });
  });

  it('leaves the document as it is where the strategy fails open, and still drops', () => {
    const open = { ...output, program: { maxRemovedShare: 0.5, fail: 'open' } } as const;
    const task = taskOf(page.join('\n'), strategyWith(open));
    for (const program of ['what?', 'remove_lines(0, 2)', 'remove_lines(0, 3)']) {
      expect(interpret(task, [answer(program)]).result).toEqual({
        kind: 'candidate',
        text: page.join('\n'),
        completionVerbatim: false,
        program,
      });
    }
    expect(interpret(task, [answer('remove_lines(0, 0)')]).result).toMatchObject({ text: page.slice(1).join('\n') });
    expect(interpret(task, [answer('drop_doc()')]).result).toMatchObject({ reason: 'program.dropped' });
  });

  it("rejects what removes more than the strategy's own bound", () => {
    const strict = { ...output, program: { maxRemovedShare: 0.2, fail: 'closed' } } as const;
    expect(
      interpret(taskOf(page.join('\n'), strategyWith(strict)), [answer('remove_lines(0, 1)')]).result,
    ).toMatchObject({
      reason: 'program.removed_too_much',
      detail: expect.stringMatching(/at most 20% may go$/),
    });
  });

  describe('with stages', () => {
    const first = { ...strategyWith(output), name: 'first' };
    const second = { ...strategyWith(output, 12), name: 'second' };
    const staged = taskOf(page.join('\n'), { ...strategyWith(output), stages: [first, second] });

    it('asks stage by stage, and executes the programs of all once on the whole document', () => {
      const edits = [answer('remove_lines(0, 0)'), keep, keep, answer('remove_lines(3, 3)')];
      const { prompts, result } = interpret(staged, [answer('keep_doc()')], edits);
      expect(prompts.map(({ requestId, brief }) => [requestId, brief.strategy, brief.firstLine])).toEqual([
        ['d/test/0/0', 'first', 0],
        ['d/test/0/1', 'second', 0],
        ['d/test/0/2', 'second', 1],
        ['d/test/0/3', 'second', 2],
        ['d/test/0/4', 'second', 3],
      ]);
      expect(result).toEqual({
        kind: 'candidate',
        text: page.slice(1, 3).join('\n'),
        completionVerbatim: false,
        program: 'keep_doc()\nremove_lines(0, 0)\nkeep_chunk()\nkeep_chunk()\nremove_lines(3, 3)',
      });
    });

    it('shows a document that is dropped, or not understood, to no further stage', () => {
      expect(interpret(staged, [answer('drop_doc()')]).result).toMatchObject({ reason: 'program.dropped' });
      expect(interpret(staged, [answer('Well.')]).result).toMatchObject({ reason: 'program.unparsable' });
    });

    it('goes on to the next stage when a document is too long for the model of one', () => {
      const tooLong = failure('endpoint.context_length', true);
      const edits = [answer('remove_lines(0, 0)'), keep, keep, keep];
      expect(interpret(staged, [tooLong], edits).result).toMatchObject({
        kind: 'candidate',
        text: page.slice(1).join('\n'),
      });
    });
  });

  it('names its reasons under program', () => {
    expect(Object.keys(PROGRAM_REASONS).every((reason) => reason.startsWith('program.'))).toBe(true);
  });
});
