import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { readShard } from '../../src/emission/read-shard.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { unitInterval } from '../../src/text/hash.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { call } from './call.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-select-'));
  await write('rated', RATED);
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});

type Row = Record<string, unknown>;

/** `rewrite select` in the folder of these tests. */
const select = (...args: string[]) => call(main, ['select', ...args], { cwd });

async function write(name: string, rows: readonly object[]): Promise<void> {
  await writeFile(join(cwd, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

async function shardRows(out: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const file of readdirSync(join(cwd, out, 'shards')).sort()) {
    const text = gunzipSync(await readFile(join(cwd, out, 'shards', file))).toString('utf8');
    for (const line of text.split('\n').filter((each) => each !== '')) rows.push(JSON.parse(line) as Row);
  }
  return rows;
}

async function parquetRows(out: string): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of readShard(join(cwd, out, 'shards/part-00000.parquet'))) rows.push(row);
  return rows;
}

const idsIn = async (out: string) => (await shardRows(out)).map(({ id }) => id);
const reportOf = async (out: string) => JSON.parse(await readFile(join(cwd, out, 'selection.json'), 'utf8')) as Row;

/** A worked example of DataMan's selection: two sources, two application domains, tokens and ratings by hand. */
const RATED = [
  ['w1', 'web', 'A', 100, 5, 5],
  ['w2', 'web', 'A', 100, 4, 4],
  ['w3', 'web', 'A', 100, 1, 2],
  ['w4', 'web', 'B', 50, 5, 4],
  ['w5', 'web', 'B', 50, 2, 2],
  ['b1', 'books', 'A', 200, 3, 3],
  ['b2', 'books', 'A', 100, 5, 3],
  ['b3', 'books', 'B', 300, 4, 5],
].map(([id, source, domain, tokens, overall, accuracy]) => ({
  id,
  text: `The text of ${id}.`,
  source,
  tokens,
  annotations: { dataman: { domain, overall, accuracy } },
}));

const DATAMAN = ['--method', 'top-k', '--by', 'annotations.dataman.overall + annotations.dataman.accuracy'];
const DOMAINS = [
  '--domain-column',
  'source',
  '--domain-column',
  'annotations.dataman.domain',
  '--token-column',
  'tokens',
];

describe('rewrite select', () => {
  it('chooses as DataMan does: a budget split by token share, each domain from its best until it is reached', async () => {
    // 1,000 tokens: web 400 (A 300, B 100), books 600 (A 300, B 300). Of 500: web/A 150, web/B 50, books/A 150, B 150.
    const { code, stdout } = await select(
      '--input',
      'rated.jsonl',
      ...DATAMAN,
      ...DOMAINS,
      '--budget-tokens',
      '500',
      '--out',
      'dataman',
    );
    expect(code).toBe(0);
    // web/A: 10, 8 (200 ≥ 150). web/B: 9 (50 ≥ 50). books/A: 8 then 6 (300 ≥ 150). books/B: 9 (300 ≥ 150).
    expect(await idsIn('dataman')).toEqual(['w1', 'w2', 'w4', 'b1', 'b2', 'b3']);
    const report = await reportOf('dataman');
    expect(report).toMatchObject({
      read: 8,
      chosen: 6,
      copies: 0,
      tokens: 850,
      dropped: { 'selection.not_sampled': 2 },
      shortfalls: [],
      domains: {
        'web / A': {
          before: { documents: 3, tokens: 300, share: 0.3 },
          after: { documents: 2, tokens: 200 },
          least_score: 8,
        },
        'web / B': {
          before: { tokens: 100, share: 0.1 },
          after: { documents: 1, tokens: 50, share: 50 / 850 },
          least_score: 9,
        },
        'books / A': { after: { documents: 2, tokens: 300 }, least_score: 6 },
        'books / B': { after: { documents: 1, tokens: 300 } },
      },
    });
    expect(stdout).toContain('6 of 8 documents chosen: 850 tokens');
    expect(stdout).toMatch(/web \/ A +3 +30\.0% +2 +23\.5%/);
  });

  it('keeps every column, in the order of the input, with ids for rows that have none', async () => {
    const rows = [
      { text: 'One text.', n: { deep: [1, 2] } },
      { id: 7, text: 'Another.' },
      { text: 'A third.', n: null },
    ];
    await write('plain', rows);
    expect((await select('--input', 'plain.jsonl', '--where', 'id != "7"', '--out', 'kept')).code).toBe(0);
    expect(await shardRows('kept')).toEqual([
      { id: 'plain.jsonl#0', text: 'One text.', n: { deep: [1, 2] } },
      { id: 'plain.jsonl#2', text: 'A third.', n: null },
    ]);
    expect(await reportOf('kept')).toMatchObject({ read: 3, chosen: 2, dropped: { 'selection.where': 1 } });
  });

  it('writes Parquet in the form of rated documents, which it reads again without another level of JSON', async () => {
    const rows = [
      { key: 3, body: 'One text.', annotations: { dataman: { overall: 5 } }, url: 'http://a', n: { deep: [1] } },
      { key: 'b', body: 'Another.', annotations: '{"dataman": {"overall": 4}}' },
      { key: 'c', body: 'A third.', annotations: 'by hand' },
      { key: 'd', body: 'No column of ratings.' },
    ];
    await write('keyed', rows);
    const columns = ['--text-column', 'body', '--id-column', 'key'];
    const parquet = ['--format', 'parquet', '--limit', '4', '--out'];
    expect((await select('--input', 'keyed.jsonl', ...columns, ...parquet, 'parquet')).code).toBe(0);
    const expected = [
      {
        id: '3',
        text: 'One text.',
        annotations: { dataman: { overall: 5 } },
        metadata: { url: 'http://a', n: { deep: [1] } },
      },
      { id: 'b', text: 'Another.', annotations: { dataman: { overall: 4 } }, metadata: {} },
      { id: 'c', text: 'A third.', annotations: 'by hand', metadata: {} },
      { id: 'd', text: 'No column of ratings.', annotations: {}, metadata: {} },
    ];
    expect(await parquetRows('parquet')).toEqual(expected);
    const again = ['--input', 'parquet/shards/*.parquet', '--where', 'metadata.url == "http://a"'];
    expect((await select(...again, ...parquet, 'twice')).code).toBe(0);
    expect(await parquetRows('twice')).toEqual(expected.slice(0, 1));
  });

  it('draws by seed and id alone: neither the order of the input nor what else is in it changes who goes before whom', async () => {
    const rows = Array.from({ length: 60 }, (_, at) => ({ id: `d${at}`, text: `Text ${at}.`, score: at % 7 }));
    await write('forth', rows);
    await write('back', rows.toReversed());
    for (const method of [
      ['--method', 'uniform'],
      ['--method', 'gumbel', '--by', 'score'],
      ['--method', 'top-k', '--by', 'score'],
    ]) {
      const name = method[1] ?? '';
      await select('--input', 'forth.jsonl', ...method, '--limit', '20', '--out', `${name}-1`);
      await select('--input', 'back.jsonl', ...method, '--limit', '20', '--out', `${name}-2`);
      const [forth, back] = await Promise.all([1, 2].map((n) => idsIn(`${name}-${n}`)));
      expect(forth).toHaveLength(20);
      expect(back?.toReversed()).toEqual(forth);
    }
    await select('--input', 'forth.jsonl', '--limit', '20', '--seed', '1', '--out', 'seeded');
    expect(await idsIn('seeded')).not.toEqual(await idsIn('uniform-1'));
  });

  it('prefers high scores the more, the lower the temperature', async () => {
    const rows = Array.from({ length: 400 }, (_, at) => ({ id: `d${at}`, text: `Text ${at}.`, score: at / 100 }));
    await write('scored', rows);
    const means: number[] = [];
    for (const temperature of ['0.01', '1', '100']) {
      const args = ['--method', 'gumbel', '--by', 'score', '--temperature', temperature, '--limit', '100'];
      await select('--input', 'scored.jsonl', ...args, '--out', `t${temperature}`);
      const { thresholds } = await reportOf(`t${temperature}`);
      means.push((thresholds as { scores: { after: { mean: number } } }).scores.after.mean);
    }
    const [cold = 0, warm = 0, hot = 0] = means;
    // The best 100 have a mean of 3.495, a uniform draw one near 2.
    expect(cold).toBeGreaterThan(3.4);
    expect(warm).toBeLessThan(3.3);
    expect(warm).toBeGreaterThan(2.3);
    expect(hot).toBeLessThan(2.3);
  });

  it('takes a band of scores by rank', async () => {
    const rows = Array.from({ length: 10 }, (_, at) => ({
      id: `p${at}`,
      text: 'Words.',
      annotations: { perplexity: { perplexity: 10 + at } },
    }));
    await write('perplexity', rows);
    const args = ['--band', 'middle', '--band-share', '0.4', '--by', 'annotations.perplexity.perplexity'];
    const { stdout } = await select('--input', 'perplexity.jsonl', ...args, '--out', 'band');
    expect(await idsIn('band')).toEqual(['p3', 'p4', 'p5', 'p6']);
    expect(stdout).toContain('scores of the band: 13 to 16');
    expect(await reportOf('band')).toMatchObject({ dropped: { 'selection.band': 6 } });
    const highest = [...args.with(1, 'highest'), '--out', 'highest'];
    // What the band takes out was there before: ten of a mean of 14.5, of which the last four have 17.5.
    expect((await select('--input', 'perplexity.jsonl', ...highest)).stdout).toContain(
      'mean score: 14.5 before, 17.5 chosen',
    );
    expect(await reportOf('highest')).toMatchObject({
      domains: { all: { before: { documents: 10 }, after: { documents: 4 } } },
    });
  });

  it('draws what is like the target by DSIR, and drops texts of under 100 tokens', async () => {
    const draw = (topic: readonly string[], seed: number, length: number) =>
      Array.from({ length }, (_, at) => topic[Math.floor(unitInterval(seed, at) * topic.length)]).join(' ');
    const cooking = 'boil stir flour oven salt butter dough pan simmer whisk the of and'.split(' ');
    const law = 'court statute clause appeal party contract tort judge plaintiff the of and'.split(' ');
    await write(
      'wanted',
      Array.from({ length: 20 }, (_, at) => ({ text: draw(law, at, 150) })),
    );
    await write(
      'mixed',
      Array.from({ length: 60 }, (_, at) => ({
        id: `m${at}`,
        topic: at % 3 === 0 ? 'law' : 'cooking',
        text: draw(at % 3 === 0 ? law : cooking, 100 + at, [99, 100][at] ?? 120),
      })),
    );
    const args = [
      '--method',
      'dsir',
      '--target',
      'wanted.jsonl',
      '--limit',
      '15',
      '--domain-column',
      'topic',
      '--domains',
      'proportional',
    ];
    await select('--input', 'mixed.jsonl', ...args.slice(0, 8), '--domains', 'free', '--out', 'dsir');
    expect(new Set((await shardRows('dsir')).map(({ topic }) => topic))).toEqual(new Set(['law']));
    const report = await reportOf('dsir');
    expect(report).toMatchObject({
      chosen: 15,
      dropped: { 'selection.too_short': 1, 'selection.not_sampled': 44 },
      domains: { law: { before: { documents: 19 } }, cooking: { before: { documents: 40 }, after: { documents: 0 } } },
    });
    // Within domains the draw is held to their shares.
    await select('--input', 'mixed.jsonl', ...args, '--out', 'dsir-split');
    expect(await reportOf('dsir-split')).toMatchObject({
      domains: { law: { after: { documents: 5 } }, cooking: { after: { documents: 10 } } },
    });
  });

  it('keeps few documents of a topic that repeats itself and many of a varied one, with duplicates gone first', async () => {
    const drawn = (topic: string, vocabulary: number, count: number, seed: number) =>
      Array.from(
        { length: count },
        (_, at) => `${topic}${Math.floor(unitInterval(seed, topic, at) * vocabulary)}`,
      ).join(' ');
    const elephants = Array.from({ length: 60 }, (_, n) => ({
      id: `elephant-${n}`,
      title: `Elephant ${n}`,
      text: drawn('elephant', 40, 120, n),
    }));
    const dogs = Array.from({ length: 60 }, (_, n) => ({
      id: `dog-${n}`,
      title: `Dog ${n}`,
      text: `${drawn('dog', 30, 60, n)} ${drawn(`breed${n}x`, 60, 60, n)}`,
    }));
    const copies = dogs.slice(0, 10).map(({ id, ...dog }) => ({ ...dog, id: `copy-of-${id}` }));
    await write('animals', [...elephants, ...dogs, ...copies]);
    const flags = ['--input', 'animals.jsonl', '--concepts', '0.5', '--concept-clusters', '2', '--out', 'animals'];
    const { code, stdout } = await select(...flags);
    expect(code).toBe(0);
    const ids = (await idsIn('animals')).map(String);
    const of = (kind: string) => ids.filter((id) => id.startsWith(kind)).length;
    expect(of('copy')).toBe(0);
    expect(of('elephant') + of('dog')).toBe(60);
    expect(of('dog')).toBeGreaterThan(2 * of('elephant'));
    const { dropped, concepts } = await reportOf('animals');
    expect(dropped).toEqual({ 'selection.redundant': 60, 'selection.duplicate': 10 });
    expect(concepts).toMatchObject({ duplicates: 10, redundant: 60 });
    expect(stdout).toMatch(/Elephant \d+ · Elephant \d+/);
    // The kept share of each row follows from its spread, as the line below the table says.
    const [, from, temperature] = /share = exp\(\(spread - ([\d.]+)\) \/ ([\d.]+)\)/.exec(stdout) ?? [];
    const rows = [...stdout.matchAll(/(Elephant|Dog) \d+ +(\d+) +([\d.]+) +(\d+) +([\d.]+)%$/gm)];
    expect(rows.map(([, kind]) => kind)).toEqual(['Elephant', 'Dog']);
    for (const [, , documents, spread, kept, share] of rows) {
      const exact = Math.min(1, Math.exp((Number(spread) - Number(from)) / Number(temperature))) * Number(documents);
      expect(Math.abs(Number(kept) - Math.max(1, exact))).toBeLessThan(1.5);
      expect(Number(share)).toBeCloseTo((100 * Number(kept)) / Number(documents), 1);
    }
  });

  it('shows domains and titles on a line each, and does to a terminal nothing that stands in them', async () => {
    const odd = 'red\u001b[31m\nline';
    const rows = Array.from({ length: 4 }, (_, n) => ({
      id: `${n}`,
      text: `Text ${n}.`,
      title: odd,
      source: [odd, 'b'][n % 2],
    }));
    await write('hostile', rows);
    const flags = ['--domain-column', 'source', '--concepts', '1', '--concept-clusters', '2', '--out', 'hostile'];
    const { code, stdout } = await select('--input', 'hostile.jsonl', ...flags);
    expect(code).toBe(0);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/^ {2}red␛\[31m line +2 +50\.0%/m);
    expect(stdout).toMatch(/^ {2}red␛\[31m line · red␛\[31m line +\d/m);
  });

  it('tells topics apart by a served embedding model', async () => {
    const simulator = await createSimulator({});
    onTestFinished(() => simulator.close());
    const says = (topic: string, n: number) =>
      `${topic} ${topic}s are said to be ${topic} number ${n} of the ${topic} kind`;
    const topics = Array.from({ length: 40 }, (_, n) => ({
      id: `${n}`,
      title: '',
      text: says(n < 20 ? 'river' : 'engine', n),
    }));
    await write('topics', topics);
    const flags = ['--input', 'topics.jsonl', '--concepts', '0.5', '--concept-clusters', '2'];
    const { code } = await select(...flags, '--concept-endpoint', simulator.url, '--out', 'topics');
    expect(code).toBe(0);
    expect(simulator.stats().answered).toBeGreaterThan(0);
    expect(await idsIn('topics')).toHaveLength(20);
  });

  it('gives domains their shares, reports what is short, and fills it up only when told', async () => {
    const args = [
      '--input',
      'rated.jsonl',
      '--domain-column',
      'source',
      '--token-column',
      'tokens',
      '--domains',
      'web=0.5,books=0.5',
    ];
    const { code, stdout } = await select(...args, '--budget-tokens', '1000', '--out', 'short');
    expect(code).toBe(0);
    expect(stdout).toContain('short: web has 400 of the 500 tokens that were asked for');
    expect(await reportOf('short')).toMatchObject({
      chosen: 8,
      shortfalls: [{ domain: 'web', unit: 'tokens', wanted: 500, got: 400 }],
    });
    await select(...args, '--budget-tokens', '2000', '--upsample', '--out', 'filled');
    const report = await reportOf('filled');
    // web: twice 400, and 200 of them once more; books: once 600, and 400 of them once more.
    expect(report).toMatchObject({
      shortfalls: [],
      dropped: {},
      chosen: 8,
      domains: { web: { after: { tokens: 1000 } } },
    });
    const counts = new Map<unknown, number>();
    for (const id of await idsIn('filled')) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect(
      [...counts].filter(([id]) => String(id).startsWith('w')).every(([, count]) => count === 2 || count === 3),
    ).toBe(true);
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(8 + Number(report['copies']));
  });

  it('says that a budget is larger than the corpus', async () => {
    const { code, stdout } = await select(
      '--input',
      'rated.jsonl',
      '--token-column',
      'tokens',
      '--budget-tokens',
      '5k',
      '--out',
      'large',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('short: the corpus has 1.00k of the 5.00k tokens that were asked for');
    expect(await reportOf('large')).toMatchObject({ chosen: 8, dropped: {} });
  });

  it('counts what cannot be rated by its reason, and goes on', async () => {
    const scores = [4, null, 'NaN', 'five', 7, 0, 5, undefined, true];
    await write(
      'odd',
      scores.map((overall, at) => ({ id: `o${at}`, text: `Text ${at}.`, annotations: { dataman: { overall } } })),
    );
    await writeFile(
      join(cwd, 'odd.jsonl'),
      `${await readFile(join(cwd, 'odd.jsonl'), 'utf8')}{"id": "nan", "text": "x", "annotations": {"dataman": {"overall": NaN}}}\n`,
    );
    const { stdout } = await select(
      '--input',
      'odd.jsonl',
      '--method',
      'top-k',
      '--by',
      'annotations.dataman.overall',
      '--limit',
      '5',
      '--out',
      'odd',
    );
    expect(await idsIn('odd')).toEqual(['o0', 'o6']);
    expect(stdout).toContain('first selection.not_a_number: odd.jsonl, row 2: annotations.dataman.overall is "NaN"\n');
    expect(await reportOf('odd')).toMatchObject({
      first_dropped: {
        'selection.no_score': 'odd.jsonl, row 1: annotations.dataman.overall is null',
        'selection.out_of_range': 'odd.jsonl, row 4: annotations.dataman.overall is 7 (its rater gives 1 to 5)',
        'input.malformed': expect.stringMatching(/^odd\.jsonl, row 9: .*is not JSON/),
      },
      read: 10,
      chosen: 2,
      dropped: {
        'selection.no_score': 2,
        'selection.not_a_number': 3,
        'selection.out_of_range': 2,
        'input.malformed': 1,
      },
    });
  });

  it('takes exact tokens where they stand, and estimates them elsewhere', async () => {
    await write('counted', [
      { id: 'a', text: 'One two.', n: 700.4 },
      { id: 'b', text: 'One two.', n: null },
      { id: 'c', text: 'One two.', n: 'many' },
    ]);
    const { code } = await select(
      '--input',
      'counted.jsonl',
      '--limit',
      '9',
      '--token-column',
      'n',
      '--out',
      'counted',
    );
    expect(code).toBe(0);
    expect(await reportOf('counted')).toMatchObject({ tokens: 700 + 2 * estimateTokens('One two.') });
  });

  it('names the domain that was meant where a share is of none that there is', async () => {
    const args = ['--input', 'rated.jsonl', '--domain-column', 'source', '--domains', 'web=0.5,book=0.5'];
    const { code, stdout } = await select(...args, '--limit', '4', '--out', 'misspelt');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'short: book has 0 of the 2 documents that were asked for; no document is of this domain (did you mean books?)',
    );
  });

  it('reads shares from a file', async () => {
    await writeFile(join(cwd, 'shares.yaml'), 'web: 0.25\nbooks: 0.75\n');
    const args = ['--domain-column', 'source', '--domains', 'shares.yaml', '--limit', '4'];
    await select('--input', 'rated.jsonl', ...args, '--out', 'by-file');
    expect(await reportOf('by-file')).toMatchObject({
      domains: { web: { after: { documents: 1 } }, books: { after: { documents: 3 } } },
    });
  });
});

describe('rewrite select refuses', () => {
  const refused = async (args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await select('--input', 'rated.jsonl', '--out', 'refused', ...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toContain('    at ');
    expect(existsSync(join(cwd, 'refused'))).toBe(false);
    expect(readdirSync(cwd).filter((name) => name.startsWith('.'))).toEqual([]);
    return stderr;
  };
  const TOP = ['--method', 'top-k', '--limit', '3'];

  it('a column that no document has, naming the nearest and those that there are', async () => {
    const said = await refused([...TOP, '--by', 'annotations.dataman.overal']);
    expect(said).toContain(
      'no document has the column "annotations.dataman.overal" (did you mean annotations.dataman.overall?)',
    );
    expect(said).toContain('there are "source", "tokens", "annotations.dataman.domain"');
    expect(await refused([...TOP, '--by', 'length'])).toContain('(did you mean length(text)?)');
  });

  it('an expression that cannot be read, with a mark under the place', async () => {
    expect(await refused([...TOP, '--by', 'tokens +* 2'])).toContain('--by: column 9');
    expect(await refused(['--where', 'tokens > '])).toContain('  tokens > \n           ^');
  });

  it('conditions that leave nothing', async () => {
    expect(await refused(['--where', 'tokens > 9000'])).toContain(
      'Nothing is left to choose from: of 8 documents read, selection.where 8.',
    );
    expect(await refused([...TOP, '--by', 'source'])).toContain(
      'of 8 documents read, selection.not_a_number 8.\n  first selection.not_a_number: rated.jsonl, row 0: source is "web"\n',
    );
  });

  it('shares that do not add up, are no shares, or are of no domain that there is', async () => {
    const shares = (domains: string) => refused(['--domain-column', 'source', '--limit', '3', '--domains', domains]);
    expect(await shares('web=0.5,books=0.3')).toContain(
      '--domains: shares must add up to 1, not 0.8: web 0.5, books 0.3',
    );
    expect(await shares('web=half,books=0.5')).toContain('"web=half" is no share');
    expect(await shares('even')).toContain('is none of proportional, balanced, free');
    expect(await shares('law=0.4,medicine=0.6')).toContain(
      'Nothing was chosen: shares are set for law, medicine, and the domains are web, books.',
    );
  });

  it('a target with nothing in common with the corpus, with no text, or that is no file', async () => {
    await write('chinese', [{ text: '水 循环 是 自然 界 的 过程' }]);
    await write('empty', [{ title: 'no text' }]);
    const long = Array.from({ length: 120 }, (_, at) => `word${at}`).join(' ');
    await write('english', [{ text: long }]);
    const dsir = (target: string) =>
      refused(['--input', 'english.jsonl', '--method', 'dsir', '--limit', '1', '--target', target]);
    expect(await dsir('chinese.jsonl')).toContain('--target: 0.0% of its words stand in the corpus');
    expect(await dsir('empty.jsonl')).toContain('--target: no text could be read from empty.jsonl');
    expect(await dsir('none*')).toContain('--target none* matches no file in');
  });

  it('settings that do not go together', async () => {
    expect(await refused(TOP)).toContain('--by: top-k needs a score');
    expect(await refused(['--method', 'top-k', '--by', 'tokens'])).toContain(
      '--limit: top-k would take every document',
    );
    expect(await refused([])).toContain('--limit: nothing would be left out');
    expect(await refused(['--by', 'tokens', '--limit', '3'])).toContain('--by: uniform looks at no score');
    expect(await refused(['--method', 'dsir', '--limit', '3'])).toContain('--target: dsir needs examples');
    expect(await refused([...TOP, '--by', 'tokens', '--temperature', '2'])).toContain(
      '--temperature: top-k has no temperature',
    );
    expect(await refused(['--limit', '3', '--domains', 'balanced'])).toContain('--domain-column: in which column');
  });

  it('an id for a domain', async () => {
    await write(
      'many',
      Array.from({ length: 10_001 }, (_, at) => ({ id: at, text: 'x' })),
    );
    const said = await refused([
      '--input',
      'many.jsonl',
      '--domain-column',
      'id',
      '--domains',
      'balanced',
      '--limit',
      '3',
    ]);
    expect(said).toContain('--domain-column id: more than 10000 domains');
  });

  it('a folder that holds something', async () => {
    const { code, stderr } = await select('--input', 'rated.jsonl', '--limit', '3', '--out', '.');
    expect(code).toBe(2);
    expect(stderr).toContain('holds something already');
  });
});
