import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { resolveOptions } from '../../src/config/resolve.ts';
import { prepareInnerJob } from '../../src/run/inner-run.ts';
import { call } from '../cli/call.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-run-selection-'));
  await mkdir(join(cwd, 'in'));
  for (const [file, first] of [
    ['a.jsonl', 0],
    ['b.jsonl', 20],
  ] as const) {
    await writeFile(join(cwd, 'in', file), Array.from({ length: 20 }, (_, at) => rowOf(first + at)).join(''));
  }
  await config('limit: 12');
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});

const FACTS = [
  'The river rises in the hills to the north and runs through the old town',
  'The bridge was built of grey stone by the masons of the county',
  'The market is held on Mondays in the square before the church',
  'The school teaches two hundred children from the villages around',
  'The mill ground corn for three centuries until the dam was broken',
  'The road to the coast follows the valley for most of its length',
];

/** Row 5 is no document; odd ones have no id. */
function rowOf(n: number): string {
  if (n === 5) return 'no JSON\n';
  const text = FACTS.map((fact, at) => `${fact}, which travellers saw in the year ${1000 + 10 * n + at}.`);
  return `${JSON.stringify({ ...(n % 2 === 0 ? { id: `doc-${n}` } : {}), text: text.join(' '), rating: n % 10 })}\n`;
}

/** `rewrite.yaml` with a selection by rating and what else is given. */
const config = (...lines: readonly string[]) =>
  writeFile(
    join(cwd, 'rewrite.yaml'),
    [
      'strategy: prox-chunk',
      'backend: extractive',
      'input: ["in/*.jsonl"]',
      'quiet: true',
      'selection:',
      '  method: top-k',
      '  by: rating',
      ...lines.map((line) => `  ${line}`),
    ].join('\n'),
  );
const rewrite = (...args: string[]) => call(main, args, { cwd });
const json = async (path: string) => JSON.parse(await readFile(join(cwd, path), 'utf8')) as Record<string, unknown>;

async function sources(...outs: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const out of outs) {
    for (const folder of ['shards', 'rejects'].filter((name) => existsSync(join(cwd, out, name)))) {
      for (const file of readdirSync(join(cwd, out, folder))) {
        const lines = gunzipSync(await readFile(join(cwd, out, folder, file)))
          .toString('utf8')
          .split('\n');
        for (const line of lines.filter((each) => each !== ''))
          ids.push((JSON.parse(line) as { source_id: string }).source_id);
      }
    }
  }
  return ids.sort();
}

/** Of 40 rows with ratings 0 to 9 the twelve best are the four 9s, 8s and 7s. */
const CHOSEN = [
  'a.jsonl#17',
  'a.jsonl#19',
  'a.jsonl#7',
  'a.jsonl#9',
  'b.jsonl#17',
  'b.jsonl#19',
  'b.jsonl#7',
  'b.jsonl#9',
  'doc-18',
  'doc-28',
  'doc-38',
  'doc-8',
];

describe('a run with a selection', () => {
  it('rewrites what was chosen, with ids and files of its input, and accounts for every row', async () => {
    expect((await rewrite('--out', 'whole')).code).toBe(0);
    expect(await sources('whole')).toEqual(CHOSEN);
    expect(await json('whole/manifest.json')).toMatchObject({
      input: {
        files: [
          { path: 'a.jsonl', documents: 20 },
          { path: 'b.jsonl', documents: 20 },
        ],
        documents: 40,
        used: 12,
        skipped: { 'selection.not_chosen': 28 },
      },
    });
    expect(await json('whole/selection/selection.json')).toMatchObject({
      read: 40,
      chosen: 12,
      dropped: { 'selection.not_sampled': 27, 'input.malformed': 1 },
    });
    expect(readdirSync(join(cwd, 'whole')).filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await rewrite('verify', 'whole')).code).toBe(0);
  });

  it('chooses once: it goes on with what was chosen, and counts no row twice', async () => {
    await rewrite('--out', 'grown', '--limit', '3');
    const before = await readFile(join(cwd, 'grown/selection/selection.json'), 'utf8');
    expect(await sources('grown')).toHaveLength(3);
    await rewrite('--out', 'grown', '--limit', '7');
    expect(await sources('grown')).toHaveLength(7);
    await rewrite('--out', 'grown');
    expect(await sources('grown')).toEqual(CHOSEN);
    expect(await json('grown/manifest.json')).toMatchObject({
      input: { documents: 40, used: 12, skipped: { 'selection.not_chosen': 28 } },
    });
    expect(await readFile(join(cwd, 'grown/selection/selection.json'), 'utf8')).toBe(before);
    expect((await rewrite('verify', 'grown')).code).toBe(0);
  });

  it('makes the same tasks in parts, by rows of each file, as in one run', async () => {
    for (const part of [0, 1, 2]) await rewrite('--out', `part-${part}`, '--shard', `${part}/3`);
    expect(await sources('part-0', 'part-1', 'part-2')).toEqual(CHOSEN);
    const documents = await Promise.all(
      [0, 1, 2].map(async (part) => (await json(`part-${part}/manifest.json`))['input'] as { documents: number }),
    );
    expect(documents.reduce((sum, input) => sum + input.documents, 0)).toBe(40);
    expect((await rewrite('verify', 'part-0', 'part-1', 'part-2')).code).toBe(0);
  });

  it('shows in a dry run what would be rewritten, and leaves nothing on disk', async () => {
    const { code, stdout } = await rewrite('--dry-run', '--out', 'dry');
    expect(code).toBe(0);
    expect(stdout).toContain('12');
    expect(existsSync(join(cwd, 'dry'))).toBe(false);
  });

  it('previews documents that it chose, and leaves nothing on disk', async () => {
    const { code, stdout, stderr } = await rewrite('preview', '--limit', '2');
    expect(code).toBe(0);
    // The first rows that are chosen, not the first of the input.
    expect([...stdout.matchAll(/^(\S+)\/prox-chunk\/0 /gm)].map(([, id]) => id)).toEqual(['a.jsonl#7', 'doc-8']);
    expect(stderr).toContain('selection: 12 of 40 documents');
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
  });

  it('asks a hosted embedding model with the key that it names', async () => {
    const heard: (string | undefined)[] = [];
    const server = createServer(({ headers }, response) => {
      heard.push(headers.authorization);
      response.writeHead(401).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await config('limit: 12', 'concepts: 0.5', `concept_endpoint: ["http://127.0.0.1:${port}/v1"]`);
    const env = { OPENAI_API_KEY: 'not this one', EMBEDDING_KEY: 'sesame' };
    const { code } = await call(main, ['--api-key-env', 'EMBEDDING_KEY', '--out', 'keyed'], { cwd, env });
    expect(code).toBe(2);
    expect(new Set(heard)).toEqual(new Set(['Bearer sesame']));
    await config('limit: 12');
  });

  it('keeps to its selection on resume', async () => {
    await config('limit: 13');
    const changed = await rewrite('--out', 'whole');
    expect(changed.code).toBe(2);
    expect(changed.stderr).toContain('was begun with another selection');
    expect(changed.stderr).toContain('"limit":12');
    await writeFile(
      join(cwd, 'plain.yaml'),
      'strategy: prox-chunk\nbackend: extractive\ninput: ["in/*.jsonl"]\nquiet: true\n',
    );
    const without = await rewrite('--config', 'plain.yaml', '--out', 'whole');
    expect(without.code).toBe(2);
    expect(without.stderr).toContain('selection: was {');
    await rewrite('--config', 'plain.yaml', '--out', 'all');
    const late = await rewrite('--out', 'all');
    expect(late.code).toBe(2);
    expect(late.stderr).toContain('was begun without a selection');
    expect(existsSync(join(cwd, 'all/selection'))).toBe(false);
  });

  it('refuses in rewrite.yaml what select refuses, with the line, and copies of documents', async () => {
    await config('limt: 3');
    expect((await rewrite('--out', 'x')).stderr).toContain(
      'rewrite.yaml:8: unknown key `limt` in selection; did you mean `limit`?',
    );
    await config();
    expect((await rewrite('--out', 'x')).stderr).toMatch(
      /rewrite\.yaml:5: top-k would take every document: set a limit/,
    );
    await config('limit: 3', 'where: rating >');
    expect((await rewrite('--out', 'x')).stderr).toContain('selection.where: column 9');
    await writeFile(join(cwd, 'target.jsonl'), '{"text": "水 循环"}\n');
    await writeFile(
      join(cwd, 'dsir.yaml'),
      'strategy: prox-chunk\nbackend: extractive\ninput: ["in/*.jsonl"]\nselection: {method: dsir, target: [target.jsonl], limit: 3}\n',
    );
    expect((await rewrite('--config', 'dsir.yaml', '--out', 'x')).stderr).toContain(
      'selection.target: 0.0% of its words stand in the corpus',
    );
    await config('limit: 3', 'upsample: true');
    expect((await rewrite('--out', 'x')).stderr).toContain('selection.upsample: a run rewrites each document once');
    expect(existsSync(join(cwd, 'x'))).toBe(false);
  });
});

describe('a command that runs within another', () => {
  it('reads its whole input, whatever selection rewrite.yaml has for runs', async () => {
    await config('limit: 3');
    const { options } = await resolveOptions({}, undefined, cwd);
    expect(options.selection).toMatchObject({ limit: 3 });
    const job = await prepareInnerJob(join(cwd, 'inner'), { cwd, env: {}, now: new Date() }, options);
    expect(job.options.selection).toBeUndefined();
  });
});

describe('a run whose strategies are routed by columns', () => {
  it('gives each document to a strategy whose condition it meets, and skips those that meet none', async () => {
    await mkdir(join(cwd, 'strategies'));
    await writeFile(
      join(cwd, 'strategies/buckets.yaml'),
      'name: buckets\nbalance: requests\nstrategies:\n  prox-chunk: {share: 0.5, where: rating >= 7}\n  prox-doc: {share: 0.5, where: rating < 2}\n',
    );
    const run = ['--config', 'plain.yaml', '--strategy', 'buckets', '--out'];
    await writeFile(join(cwd, 'plain.yaml'), 'backend: extractive\ninput: ["in/*.jsonl"]\nquiet: true\n');
    expect((await rewrite(...run, 'routed')).code).toBe(0);
    expect(await json('routed/manifest.json')).toMatchObject({
      strategies: { 'prox-chunk': { tasks: { planned: 12 } }, 'prox-doc': { tasks: { planned: 8 } } },
      input: { documents: 40, used: 20, skipped: { 'ineligible.where': 19, 'input.malformed': 1 } },
    });
    const bare = await rewrite(...run, 'bare', '--metadata', 'drop');
    expect(bare.code).toBe(2);
    expect(bare.stderr).toContain('--metadata drop leaves no columns for the condition of prox-chunk (rating >= 7)');
    expect((await rewrite(...run, 'known')).stderr).not.toContain('looked at');
    await writeFile(
      join(cwd, 'strategies/misspelt.yaml'),
      'name: misspelt\nbalance: requests\nstrategies:\n  prox-chunk: {share: 1, where: ratng >= 7}\n',
    );
    for (const dry of [[], ['--dry-run']]) {
      const misspelt = await rewrite('--config', 'plain.yaml', '--strategy', 'misspelt', ...dry, '--out', 'misspelt');
      expect(misspelt.stderr).toContain(
        'warning: none of the documents that were looked at has the column "ratng" (did you mean rating?); there are "rating". The conditions (where) of prox-chunk ask for it',
      );
    }
    expect((await rewrite('strategies', 'show', 'buckets')).stdout).toMatch(/prox-doc +50\.0% +rating < 2/);
  });
});
