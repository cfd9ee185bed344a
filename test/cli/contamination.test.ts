import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { contaminated } from '../../src/validation/contaminated.ts';
import { viewOf } from '../../src/validation/candidate-view.ts';
import { candidate } from '../validation/candidates.ts';
import { call } from './call.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-contamination-'));
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});
/** Runs a command line in the folder of these tests. */
const command = (...args: string[]) => call(main, args, { cwd });

async function write(name: string, rows: readonly object[]): Promise<void> {
  await writeFile(join(cwd, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

// No benchmark has these: they are made up here.
const QUESTION =
  'A gardener in Vellmark plants eleven rows of nine purple beans each and then pulls out seven of them.';
const ANSWER =
  'She starts with ninety-nine plants, and because seven are pulled out again, ninety-two of them remain there.';
const FORM = 'Read the following question with care and choose the one best answer from among the four options below:';

function judge(text: string, bounds: object) {
  return contaminated.judge(viewOf(candidate({ text })), contaminated.bounds.parse(bounds));
}

describe('rewrite contamination build', () => {
  it('makes an index by which texts are found that have 13 words in a row of an item', async () => {
    await write('beans.jsonl', [{ question: QUESTION, answer: { text: [ANSWER] } }, { question: 'Too short.' }]);
    const columns = ['--text-column', 'question', '--text-column', 'answer'];
    const built = await command('contamination', 'build', '--input', 'beans.jsonl', ...columns, '--out', 'beans.index');
    expect(built.code).toBe(0);
    expect(built.stdout).toMatch(/beans +2 +\d+ +1 +0\n/);
    const bounds = { indexes: [join(cwd, 'beans.index')] };
    const words = QUESTION.split(' ');
    const thirteen = words.slice(2, 15).join(' ');
    expect(judge(`Once upon a time, ${thirteen.toUpperCase()}!!! And so on.`, bounds)).toMatchObject({
      accepted: false,
      reason: 'contaminated',
      detail: `beans: “${thirteen.toUpperCase()}”`,
    });
    expect(judge(`Once upon a time, ${words.slice(2, 14).join(' ')}. And so on.`, bounds)).toEqual({
      accepted: true,
      score: 0,
    });
    expect(judge(ANSWER, bounds)).toMatchObject({ accepted: false, score: 1 });
    expect(judge(ANSWER, {})).toMatchObject({ accepted: true });
  });

  it('names the benchmark by its file, or as --name says', async () => {
    await write('one.jsonl', [{ text: QUESTION }]);
    await write('two.jsonl', [{ text: ANSWER }]);
    await command('contamination', 'build', '--input', '{one,two}.jsonl', '--out', 'files.index');
    await command('contamination', 'build', '--input', '{one,two}.jsonl', '--name', 'beans-v1', '--out', 'named.index');
    expect(judge(ANSWER, { indexes: [join(cwd, 'files.index')] })).toMatchObject({
      detail: expect.stringMatching(/^two: /) as string,
    });
    expect(judge(ANSWER, { indexes: [join(cwd, 'named.index')] })).toMatchObject({
      detail: expect.stringMatching(/^beans-v1: /) as string,
    });
  });

  it('leaves out what more items than --most-items have: the form of the benchmark, not its content', async () => {
    const items = Array.from({ length: 11 }, (_, n) => ({
      text: `${FORM} ${QUESTION} ${n}`.replace('eleven', `n${n}`),
    }));
    await write('form.jsonl', items);
    const built = await command('contamination', 'build', '--input', 'form.jsonl', '--out', 'form.index');
    expect(built.stdout).toMatch(/; [1-9]\d* common ones left out/);
    const bounds = { indexes: [join(cwd, 'form.index')] };
    expect(judge(`${FORM} What is the capital of Vellmark?`, bounds).accepted).toBe(true);
    expect(judge(items[4]?.text ?? '', bounds).accepted).toBe(false);
    await command('contamination', 'build', '--input', 'form.jsonl', '--most-items', '11', '--out', 'all.index');
    expect(judge(FORM, { indexes: [join(cwd, 'all.index')] }).accepted).toBe(false);
  });

  it('accepts a smaller share of common words than min_share', async () => {
    await write('share.jsonl', [{ text: QUESTION }]);
    await command('contamination', 'build', '--input', 'share.jsonl', '--out', 'share.index');
    const indexes = [join(cwd, 'share.index')];
    const own = Array.from({ length: 19 }, (_, n) => `own${n}`).join(' ');
    expect(judge(`${QUESTION} ${own}`, { indexes })).toMatchObject({ accepted: false, score: 0.5 });
    expect(judge(`${QUESTION} ${own}`, { indexes, min_share: 0.5 }).accepted).toBe(false);
    expect(judge(`${QUESTION} ${own}`, { indexes, min_share: 0.6 })).toEqual({ accepted: true, score: 0.5 });
  });

  it('takes each line of a .txt file for an item, and what stands between blank lines where there are any', async () => {
    const [first, second] = [QUESTION.split(' '), ANSWER.split(' ')];
    await writeFile(join(cwd, 'lines.txt'), `\uFEFF${QUESTION}\r\n${ANSWER}\n\n`);
    const wrapped = `${first.slice(0, 9).join(' ')}\n${first.slice(9).join(' ')}\n \n${second.join('\n')}`;
    await writeFile(join(cwd, 'paragraphs.txt.gz'), gzipSync(wrapped));
    const built = await command('contamination', 'build', '--input', '*.{txt,txt.gz}', '--out', 'text.index');
    expect(built.stdout).toMatch(/lines +2 +\d+ +0 +0\n *paragraphs +2 +\d+ +0 +0\n/);
    const indexes = [join(cwd, 'text.index')];
    expect(judge(QUESTION, { indexes })).toMatchObject({ accepted: false, score: 1 });
    expect(judge(ANSWER, { indexes })).toMatchObject({ accepted: false, score: 1 });
    // The end of one item and the beginning of the next are no text of the benchmark.
    expect(judge([...first.slice(-8), ...second.slice(0, 8)].join(' '), { indexes }).accepted).toBe(true);
  });

  it('counts what cannot be read of a .txt file, and goes on behind it', async () => {
    await writeFile(join(cwd, 'latin.txt'), Buffer.concat([Buffer.from('caf\xe9\n', 'latin1'), Buffer.from(QUESTION)]));
    const built = await command('contamination', 'build', '--input', 'latin.txt', '--out', 'latin.index');
    expect(built.stdout).toMatch(/latin +1 +\d+ +0 +1\n/);
    expect(built.stderr).toMatch(/^the first that cannot be read: latin\.txt: .*not UTF-8/m);
    await writeFile(join(cwd, 'cut.txt.gz'), gzipSync(QUESTION).subarray(0, 60));
    const cut = await command('contamination', 'build', '--input', 'cut.txt.gz', '--out', 'cut.index');
    expect(cut).toMatchObject({ code: 2 });
    expect(cut.stderr).toContain(
      'no item can be read; the first that cannot: cut.txt.gz: the gzip data cannot be read',
    );
  });

  it('refuses what makes no index, and leaves no file', async () => {
    await write('short.jsonl', [{ text: 'Just a few words.' }]);
    const build = ['contamination', 'build'];
    const short = await command(...build, '--input', 'short.jsonl', '--out', 'none.index');
    expect(short.code).toBe(2);
    expect(short.stderr).toContain('no item has 13 words in a row');
    await write('mixed.jsonl', [{ text: 'Just a few words.' }, { question: QUESTION }]);
    expect((await command(...build, '--input', 'mixed.jsonl', '--out', 'none.index')).stderr).toContain(
      'and 1 row cannot be read, the first: mixed.jsonl: row 1: no column "text"; there are "question"',
    );
    await writeFile(join(cwd, 'nothing.jsonl'), '\n');
    expect((await command(...build, '--input', 'nothing.jsonl', '--out', 'none.index')).stderr).toContain(
      '--input: the files hold no item',
    );
    await write('beans.jsonl', [{ text: QUESTION }]);
    const asked = [...build, '--input', 'beans.jsonl', '--out'];
    expect((await command(...asked, 'none.index', '--text-column', 'question')).stderr).toContain(
      'no item can be read; the first that cannot: beans.jsonl: row 0: no column "question"; there are "text"',
    );
    expect(
      (await command(...asked, 'none.index', '--text-column', 'text', '--text-column', 'answer')).stderr,
    ).toContain('--text-column answer: no item has text there');
    await symlink('beans.jsonl', join(cwd, 'link.index'));
    expect((await command(...asked, 'link.index')).stderr).toContain('link.index is a file that --input names');
    expect((await command(...build, '--out', 'none.index')).stderr).toContain('--input is missing');
    expect((await command(...build, '--input', 'short.jsonl')).stderr).toContain('--out is missing');
    expect(existsSync(join(cwd, 'none.index'))).toBe(false);
    expect((await readdir(cwd)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('a run with --contamination', () => {
  const sentences = (n: number): string =>
    Array.from({ length: 6 }, (_, at) => `Town number ${n} has street ${at} which leads up to its market.`).join('\n');
  const run = (out: string, ...more: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> =>
    command('--strategy', 'rules-c4', '--input', 'towns.jsonl', '--out', out, '--progress', 'none', ...more);

  it('rejects what has text of a benchmark, with its name, and is bound to what the index holds', async () => {
    await write('beans.jsonl', [{ text: QUESTION }]);
    await command('contamination', 'build', '--input', 'beans.jsonl', '--out', 'bench.index');
    await write('towns.jsonl', [
      { id: 'clean', text: sentences(1) },
      { id: 'dirty', text: `${sentences(2)}\n${QUESTION}` },
    ]);
    expect((await run('out', '--contamination', 'bench.index')).code).toBe(0);
    const rejects = gunzipSync(await readFile(join(cwd, 'out/rejects/part-00000.jsonl.gz'))).toString('utf8');
    const [reject] = rejects.trimEnd().split('\n');
    expect(JSON.parse(reject ?? '')).toMatchObject({ source_id: 'dirty', reason: 'contaminated' });
    expect(reject).toContain('beans: “A gardener in Vellmark');
    const manifest = JSON.parse(await readFile(join(cwd, 'out/manifest.json'), 'utf8')) as object;
    expect(manifest).toMatchObject({ tasks: { accepted: 1, rejected: 1 }, reasons: { contaminated: 1 } });

    // The same index elsewhere is the same setting, another one, or none, is not.
    await rename(join(cwd, 'bench.index'), join(cwd, 'moved.index'));
    expect((await run('out', '--contamination', 'moved.index')).code).toBe(0);
    expect((await run('out')).stderr).toContain('was begun with other settings');
    await write('beans.jsonl', [{ text: ANSWER }]);
    await command('contamination', 'build', '--input', 'beans.jsonl', '--out', 'other.index');
    expect((await run('out', '--contamination', 'other.index')).stderr).toContain('was begun with other settings');
  });

  it('refuses a file that is no index before anything is done', async () => {
    await write('towns.jsonl', [{ id: 'clean', text: sentences(1) }]);
    const wrong = await run('never', '--contamination', 'towns.jsonl');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('towns.jsonl is no index of benchmarks');
    expect((await run('never', '--contamination', 'nowhere.index')).stderr).toContain('nowhere.index cannot be read');
    expect(existsSync(join(cwd, 'never'))).toBe(false);
  });
});
