import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { unitInterval } from '../../src/text/hash.ts';
import { call } from './call.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-dedup-'));
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});
/** Runs a command line in the folder of these tests. */
const command = (...args: string[]) => call(main, args, { cwd });

type Row = Record<string, unknown>;

async function write(name: string, rows: readonly object[]): Promise<void> {
  await writeFile(join(cwd, name), gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
}

async function read(path: string): Promise<Row[]> {
  const bytes = await readFile(join(cwd, path));
  const text = path.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

async function manifestOf(folder: string): Promise<Row> {
  return JSON.parse(await readFile(join(cwd, folder, 'manifest.json'), 'utf8')) as Row;
}

const WORDS = 'river stone bridge town market road keeper house winter school water field'.split(' ');

/** A text of 200 words of its own, `changed` of them by another draw. */
function textOf(seed: number, changed = 0, draw = 0): string {
  return Array.from({ length: 200 }, (_, index) => {
    const by = index % 200 < changed ? `${seed}-${draw}` : String(seed);
    return `${WORDS[Math.floor(unitInterval(1, by, index) * WORDS.length)]}${Math.floor(unitInterval(2, by, index) * 50)}`;
  }).join(' ');
}

describe('rewrite dedup', () => {
  it('keeps the longest of near duplicates, and rejects the others with the id that they repeat', async () => {
    const rows = [
      { id: 'a', text: textOf(1), source: 'x' },
      { id: 'b', text: textOf(2) },
      { id: 'c', text: `${textOf(1, 3)} and a little more`, source: { of: 'y' } },
      { id: 'd', text: textOf(3) },
      { id: 'e', text: textOf(2).toUpperCase() },
    ];
    await write('five.jsonl.gz', rows);
    const { code, stdout } = await command('dedup', '--input', 'five.jsonl.gz', '--out', 'five');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^5 records in 1 file\n3 kept, 2 duplicates \(40\.0%\) in 2 clusters \(2 of 2\)\n/);
    expect(await read('five/shards/part-00000.jsonl.gz')).toEqual([rows[1], rows[2], rows[3]]);
    expect(await read('five/rejects/part-00000.jsonl.gz')).toEqual([
      { ...rows[0], status: 'rejected', reason: 'duplicate', detail: 'repeats c' },
      { ...rows[4], status: 'rejected', reason: 'duplicate', detail: 'repeats b' },
    ]);
    expect(readdirSync(cwd).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(readdirSync(join(cwd, 'five')).toSorted()).toEqual(['manifest.json', 'rejects', 'shards']);
  });

  it('keeps the record of the highest number in the field that --by names', async () => {
    const rows = [
      { id: 'a', text: textOf(1), scores: { quality: 0.2 } },
      { id: 'b', text: textOf(1), scores: { quality: 0.9 } },
      { id: 'c', text: `${textOf(1)} and more`, scores: {} },
    ];
    await write('scored.jsonl.gz', rows);
    await command('dedup', '--input', 'scored.jsonl.gz', '--by', 'scores.quality', '--out', 'scored');
    expect(await read('scored/shards/part-00000.jsonl.gz')).toEqual([rows[1]]);
    const wrong = await command('dedup', '--input', 'scored.jsonl.gz', '--by', 'score.quality', '--out', 'wrong');
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain('--by score.quality: none of 3 records has a number there');
    expect(existsSync(join(cwd, 'wrong'))).toBe(false);
  });

  it('takes run directories, and verify and dedup take what it makes', async () => {
    const documents = Array.from({ length: 6 }, (_, n) => ({
      id: `d${n}`,
      // C4's rules keep lines that end like sentences.
      text: textOf(n % 3).replace(/(?:\S+ ){11}\S+/g, '$&.\n'),
    }));
    await write('documents.jsonl.gz', documents);
    const run = ['--strategy', 'rules-c4', '--input', 'documents.jsonl.gz', '--out', 'run', '--quiet'];
    expect(await command(...run, '--progress', 'none', '--duplicates', 'keep', '--shard-records', '4')).toMatchObject({
      code: 0,
    });
    const accepted = [
      ...(await read('run/shards/part-00000.jsonl.gz')),
      ...(await read('run/shards/part-00001.jsonl.gz')),
    ];
    expect(accepted).toHaveLength(6);
    expect((await command('dedup', 'run', '--out', 'unique', '--shard-records', '2')).code).toBe(0);
    const manifest = await manifestOf('unique');
    const kept = new Set(accepted.map(({ text }) => text)).size;
    expect(manifest).toMatchObject({
      tasks: { planned: 6, accepted: kept, rejected: 6 - kept, failed: 0 },
      strategies: { 'rules-c4': { tasks: { planned: 6, accepted: kept } } },
      input: { documents: 6, used: 6, files: [{ documents: 4 }, { documents: 2 }] },
    });
    expect(kept).toBeLessThan(6);
    expect((await read('unique/shards/part-00000.jsonl.gz'))[0]).toEqual(accepted[0]);
    expect((await command('verify', 'unique')).stdout).toMatch(/^6 records in \d files?: all as the manifest says/);
    const again = await command('dedup', 'unique', '--out', 'again', '--format', 'parquet');
    expect(again.stdout).toContain(`${kept} kept, 0 duplicates`);
    expect(await manifestOf('again')).toMatchObject({ rejects: [], shards: [{ path: 'shards/part-00000.parquet' }] });
  });

  it('finds the duplicates of many records in several files, whatever the threads and the size of shards', async () => {
    const rows = Array.from({ length: 1500 }, (_, n) => ({ id: `r${n}`, text: textOf(n % 1000, n < 1000 ? 0 : 2, n) }));
    await write('many-1.jsonl.gz', rows.slice(0, 700));
    await write('many-2.jsonl.gz', rows.slice(700));
    const outcomes = [];
    for (const [out, ...flags] of [
      ['m1', '--threads', '1'],
      ['m2', '--threads', '3', '--shard-records', '333'],
    ] as const) {
      await command('dedup', '--input', 'many-*.jsonl.gz', '--out', out, '--format', 'jsonl', ...flags);
      const { shards } = await manifestOf(out);
      const kept = [];
      for (const { path } of shards as { path: string }[]) kept.push(...(await read(`${out}/${path}`)));
      outcomes.push(kept);
    }
    expect(outcomes[1]).toEqual(outcomes[0]);
    // Two words changed of 200: a Jaccard similarity of 0.94 and more, which a band shows in 99.99% of cases.
    expect(outcomes[0]).toHaveLength(1000);
  });

  it('refuses pairs that share a band by chance when a similarity is asked for', async () => {
    // About 0.6: one pair in five shares a band.
    const rows = Array.from({ length: 400 }, (_, n) => ({ id: `r${n}`, text: textOf(n % 200, n < 200 ? 0 : 48, n) }));
    await write('loose.jsonl.gz', rows);
    const twins = [
      { id: 'twin-1', text: textOf(9999) },
      { id: 'twin-2', text: textOf(9999, 1) },
    ];
    await write('twins.jsonl.gz', twins);
    const input = ['--input', 'loose.jsonl.gz', '--input', 'twins.jsonl.gz'];
    await command('dedup', ...input, '--out', 'loose');
    await command('dedup', ...input, '--out', 'strict', '--min-similarity', '0.85');
    const loose = (await manifestOf('loose')) as { tasks: { rejected: number } };
    expect(loose.tasks.rejected).toBeGreaterThan(10);
    expect(await manifestOf('strict')).toMatchObject({
      tasks: { rejected: 1 },
      parameters: { min_similarity: 0.85 },
      candidate_pairs: { refused: loose.tasks.rejected - 1 },
    });
  });

  it('drops what has text of a benchmark when an index is given, with its name', async () => {
    const item = 'A gardener in Vellmark plants eleven rows of nine purple beans each and pulls out seven of them.';
    await write('bench.jsonl.gz', [{ text: item }]);
    await command('contamination', 'build', '--input', 'bench.jsonl.gz', '--out', 'bench.index');
    await write('mixed.jsonl.gz', [
      { id: 'a', text: textOf(1) },
      { id: 'b', text: `${textOf(2)} ${item}` },
      { id: 'c', text: textOf(2) },
    ]);
    const flags = ['--input', 'mixed.jsonl.gz', '--contamination', 'bench.index'];
    const { stdout } = await command('dedup', ...flags, '--out', 'mixed');
    expect(stdout).toContain('1 kept, 1 duplicate (33.3%) in 1 cluster (1 of 2), 1 contaminated');
    expect(await read('mixed/rejects/part-00000.jsonl.gz')).toMatchObject([
      { id: 'b', reason: 'contaminated', detail: expect.stringMatching(/^bench: “A gardener/) as string },
      { id: 'c', reason: 'duplicate', detail: 'repeats b' },
    ]);
    expect(await manifestOf('mixed')).toMatchObject({ reasons: { contaminated: 1, duplicate: 1 } });
    expect((await command('verify', 'mixed')).code).toBe(0);
    const wrong = await command('dedup', '--input', 'mixed.jsonl.gz', '--contamination', 'none', '--out', 'y');
    expect(wrong).toMatchObject({ code: 2 });
  });

  it('skips rows that are no documents, tells where the first is, and counts them by reason', async () => {
    await writeFile(join(cwd, 'bad.jsonl'), `{"id":1,"text":"${textOf(5)}"}\nnonsense\n{"id":2}\n`);
    const { stdout, stderr } = await command('dedup', '--input', 'bad.jsonl', '--out', 'bad');
    expect(stderr).toMatch(/^the first row that is no record: bad\.jsonl, row 1: "nonsense" is not JSON/m);
    expect(stderr.match(/no record/g)).toHaveLength(1);
    expect(stdout).toContain('1 record in 1 file, 1 row skipped: input.malformed, 1 row skipped: input.no_text');
    expect(await manifestOf('bad')).toMatchObject({
      input: { documents: 3, used: 1, skipped: { 'input.malformed': 1, 'input.no_text': 1 } },
    });
    expect((await command('verify', 'bad')).code).toBe(0);
  });

  it('reads a file once, whichever links lead there', async () => {
    await write('linked.jsonl.gz', [{ id: 'a', text: textOf(6) }]);
    await symlink('linked.jsonl.gz', join(cwd, 'link.jsonl.gz'));
    const input = ['--input', 'linked.jsonl.gz', '--input', 'link.jsonl.gz'];
    expect((await command('dedup', ...input, '--out', 'linked')).stdout).toContain('1 kept, 0 duplicates');
    await symlink('linked', join(cwd, 'way'));
    expect((await command('dedup', 'linked', 'way', '--out', 'linked-2')).stdout).toContain('1 kept, 0 duplicates');
  });

  it('makes its folder where a link leads, and refuses a link that leads nowhere before it reads anything', async () => {
    await write('pointed.jsonl.gz', [{ id: 'a', text: textOf(7) }]);
    await mkdir(join(cwd, 'elsewhere'));
    await symlink('elsewhere', join(cwd, 'pointer'));
    expect((await command('dedup', '--input', 'pointed.jsonl.gz', '--out', 'pointer')).code).toBe(0);
    expect(await read('elsewhere/shards/part-00000.jsonl.gz')).toHaveLength(1);
    await symlink('gone', join(cwd, 'astray'));
    const { code, stderr } = await command('dedup', '--input', 'pointed.jsonl.gz', '--out', 'astray');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^rewrite: --out \S+astray is a link that leads nowhere/);
  });

  it('makes a folder that verify finds whole of records with ids twice, and with columns of other names', async () => {
    const rows = [1, 1, 2].map((url) => ({ url, body: textOf(url) }));
    await write('columns.jsonl.gz', rows);
    const columns = ['--id-column', 'url', '--text-column', 'body'];
    await command('dedup', '--input', 'columns.jsonl.gz', ...columns, '--out', 'columns');
    expect(await command('verify', 'columns')).toMatchObject({ code: 0, stderr: '' });
    const again = await command('dedup', 'columns', '--out', 'columns-2');
    expect(again).toMatchObject({ code: 5 });
    expect(again.stderr).toContain('no id or no text. Are they in other columns?');
  });

  it('makes an empty folder of no records', async () => {
    await writeFile(join(cwd, 'none.jsonl'), '');
    const { code, stdout } = await command('dedup', '--input', 'none.jsonl', '--out', 'none');
    expect(code).toBe(0);
    expect(stdout).toContain('0 kept, 0 duplicates (–)');
    expect(await manifestOf('none')).toMatchObject({ shards: [], rejects: [], clusters: { count: 0, sizes: {} } });
  });

  it('refuses what it cannot do, and leaves nothing behind', async () => {
    await write('some.jsonl.gz', [{ id: 'a', text: textOf(1) }]);
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await command('dedup', ...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused('--out', 'x')).toContain('nothing to read');
    expect(await refused('--input', 'some.jsonl.gz')).toContain('--out is missing');
    expect(await refused('nowhere', '--out', 'x')).toContain('nowhere does not exist');
    expect(await refused('some.jsonl.gz', '--out', 'x')).toContain('--input some.jsonl.gz');
    expect(await refused('.', '--out', 'x')).toContain('. has no manifest.json');
    expect(await refused('--input', '-', '--out', 'x')).toContain('cannot be read twice');
    expect(await refused('--input', 'some.jsonl.gz', '--out', '.')).toContain('holds something already');
    expect(await refused('--input', 'some.jsonl.gz', '--out', 'some.jsonl.gz')).toContain('is no folder');
    expect(await refused('--input', 'some.jsonl.gz', '--out', 'x', '--text-column', 'body')).toContain(
      'no row is a record; the first that is none: some.jsonl.gz, row 0: no column "body"; there are "id", "text"; choose one with --text-column',
    );
    expect(await refused('run', '--out', 'run/unique')).toContain('run/unique is within run, which is read');
    expect(await refused('--input', 'some.jsonl.gz', '--out', 'x', '--format', 'parquet')).toContain('JSON lines');
    expect(await refused('--input', 'some.jsonl.gz', '--out', 'x', '--min-similarity', '2')).toContain(
      '--min-similarity',
    );
    expect(existsSync(join(cwd, 'x'))).toBe(false);
  });

  it('refuses a shard that is not what its manifest says', async () => {
    await write('pair.jsonl.gz', [{ id: 'a', text: textOf(1) }]);
    await command('dedup', '--input', 'pair.jsonl.gz', '--out', 'pair');
    await writeFile(join(cwd, 'pair/shards/part-00000.jsonl.gz'), 'damaged');
    const { code, stderr } = await command('dedup', 'pair', '--out', 'of-pair');
    expect(code).toBe(5);
    expect(stderr).toContain('pair/shards/part-00000.jsonl.gz has the sha256');
    expect(readdirSync(cwd).filter((name) => name.includes('of-pair'))).toEqual([]);
  });
});
