import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { call } from './call.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-prox-'));
  const one = { id: 'a', text: 'Home\nThe sea', program: 'remove_lines(start=0, end=0)', kind: 'chunk' };
  await writeFile(join(cwd, 'cases.jsonl'), `${JSON.stringify(one)}\n{}\n`);
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});
const apply = (...flags: string[]) => call(main, ['prox', 'apply', ...flags], { cwd });

describe('rewrite prox apply', () => {
  it('writes results to a file and says on standard error what they came to', async () => {
    const { code, stdout, stderr } = await apply('--input', 'cases.jsonl', '--out', 'out/results.jsonl.gz');
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: '2 cases, 1 changed, 0 dropped, 1 input.malformed → out/results.jsonl.gz\n',
    });
    const lines = gunzipSync(await readFile(join(cwd, 'out/results.jsonl.gz')))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual(['The sea', '']);
  });

  it('writes results alone to standard output, in the mode asked for', async () => {
    const { code, stdout } = await apply('--input', 'cases.jsonl', '--out', '-', '--mode', 'reference');
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.slice(0, 36))).toEqual([
      '{"id":"a","text":"","dropped":true,"',
      '{"id":null,"text":"","dropped":false',
      '',
    ]);
  });

  it('names a compressed file that ends too early, and where', async () => {
    const whole = gzipSync(await readFile(join(cwd, 'cases.jsonl')));
    await writeFile(join(cwd, 'cut.jsonl.gz'), whole.subarray(0, whole.length - 20));
    const { code, stderr } = await apply('--input', 'cut.jsonl.gz', '--out', 'cut-results.jsonl');
    expect(stderr).toMatch(/^rewrite: .*cut\.jsonl\.gz, after line \d: the gzip data cannot be read.*\n$/);
    expect(code).toBe(2);
    expect(existsSync(join(cwd, 'cut-results.jsonl'))).toBe(false);
  });

  it.each([
    [['--input', 'none.jsonl', '--out', '-'], '--input none.jsonl matches no file in'],
    [['--input', 'cases.jsonl'], '--out is missing'],
    [['--out', '-'], '--input is missing'],
    [['--input', 'cases.jsonl', '--out', 'x.parquet'], 'results are JSON lines, not Parquet'],
    [['--input', 'cases.jsonl', '--out', '-', '--mode', 'fast'], 'Allowed choices are safe, reference'],
    [['--input', 'cases.jsonl', '--out', '-', '--fail', 'loud'], 'Allowed choices are closed, open'],
  ])('refuses %j', async (flags, message) => {
    const { code, stdout, stderr } = await apply(...flags);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });
});
