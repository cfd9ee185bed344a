import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInputFiles } from '../../../src/corpus/input-files.ts';
import { noTotals, resultLines } from '../../../src/refining/apply/apply-cases.ts';
import type { Failing, Mode } from '../../../src/refining/apply/apply-program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewrite-apply-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The results of a file with this content, as lines of JSON. */
async function linesOf(content: string | Buffer, mode: Mode, fail: Failing = 'closed', name = 'cases.jsonl') {
  await writeFile(join(folder, name), content);
  const totals = noTotals();
  const lines: string[] = [];
  for await (const batch of resultLines(await findInputFiles([name], folder), mode, fail, totals)) lines.push(...batch);
  return { lines, results: lines.map((line) => JSON.parse(line) as Record<string, unknown>), totals };
}

const TEXT = 'Home\nWater evaporates from the sea and from every lake on earth.\nShare';
const chunk = (program: string, more: object = {}) =>
  JSON.stringify({ id: 'a', text: TEXT, program, kind: 'chunk', ...more });

describe('resultLines', () => {
  it("gives the published executor's own answers for its recorded cases, in their order", async () => {
    const name = new URL('../../prox/reference/cases.jsonl', import.meta.url).pathname;
    const totals = noTotals();
    const results: Record<string, unknown>[] = [];
    for await (const batch of resultLines(await findInputFiles([name], folder), 'reference', 'closed', totals)) {
      for (const line of batch) results.push(JSON.parse(line) as Record<string, unknown>);
    }
    expect(totals.cases).toBe(80);
    const { readFile } = await import('node:fs/promises');
    const cases = (await readFile(name, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(results.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
    for (const [index, recorded] of cases.entries()) {
      expect(results[index]).toMatchObject({
        text: recorded['expected_text'] ?? recorded['text'],
        num_error_op: recorded['expected_num_error_op'] ?? 0,
        removed_intervals: recorded['expected_removed_intervals'] ?? [],
      });
    }
  });

  it('has the fields of the contract and no others where nothing is wrong', async () => {
    const { lines } = await linesOf(`${chunk('remove_lines(start=0, end=0)')}\n`, 'reference');
    expect(lines).toEqual([
      `{"id":"a","text":"${TEXT.split('\n').slice(1).join('\\n')}","dropped":false,"num_error_op":0,"removed_intervals":[[0,0]]}`,
    ]);
  });

  it('loses no line: what is no case gives a result without id, and the cases around it their own', async () => {
    const bad = [
      'not json',
      '[1]',
      'null',
      '{"id": "x"}',
      chunk('', { kind: 'page' }),
      chunk('', { id: null }),
      chunk('', { options: { error_op: 'two' } }),
      '{"id": "cut',
    ];
    const content = [chunk('drop_doc()', { id: 1 }), ...bad, '', chunk('keep_chunk()', { id: 'z' })].join('\r\n');
    const { results, totals } = await linesOf(`\ufeff${content}`, 'safe');
    expect(results).toHaveLength(bad.length + 2);
    expect(results[0]).toMatchObject({ id: 1, text: '', dropped: true });
    for (const result of results.slice(1, -1)) {
      expect(result).toMatchObject({ id: null, error: 'input.malformed', detail: expect.any(String) });
    }
    expect(results.at(-1)).toMatchObject({ id: 'z', text: TEXT });
    expect(totals).toMatchObject({ cases: 10, dropped: 1, changed: 0 });
    expect(totals.errors).toEqual(new Map([['input.malformed', bad.length]]));
  });

  it('takes bytes that are not UTF-8 for malformed, and compressed files', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.from(chunk('keep'))]);
    const { results } = await linesOf(gzipSync(bytes), 'safe', 'closed', 'cases.jsonl.gz');
    expect(results.map(({ id }) => id)).toEqual([null, 'a']);
    expect(results[0]?.['detail']).toBe('not UTF-8');
  });

  it("follows a case's own options, the others as published", async () => {
    const program = 'remove_lines(start=0, end=0)\nnormalize';
    const { results } = await linesOf(
      [
        chunk(program),
        chunk(program, { options: { error_op: 1 } }),
        chunk(program, { options: { threshold_2: 0.05 } }),
      ].join('\n'),
      'reference',
    );
    expect(results.map(({ text, dropped }) => [text, dropped])).toEqual([
      [TEXT.split('\n').slice(1).join('\n'), false],
      [TEXT, false],
      ['', true],
    ]);
  });

  it('writes numbers of any size as they stand in the program', async () => {
    const { lines } = await linesOf(chunk('remove_lines(start=1, end=-99999999999999999999)'), 'reference');
    expect(lines[0]).toContain('"removed_intervals":[[1,-99999999999999999999]]');
  });

  it('tells in safe mode which calls were refused, and why', async () => {
    const { results } = await linesOf(
      chunk('Well:\nremove_lines(0, 0)\nremove_lines(7, 7)\nnormalize("absent")'),
      'safe',
    );
    expect(results[0]).toMatchObject({
      text: TEXT.split('\n').slice(1).join('\n'),
      num_error_op: 3,
      removed_intervals: [[0, 0]],
      refused: [
        { line: 1, text: 'Well:', reason: 'not a call' },
        { line: 3, text: 'remove_lines(start=7, end=7)', reason: 'the last line of the document is 2' },
        { line: 4, reason: 'the string does not occur in the document' },
      ],
    });
  });

  it('fails closed or open in safe mode', async () => {
    const program = 'remove_lines(0, 1)';
    const content = [chunk('?'), chunk(program, { options: { threshold_2: 0.5 } })].join('\n');
    const fault = { dropped: false, removed_intervals: [] };
    expect((await linesOf(content, 'safe', 'closed')).results).toMatchObject([
      { ...fault, text: '', error: 'program.unparsable' },
      { ...fault, text: '', error: 'program.removed_too_much' },
    ]);
    expect((await linesOf(content, 'safe', 'open')).results).toMatchObject([
      { ...fault, text: TEXT, error: 'program.unparsable' },
      { ...fault, text: TEXT, error: 'program.removed_too_much' },
    ]);
  });
});
