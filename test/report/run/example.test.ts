import { expect, it } from 'vitest';
import { exampleOf } from '../../../src/report/run/example.ts';

const RECORD = { id: 'd1/prox-chunk/0', source_id: 'd1', strategy: 'prox-chunk', detail: undefined };
const LINES = Array.from({ length: 40 }, (_, line) => `Line ${line} tells of the river and the mill.`);
const SOURCE = LINES.join('\n');

it('shows what a program did to its document, from just before the first edit on', () => {
  const text = LINES.filter((_, line) => line < 20 || line > 21).join('\n');
  const { view } = exampleOf({ ...RECORD, text, program: 'remove_lines(start=20, end=21)' }, SOURCE);
  if (view.kind !== 'edit') throw new Error('no edits');
  expect(view.deeds).toContain('2 of 40 lines removed');
  expect([view.before, view.lines.length, view.after]).toEqual([17, 23, 0]);
  expect(view.lines.filter(({ kind }) => kind === 'removed').map(({ line }) => line)).toEqual([20, 21]);
});

it('shows so many lines of a long document, and says how many more there are', () => {
  const lines = Array.from({ length: 2_000 }, (_, line) => `Line ${line} tells of the river and the mill.`);
  const text = lines.slice(1).join('\n');
  const { view } = exampleOf({ ...RECORD, text, program: 'remove_lines(start=0, end=0)' }, lines.join('\n'));
  if (view.kind !== 'edit') throw new Error('no edits');
  expect(view.before).toBe(0);
  expect(view.lines.length).toBeLessThan(120);
  expect(view.lines.length + view.after).toBe(2_000);
});

it('shows a document that a program drops', () => {
  const { view } = exampleOf({ ...RECORD, detail: '', text: '', program: 'drop_doc()' }, SOURCE);
  expect(view).toMatchObject({ kind: 'edit', deeds: expect.stringContaining('dropped') });
});

it('shows a text beside its source where its program comes to another one', () => {
  const { view } = exampleOf({ ...RECORD, text: LINES[0] ?? '', program: 'untouch_doc()' }, SOURCE);
  expect(view).toMatchObject({ kind: 'rewrite', what: 'text', spans: [{ kind: 'grounded' }, { kind: 'new' }] });
});

it('shows a program that came to no text', () => {
  const program = 'I would remove the first line.';
  const { view } = exampleOf({ ...RECORD, detail: 'not a call', text: '', program }, SOURCE);
  expect(view).toMatchObject({ kind: 'rewrite', what: 'program', spans: [{ kind: 'new', text: program }] });
});

it('has no spans where there is no text, and no source where it is gone', () => {
  const failed = { ...RECORD, detail: 'HTTP 400', text: '', program: null };
  expect(exampleOf(failed, SOURCE).view).toMatchObject({ kind: 'rewrite', what: 'text', spans: [] });
  expect(exampleOf({ ...failed, text: 'So it was in 1907.' }, undefined).view).toMatchObject({
    spans: [{ kind: 'new', text: 'So it was in 1907.' }],
    source: undefined,
  });
});

it('cuts a long rewrite and says so', () => {
  const { view } = exampleOf({ ...RECORD, text: 'x'.repeat(5_000), program: null }, SOURCE);
  if (view.kind !== 'rewrite') throw new Error('no rewrite');
  expect(view.cut).toBe(true);
  expect(view.spans.map(({ text }) => text).join('')).toHaveLength(4_000);
});
