import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { PARAPHRASE, SOURCE } from '../validation/candidates.ts';
import { call } from './call.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-validate-'));
  const lines = [
    { id: 'a', source: SOURCE, text: PARAPHRASE },
    { id: 'b', source: SOURCE, text: `${PARAPHRASE} In 1873 it was 55 metres.` },
    {},
  ];
  await writeFile(join(cwd, 'c.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await writeFile(join(cwd, 'unknown.jsonl'), `${JSON.stringify({ ...lines[0], strategy: 'nope' })}\n`);
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});
const validate = (...flags: string[]) => call(main, ['validate', ...flags], { cwd });

describe('rewrite validate', () => {
  it('writes verdicts to a file and says on standard error what they came to, by reason', async () => {
    const { code, stdout, stderr } = await validate('--input', 'c.jsonl', '--out', 'out/v.jsonl');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      '3 candidates, 1 accepted (33.3%), 2 rejected → out/v.jsonl',
      '          1  ungrounded.number',
      '          1  input.malformed',
      `no candidate: ${join(cwd, 'c.jsonl')}:3: \`id\` is missing`,
      '',
    ]);
    const verdicts = (await readFile(join(cwd, 'out/v.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(verdicts.map((line) => (JSON.parse(line) as { id: unknown }).id)).toEqual(['a', 'b', null]);
  });

  it('shows what is no candidate without doing what its control characters say', async () => {
    await writeFile(join(cwd, 'escape.jsonl'), '\u001b[31mred\n[]\n');
    const { stderr } = await validate('--input', 'escape.jsonl', '--out', 'escape-verdicts.jsonl', '--details');
    expect(stderr).toContain('escape.jsonl:1: not JSON: ');
    expect(stderr).not.toContain('\u001b');
    const [, list] = (await readFile(join(cwd, 'escape-verdicts.jsonl'), 'utf8')).split('\n');
    expect(JSON.parse(list ?? '')).toMatchObject({ id: null, details: ['not a JSON object'] });
  });

  it('writes verdicts alone to standard output', async () => {
    const { code, stdout } = await validate('--input', 'c.jsonl', '--out', '-', '--strategy', 'summary');
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.slice(0, 25))).toEqual([
      '{"id":"a","accepted":true',
      '{"id":"b","accepted":fals',
      '{"id":null,"accepted":fal',
      '',
    ]);
  });

  it('reads every file that --input names', async () => {
    const { stderr } = await validate(
      '--input',
      'c.jsonl',
      '--input',
      'unknown.jsonl',
      '--input',
      'c.jsonl',
      '--out',
      '-',
    );
    expect(stderr).toContain('unknown.jsonl:1: no strategy');
  });

  it('does not write over its input', async () => {
    const before = await readFile(join(cwd, 'c.jsonl'), 'utf8');
    const { code, stderr } = await validate('--input', '*.jsonl', '--out', './c.jsonl');
    expect(code).toBe(2);
    expect(stderr).toContain('c.jsonl is a file that --input names, which would be lost');
    expect(await readFile(join(cwd, 'c.jsonl'), 'utf8')).toBe(before);
  });

  it('leaves no file of verdicts behind where a strategy is unknown', async () => {
    const { code, stderr } = await validate('--input', 'unknown.jsonl', '--out', 'never/v.jsonl');
    expect(code).toBe(2);
    expect(stderr).toContain('unknown.jsonl:1: no strategy or mix is called `nope`');
    expect(await readdir(join(cwd, 'never')).catch(() => [])).toEqual([]);
  });

  it.each([
    [['--input', 'none.jsonl', '--out', '-'], '--input none.jsonl matches no file in'],
    [['--input', 'c.jsonl'], '--out is missing: where should the verdicts go?'],
    [['--out', '-'], '--input is missing: which candidates?'],
    [[], '--input is missing'],
    [['--input', 'c.jsonl', '--out', 'x.parquet'], 'verdicts are JSON lines, not Parquet'],
    [['--input', 'c.jsonl', '--out', '-', '--strategy', 'nope'], 'no strategy or mix is called `nope`'],
    [['--input', 'c.jsonl', '--out', '-', '--strategy', 'mix'], '`mix` is a mix'],
  ])('refuses %j', async (flags, message) => {
    const { code, stdout, stderr } = await validate(...flags);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });

  it('lists every reason, and reads nothing then', async () => {
    const { code, stdout } = await validate('--reasons', '--input', 'none.jsonl');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^copy {2,}One long run/m);
    expect(stdout).toMatch(/^input\.malformed {2,}/m);
  });
});
