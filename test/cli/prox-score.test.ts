import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { call } from './call.ts';

const PAGE = [
  'Home',
  'The bridge was opened in 1894 by the town. It carries a road and a railway.',
  'Trains cross it each hour. Ships must wait for them. The keeper lives in a house beside it.',
  'Read more',
].join('\n');
const GOLD = PAGE.split('\n').slice(1, 3).join('\n');

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-score-'));
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});
/** Runs a command line in the folder of these tests. */
const command = (...args: string[]) => call(main, args, { cwd });

async function write(name: string, rows: readonly object[]): Promise<void> {
  await writeFile(join(cwd, name), gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
}

describe('rewrite prox score', () => {
  it('prints scores over all cases, and writes those of each', async () => {
    await write('cases.jsonl.gz', [
      { id: 1, text: PAGE, program: 'remove_lines(start=0, end=0)', gold: GOLD },
      { id: 2, text: PAGE, edited: GOLD, gold_program: 'remove_lines(0, 0)\nremove_lines(3, 3)' },
      { id: 3, text: PAGE, program: 'keep_doc()', gold: '' },
    ]);
    const { code, stdout } = await command('prox', 'score', '--input', 'cases.jsonl.gz', '--out', 'scores.jsonl');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^3 documents, 12 lines\n/);
    expect(stdout).toMatch(/removed lines +1\.000 +0\.750 +0\.857\n/);
    expect(stdout).toMatch(/dropped documents +- +0\.000 +0\.000\n/);
    expect(stdout).toContain('removed      3 of 8 lines of documents that gold keeps; gold removes 4\n');
    expect(stdout).toMatch(/kept tokens  9\d\.\d% \(\d+ of \d+\); gold keeps 6\d\.\d%/);
    const lines = (await readFile(join(cwd, 'scores.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { id: '1', removed_lines: { precision: 1, recall: 0.5 }, dropped: false },
      { id: '2', removed_lines: { precision: 1, recall: 1, f1: 1 }, problems: 0 },
      { id: '3', removed_lines: null, kept_words: { precision: 0, recall: null, f1: 0 }, gold_dropped: true },
    ]);
  });

  it('scores the programs of a run, strategy by strategy, those of rejected records too', async () => {
    const input = Array.from({ length: 3 }, (_, n) => ({
      id: n,
      text: PAGE.replace('road', `road ${n}`),
      gold: GOLD.replace('road', `road ${n}`),
    }));
    await write('pages.jsonl.gz', input);
    const run = ['--strategy', 'rules-c4,rules-gopher', '--input', 'pages.jsonl.gz', '--out', 'run', '--quiet'];
    expect((await command(...run, '--progress', 'none')).code).toBe(0);
    const { code, stdout } = await command('prox', 'score', '--run', 'run', '--input', 'pages.jsonl.gz');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^rules-c4: 3 documents, 12 lines\n[\s\S]*removed lines +1\.000 +1\.000 +1\.000/);
    // A page of so few words is none for Gopher.
    expect(stdout).toMatch(/rules-gopher: 3 documents[\s\S]*dropped documents +0\.000 +- +0\.000/);

    await write('others.jsonl.gz', [{ id: 'z', text: PAGE, gold: GOLD }]);
    const other = await command('prox', 'score', '--run', 'run', '--input', 'others.jsonl.gz');
    expect(other.code).toBe(2);
    expect(other.stderr).toContain(
      "no document of others.jsonl.gz has a program in run: are the ids those of the run's source_id?",
    );
  });

  it.each([
    [{ text: PAGE, gold: GOLD }, 'row 2: has neither `program` (a ProX program) nor `edited` (a text)'],
    [{ text: PAGE, program: '' }, 'row 2: has neither `gold_program` (a ProX program) nor `gold` (a text)'],
    [{ text: PAGE, program: '', edited: '', gold: '' }, 'row 2: has `program` and `edited`; give one of them'],
    [{ text: PAGE, program: 7, gold: '' }, 'row 2: `program` must be a string, got `7`'],
    [{ program: '', gold: '' }, 'row 2: '],
  ])('names the row that is no case: %j', async (row, message) => {
    await write('wrong.jsonl.gz', [{ text: PAGE, program: '', gold: GOLD }, row]);
    const { code, stdout, stderr } = await command('prox', 'score', '--input', 'wrong.jsonl.gz', '--out', 'none.jsonl');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`rewrite: wrong.jsonl.gz, ${message}`);
    await expect(readFile(join(cwd, 'none.jsonl'))).rejects.toThrow('ENOENT');
  });

  it('says what is missing', async () => {
    expect((await command('prox', 'score')).stderr).toContain('--input is missing');
    await writeFile(join(cwd, 'empty.jsonl'), '');
    expect((await command('prox', 'score', '--input', 'empty.jsonl')).stderr).toContain('empty.jsonl: no row to score');
    const noRun = await command('prox', 'score', '--run', '.', '--input', 'empty.jsonl');
    expect([noRun.code, noRun.stderr]).toEqual([2, expect.stringContaining('--run .: no manifest.json')]);
  });
});
