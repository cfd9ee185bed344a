import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlendedRecord } from '../../src/blend/blended-record.ts';
import type { BlendManifest } from '../../src/blend/manifest.ts';
import { main } from '../../src/cli/main.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { call } from './call.ts';

let cwd: string;
const WORDS = 'river stone bridge town market road keeper house winter school water field'.split(' ');
/** A text of its own, of so many words. */
const textOf = (number: number, words = 40): string =>
  Array.from({ length: words }, (_, at) => WORDS[(number * 7 + at * (number + 3)) % WORDS.length]).join(' ');

interface Row {
  readonly id: string;
  readonly text: string;
  readonly [column: string]: unknown;
}
const WEB: readonly Row[] = Array.from({ length: 60 }, (_, number) => ({
  id: `w${number}`,
  text: textOf(number),
  score: number % 6,
  topic: number < 45 ? 'law' : 'medicine',
}));

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-blend-'));
  await writeRows('web.jsonl', WEB);
  await writeRows(
    'other.jsonl',
    Array.from({ length: 20 }, (_, number) => ({ id: `o${number}`, text: textOf(number) })),
  );
  await writeRun('run', 10);
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});

async function writeRows(name: string, rows: readonly object[]): Promise<void> {
  await writeFile(join(cwd, name), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** A complete run of so many records, as far as a reader looks. */
async function writeRun(name: string, records: number): Promise<void> {
  await mkdir(join(cwd, name, 'shards'), { recursive: true });
  const rows = Array.from({ length: records }, (_, number) => ({
    id: `w${number}/qa/0`,
    text: textOf(100 + number),
    source_id: `w${number}`,
    strategy: 'qa',
    prompt: 'qa@0123456789ab',
    model: 'small',
    metadata: { score: number, topic: 'law' },
  }));
  await writeRows(join(name, 'shards', 'part-00000.jsonl'), rows);
  const manifest = {
    input: { documents: records },
    tasks: { planned: records },
    tokens: {},
    strategies: { qa: {} },
    shards: [{ path: 'shards/part-00000.jsonl' }],
    rejects: [],
  };
  await writeFile(join(cwd, name, 'manifest.json'), JSON.stringify(manifest));
}

let blends = 0;
/** Runs a recipe; `out` is the folder's name. */
async function blend(recipe: string, ...flags: string[]) {
  const out = `blend-${blends++}`;
  await writeFile(join(cwd, `${out}.yaml`), recipe);
  return { out, ...(await call(main, ['blend', `${out}.yaml`, '--out', out, ...flags], { cwd })) };
}

async function manifestOf(out: string): Promise<BlendManifest> {
  return JSON.parse(await readFile(join(cwd, out, 'manifest.json'), 'utf8')) as BlendManifest;
}

async function recordsOf<Kind = BlendedRecord>(out: string): Promise<Kind[]> {
  const { shards } = await manifestOf(out);
  const records: Kind[] = [];
  for (const { path } of shards) {
    const lines = gunzipSync(await readFile(join(cwd, out, path)))
      .toString('utf8')
      .split('\n');
    records.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Kind));
  }
  return records;
}

const TWO = `
sources:
  web: {input: [web.jsonl]}
  synthetic: {input: [run]}
`;
const idsOf = (records: readonly BlendedRecord[]): string[] => records.map(({ id }) => id);

describe('rewrite blend', () => {
  it('takes a third of rephrased tokens and two thirds of web until one source ends, by default', async () => {
    const { code, out, stdout } = await blend(TWO);
    expect(code).toBe(0);
    expect(stdout).toContain('as much as there is: synthetic ends first');
    expect(stdout).toMatch(/3\d\.\d% is synthetic: about a third .*no faster than web text/);
    const records = await recordsOf(out);
    const tokens = (source: string) =>
      records.reduce((sum, { text, blend: from }) => sum + (from.source === source ? estimateTokens(text) : 0), 0);
    expect(records.filter(({ blend: { source } }) => source === 'synthetic')).toHaveLength(10);
    // Exact to half a document.
    expect(Math.abs(tokens('web') - 2 * tokens('synthetic'))).toBeLessThan(estimateTokens(textOf(0, 60)));
    expect(await manifestOf(out)).toMatchObject({
      blend: { tokens: tokens('web') + tokens('synthetic'), scarcest: { source: 'synthetic' } },
    });
    expect(readdirSync(join(cwd, out)).toSorted()).toEqual(['manifest.json', 'shards']);
    expect((await call(main, ['verify', out], { cwd })).code).toBe(0);
  });

  it('says that synthetic text alone is no better than web text', async () => {
    const { stdout } = await blend('sources: {synthetic: {input: [run]}}\n', '--dry-run');
    expect(stdout).toMatch(
      /^all of it is synthetic: alone it was learnt no faster than web text; about a third beside/m,
    );
    expect((await blend('sources: {web: {input: [web.jsonl]}}\n', '--dry-run')).stdout).not.toContain('synthetic');
  });

  it('keeps a run’s provenance, and a file’s other columns, in records of the same fields', async () => {
    const { out } = await blend(TWO);
    const records = await recordsOf(out);
    expect(records.find(({ blend: { source } }) => source === 'synthetic')).toMatchObject({
      id: expect.stringMatching(/^synthetic\/w\d\/qa\/0$/) as string,
      source_id: expect.stringMatching(/^w\d$/) as string,
      strategy: 'qa',
      prompt: 'qa@0123456789ab',
      model: 'small',
      blend: { phase: 'all', epoch: 0 },
      metadata: { topic: 'law' },
    });
    const web = records.find(({ blend: { source } }) => source === 'web');
    const { id, text, ...columns } = WEB.find((row) => `web/${row.id}` === web?.id) ?? { id: '', text: '' };
    expect(web).toMatchObject({ text, source_id: id, strategy: null, prompt: null, metadata: columns });
    expect(new Set(records.map((record) => Object.keys(record).join())).size).toBe(1);
  });

  it('gives the same bytes for the same seed, and another choice and order for another', async () => {
    const all = await Promise.all([blend(TWO), blend(TWO), blend(TWO, '--seed', '1')]);
    const shas = await Promise.all(
      all.map(async ({ out }) => (await manifestOf(out)).shards.map(({ sha256 }) => sha256)),
    );
    expect(shas[1]).toEqual(shas[0]);
    expect(shas[2]).not.toEqual(shas[0]);
    expect(idsOf(await recordsOf(all[0].out)).toSorted()).not.toEqual(idsOf(await recordsOf(all[2].out)).toSorted());
  });

  it('refuses a budget that is larger than a source, names the largest, and stops there when told to', async () => {
    const recipe = `${TWO}budget_tokens: 1M\n`;
    const { code, stderr, out } = await blend(recipe);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^rewrite: blend-\d+\.yaml:5: 1000000 tokens are more than there are: `synthetic` has \d+ which is enough/m,
    );
    expect(existsSync(join(cwd, out))).toBe(false);
    const stopped = await blend(`${recipe}shortfall: stop\n`);
    expect(stopped.stdout).toContain('1.00M were asked for: synthetic ended first');
    expect((await manifestOf(stopped.out)).blend.sources['synthetic']?.taken.epochs).toBe(1);
  });

  it('repeats a source as often as max_epochs allows, all of it before any of it again, and says so', async () => {
    const { out, stdout } = await blend(TWO.replace('[run]}', '[run], max_epochs: 2.5}'));
    const records = (await recordsOf(out)).filter(({ blend: { source } }) => source === 'synthetic');
    const epochs = (epoch: number) => records.filter(({ blend: from }) => from.epoch === epoch);
    expect([epochs(0).length, epochs(1).length]).toEqual([10, 10]);
    expect(epochs(2).length).toBeGreaterThan(3);
    expect(epochs(2).length).toBeLessThan(7);
    expect(new Set(idsOf(records)).size).toBe(records.length);
    expect(stdout).toMatch(
      /synthetic: 1\d of its 2\d documents are repeated ones \(up to 4 epochs cost hardly anything: Muennighoff et al\. 2023\)/,
    );
  });

  it('rebalances a source by domain: evenly, or to given shares, leaving out the others', async () => {
    const source = (domains: string) =>
      `sources: {web: {input: [web.jsonl], domains: {column: topic, shares: ${domains}}}}`;
    const even = await blend(source('balanced'));
    const got = (await manifestOf(even.out)).blend.sources['web']?.domains;
    expect(got?.['medicine']?.taken).toMatchObject({ documents: 15, epochs: 1 });
    expect(got?.['law']?.share.got).toBeCloseTo(0.5, 1);
    const given = await blend(source('{medicine: 1}'));
    const records = await recordsOf(given.out);
    expect(records.map(({ metadata }) => metadata['topic'])).toEqual(Array.from({ length: 15 }, () => 'medicine'));
    expect((await manifestOf(given.out)).input.skipped).toEqual({ other_domain: 45 });
  });

  it('orders a curriculum by a column of either source, and puts documents without one last', async () => {
    const recipe = TWO.replace('web.jsonl]}', 'web.jsonl, other.jsonl]}');
    const { out, stdout } = await blend(`${recipe}order: {by: score, direction: descending}\n`);
    const scores = (await recordsOf(out)).map(({ metadata }) => Number(metadata['score'] ?? -1));
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));
    expect(scores).toContain(-1);
    expect(stdout).toMatch(/web: 20 documents have no number to order by, and come last/);
    const byTokens = await blend(`${TWO}order: {by: tokens(text)}\n`);
    const tokens = (await recordsOf(byTokens.out)).map(({ text }) => estimateTokens(text));
    expect(tokens).toEqual(tokens.toSorted((one, other) => one - other));
  });

  const PHASES = `phases:
  - {share: 0.5, sources: {web: 1}}
  - {share: 0.5, sources: {web: 0.5, synthetic: 0.5}}
`;
  it.each([
    ['two sources', `${TWO}budget_tokens: 1k\n`],
    [
      'domains in the order of a curriculum',
      `${TWO.replace('[web.jsonl]', '[web.jsonl], domains: {column: topic}')}order: {by: score}\n`,
    ],
    ['phases with repeated documents', `${TWO.replace('[run]}', '[run], max_epochs: 2}')}${PHASES}`],
  ])('tells in a dry run exactly what the blend takes, which is what its records are: %s', async (_, recipe) => {
    const [dry, made] = await Promise.all([blend(recipe, '--dry-run'), blend(recipe)]);
    expect(dry.code).toBe(0);
    const account = (stdout: string): string => stdout.slice(0, stdout.search(/^(?:dry run|\d+ shard)/m));
    expect(account(dry.stdout)).toBe(account(made.stdout));
    expect(dry.stdout).toMatch(/^dry run: nothing was written\n$/m);
    expect(readdirSync(cwd).filter((name) => name.includes(dry.out))).toEqual([`${dry.out}.yaml`]);
    const records = await recordsOf(made.out);
    const { sources, phases } = (await manifestOf(made.out)).blend;
    const tokensOf = (some: readonly BlendedRecord[]) => some.reduce((sum, { text }) => sum + estimateTokens(text), 0);
    for (const [name, { taken, domains, share, available }] of Object.entries(sources)) {
      const own = records.filter(({ blend: { source } }) => source === name);
      const tokens = tokensOf(own);
      const distinct = new Set(own.map(({ source_id: id }) => id)).size;
      expect(taken).toEqual({ documents: own.length, distinct, tokens, epochs: tokens / available.tokens });
      expect(share.got).toBe(tokens / tokensOf(records));
      for (const [domain, part] of Object.entries(domains ?? {})) {
        expect(part.taken.tokens).toBe(tokensOf(own.filter(({ metadata }) => metadata['topic'] === domain)));
      }
    }
    for (const phase of phases) {
      expect(phase.tokens).toBe(tokensOf(records.filter(({ blend: from }) => from.phase === phase.name)));
    }
  });

  it('forecasts in a dry run how it packs, and the least where documents are cut between lines', async () => {
    const recipe = `${TWO.replace('[run]}', '[run], max_epochs: 2}')}${PHASES}packing: {context_length: 256, eos: </s>}\n`;
    const [dry, made] = await Promise.all([blend(recipe, '--dry-run'), blend(recipe)]);
    const sequences = Number(
      /^about (\d+) sequences of 256 tokens, about \d+\.\d% of them empty$/m.exec(dry.stdout)?.[1],
    );
    const { packing } = await manifestOf(made.out);
    expect(Math.abs(sequences - (packing?.sequences ?? 0))).toBeLessThanOrEqual(1);
    // Lines of 30 tokens and more: a sequence of 64 holds two lines at most.
    const text = Array.from({ length: 40 }, (_, line) => `${textOf(line, 28)}.`).join('\n');
    await writeRows('lines.jsonl', [{ id: 'lines', text }]);
    const split = 'sources: {a: {input: [lines.jsonl]}}\npacking: {context_length: 64, eos: </s>, split: true}\n';
    const [least, cut] = await Promise.all([blend(split, '--dry-run'), blend(split)]);
    const [, number] =
      /^at least (\d+) sequences of 64 tokens, at least \d+\.\d% of them empty: documents are cut between lines$/m.exec(
        least.stdout,
      ) ?? [];
    expect((await manifestOf(cut.out)).packing?.sequences).toBeGreaterThanOrEqual(Number(number));
  });

  it('has the same records in shards of any size', async () => {
    const [one, many] = await Promise.all([blend(TWO), blend(`${TWO}shard_records: 7\n`)]);
    expect((await manifestOf(many.out)).shards.length).toBeGreaterThan(3);
    expect(await recordsOf(many.out)).toEqual(await recordsOf(one.out));
  });

  it('refuses in a dry run what the blend would refuse', async () => {
    const { code, stderr } = await blend(`${TWO}budget_tokens: 1M\n`, '--dry-run');
    expect(code).toBe(2);
    expect(stderr).toContain('1000000 tokens are more than there are: `synthetic` has');
    const byFlag = await blend(TWO, '--dry-run', '--budget-tokens', '2k');
    expect(byFlag.stderr).toMatch(/^rewrite: --budget-tokens: 2000 tokens are more than .*\(max_epochs: 2\)/m);
    const tooOften = await blend(TWO, '--dry-run', '--budget-tokens', '20k');
    expect(tooOften.stderr).toMatch(
      /\(max_epochs: \d of `web`, \d\d of `synthetic`, though beyond 4 text is worth less each time\)/,
    );
    const both = await blend(TWO, '--dry-run', '--budget-tokens', '4500');
    const [, web = '', synthetic = ''] =
      /repeat them \(max_epochs: (\d) of `web`, (\d+) of `synthetic`/.exec(both.stderr) ?? [];
    const often = TWO.replace('[web.jsonl]', `[web.jsonl], max_epochs: ${web}`).replace(
      '[run]',
      `[run], max_epochs: ${synthetic}`,
    );
    expect((await blend(often, '--dry-run', '--budget-tokens', '4500')).code).toBe(0);
    const there = await blend(TWO, '--dry-run', '--out', 'run');
    expect(there.code).toBe(2);
    expect(there.stderr).toMatch(/--out \S+run holds something already/);
  });

  it('gives each phase its own shares, one after the other, and no document twice', async () => {
    const { out, stdout } = await blend(`${TWO}
phases:
  - {name: base, share: 0.75, sources: {web: 1}}
  - {name: anneal, share: 1/4, sources: {web: 0.5, synthetic: 0.5}}
`);
    expect(stdout).toMatch(/anneal\s+\d+\s+4\d\.\d%\s+5\d\.\d%|anneal\s+\d+\s+5\d\.\d%\s+[45]\d\.\d%/);
    const records = await recordsOf(out);
    const phases = records.map(({ blend: { phase } }) => phase);
    expect(phases).toEqual(phases.toSorted((one, other) => (one < other ? 1 : -1)));
    expect(records.filter(({ blend: { phase, source } }) => phase === 'base' && source === 'synthetic')).toEqual([]);
    expect(new Set(idsOf(records)).size).toBe(records.length);
  });

  it('packs whole documents into sequences with boundary tokens, and reports what stays empty', async () => {
    const { out, stdout } = await blend(`${TWO}packing: {context_length: 256, bos: <s>, eos: </s>}\n`);
    const sequences = await recordsOf<Sequence>(out);
    const manifest = await manifestOf(out);
    expect(sequences.length).toBe(manifest.packing?.sequences);
    for (const { text, tokens, documents } of sequences) {
      expect(tokens).toBeLessThanOrEqual(256);
      const parts = text.split('</s>').slice(0, -1);
      expect(parts.map((part) => part.startsWith('<s>'))).toEqual(documents.map(() => true));
      expect(parts.map((part) => estimateTokens(part.slice(3)) + 2)).toEqual(
        documents.map((document) => document.tokens),
      );
      expect(tokens).toBe(documents.reduce((sum, document) => sum + document.tokens, 0));
    }
    const filled = sequences.reduce((sum, { tokens }) => sum + tokens, 0);
    expect(manifest.packing?.waste).toBeCloseTo(1 - filled / (256 * sequences.length), 10);
    expect(stdout).toMatch(/\d+ sequences of 256 tokens, \d+\.\d% of them empty/);
    expect((await call(main, ['verify', out], { cwd })).code).toBe(0);
  });

  it('leaves over-long documents out, or cuts them where the recipe says so, losing no word', async () => {
    const text = Array.from({ length: 9 }, (_, line) => `${textOf(line, 20)}.`).join('\n');
    await writeRows('long.jsonl', [{ id: 'long', text }, WEB[0] ?? {}, { id: 'x', text: 'an end </s> in the middle' }]);
    const recipe = (split: boolean) =>
      `sources: {a: {input: [long.jsonl]}}\npacking: {context_length: 64, eos: </s>, split: ${split}}\n`;
    const whole = await blend(recipe(false));
    expect(whole.stdout).toContain('left out: 1 too_long (a), 1 boundary_token (a)');
    const cut = await recordsOf<Sequence>((await blend(recipe(true))).out);
    const joined = cut.map((sequence) => sequence.text).join(' ');
    for (const line of text.split('\n')) expect(joined).toContain(line);
    expect(cut.every(({ tokens }) => tokens <= 64)).toBe(true);
    expect(joined.match(/<\/s>/g)).toHaveLength(2);
  });

  it('writes documents and sequences as Parquet', async () => {
    const documents = await blend(TWO, '--format', 'parquet');
    const rows = await parquetRows(join(cwd, documents.out, 'shards/part-00000.parquet'));
    expect(rows.find(({ strategy }) => strategy === null)).toMatchObject({ model: null });
    expect(JSON.parse(String(rows[0]?.['blend']))).toMatchObject({ phase: 'all', epoch: 0 });
    expect((await call(main, ['verify', documents.out], { cwd })).code).toBe(0);
    const packed = await blend(`${TWO}packing: {context_length: 512, eos: ''}\nformat: parquet\n`);
    const [sequence] = await parquetRows(join(cwd, packed.out, 'shards/part-00000.parquet'));
    expect(Object.keys(sequence ?? {})).toEqual(['id', 'text', 'tokens', 'documents']);
  });
});

interface Sequence {
  readonly text: string;
  readonly tokens: number;
  readonly input_ids?: readonly number[];
  readonly seq_lengths?: readonly number[];
  readonly documents: readonly { readonly id: string; readonly tokens: number }[];
}

async function parquetRows(path: string): Promise<Record<string, unknown>[]> {
  const bytes = await readFile(path);
  const file = { byteLength: bytes.length, slice: (start: number, end?: number) => copyOf(bytes.subarray(start, end)) };
  return parquetReadObjects({ file });
}
const copyOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

describe('rewrite blend with a tokenizer', () => {
  /** A token a word. */
  const vocab = Object.fromEntries(['<unk>', ...WORDS, '</s>'].map((word, id) => [word, id]));
  const TOKENIZER = {
    version: '1.0',
    added_tokens: [{ id: vocab['</s>'], content: '</s>', special: true, normalized: false }],
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab, unk_token: '<unk>' },
  };
  beforeAll(() => writeFile(join(cwd, 'tokenizer.json'), JSON.stringify(TOKENIZER)));
  const recipe = (output: string, more = '') =>
    `sources: {web: {input: [web.jsonl]}}\ntokenizer: tokenizer.json\npacking: {context_length: 100, eos: </s>, output: ${output}}\n${more}`;

  it('counts by it and writes token ids with the lengths of documents', async () => {
    const { out, stdout } = await blend(recipe('token_ids'));
    expect(stdout).toMatch(/^2\.40k tokens in 60 documents \(tokenizer\.json@[0-9a-f]{12}\)/);
    const sequences = await recordsOf<Sequence>(out);
    expect(sequences).toHaveLength(30);
    for (const { input_ids: ids = [], seq_lengths: lengths, documents } of sequences) {
      expect(lengths).toEqual([41, 41]);
      expect(ids.indexOf(vocab['</s>'] ?? -1)).toBe(40);
      const first = WEB.find(({ id }) => `web/${id}` === documents[0]?.id);
      expect(ids.slice(0, 40)).toEqual(first?.text.split(' ').map((word) => vocab[word]));
    }
    const parquet = await blend(recipe('token_ids', 'format: parquet\n'));
    const rows = await parquetRows(join(cwd, parquet.out, 'shards/part-00000.parquet'));
    expect(rows.map(({ input_ids: ids }) => ids)).toEqual(sequences.map(({ input_ids: ids }) => ids));
    expect((await call(main, ['verify', parquet.out], { cwd })).code).toBe(0);
  });

  it('packs as it is worked by hand: best-fit decreasing', async () => {
    // With the token behind them 8, 6, 5, 5, 3 and 3 tokens; 13 are too many for 10. 8, 6 and 5 begin sequences, the other 5 fills
    // the last, a 3 goes to the 6, which it leaves fullest, and the other fits nowhere: 30 of 4 × 10 tokens, a quarter empty.
    const rows = [4, 2, 7, 12, 4, 5, 2].map((words, number) => ({ id: `d${number}`, text: textOf(number, words) }));
    await writeRows('hand.jsonl', rows);
    const hand = recipe('token_ids').replace('web.jsonl', 'hand.jsonl').replace('100', '10');
    const { out, stdout } = await blend(hand);
    expect(stdout).toContain('left out: 1 too_long (web)');
    expect(stdout).toContain('4 sequences of 10 tokens, 25.0% of them empty; 6 documents and pieces, none cut to fill');
    const lengths = (await recordsOf<Sequence>(out)).map(
      (sequence) => sequence.seq_lengths?.toSorted().join('+') ?? '',
    );
    expect(lengths.toSorted()).toEqual(['3', '3+6', '5+5', '8']);
    const dry = await blend(hand, '--dry-run');
    expect(dry.stdout).toContain('about 4 sequences of 10 tokens, about 25.0% of them empty\n');
  });

  it.each([
    ['tokenizer: gpt2', /:2: gpt2 cannot be read: ENOENT.* Name a tokenizer\.json that is on this machine: nothing is/],
    ['tokenizer: missing.json', /:2: missing\.json cannot be read: ENOENT/],
    ['tokenizer: web.jsonl', /:2: web\.jsonl is no tokenizer\.json that can be used: /],
    ['tokenizer: bad.json', /:2: bad\.json is no tokenizer\.json that can be used: Tokenizer must contain/],
    [
      'tokenizer: tokenizer.json\npacking: {context_length: 9, eos: <|end|>}',
      /:3: "<\|end\|>" is no token of tokenizer\.json@/,
    ],
    ['packing: {context_length: 9, eos: "", output: token_ids}', /:2: token_ids takes a tokenizer/],
  ])('refuses %s', async (line, message) => {
    await writeFile(join(cwd, 'bad.json'), '{"model": {}}');
    const { code, stderr } = await blend(`sources: {web: {input: [web.jsonl]}}\n${line}\n`);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('rewrite blend on a bad recipe', () => {
  it.each([
    [
      'sources:\n  a: {input: [web.jsonl], share: 0.5}\n  b: {input: [run], share: 0.4}\n',
      /:1: the shares of the sources must sum to 1, not 0\.9: a 0\.5, b 0\.4/,
    ],
    [
      'sources:\n  a: {input: [web.jsonl]}\n  b: {input: [other.jsonl]}\n',
      /:2: no share is given for a, b\..*a is real, b is real/,
    ],
    [
      'sources: {web: {input: [web.jsonl]}}\nphases:\n  - {share: 1, sources: {wed: 1}}\n',
      /:3: no source is called `wed`; did you mean `web`\?/,
    ],
    [
      'sources: {web: {input: [web.jsonl]}}\nphases:\n  - {share: 1, sources: {}}\n',
      /:3: `phases\[0\]\.sources`: names no source/,
    ],
    [
      'sources:\n  web: {input: [web.jsonl]}\n  other: {input: [other.jsonl]}\nphases:\n  - {share: 1, sources: {web: 1}}\n',
      /:3: `other` is in no phase: give it a share in one, or leave it out/,
    ],
    [
      'sources: {web: {input: [web.jsonl]}}\nphases:\n  - {name: a, share: 0.5, sources: {web: 1}}\n  - {name: a, share: 0.5, sources: {web: 1}}\n',
      /:4: phases 1 and 2 are both called `a`/,
    ],
    ['sources: {my web: {input: [web.jsonl]}}\n', /:1: `my web` is no valid key: names of sources are made of letters/],
    ['sources: {web: {input: [web.jsonl], share: 2/0}}\n', /:1: .*"2\/0" is no share/],
    [
      'sources: {web: {input: [web.jsonl], shares: 1}}\n',
      /:1: unknown key `shares` in sources\.web; did you mean `share`\?/,
    ],
    ['sources: {web: {input: [nothing.jsonl]}}\n', /:1: nothing\.jsonl matches no file/],
    ['sources: {web: {input: ["-"]}}\n', /:1: - \(standard input\) cannot be read twice/],
    ['sources: {web: {input: [empty.jsonl]}}\n', /source `web` has no document that can be taken: its files are empty/],
    [
      'sources: {web: {input: [web.jsonl], domains: {column: topics}}}\n',
      /no document has the column "topics" \(did you mean topic\?\); there are "id", "text", "score", "topic"/,
    ],
    [
      'sources: {web: {input: [web.jsonl], domains: {column: topic, shares: {law: 0.5, art: 0.5}}}}\n',
      /:1: `web` has no document of the domain `art`/,
    ],
    ['sources: {web: {input: [web.jsonl]}}\norder: {by: topic}\n', /"topic" comes to a number for no document/],
    [
      'sources: {web: {input: [web.jsonl]}}\norder: {by: scoore}\n',
      /:2: no document has the column "scoore" \(did you mean score\?\); there are "id", "text", "score", "topic"/,
    ],
    [
      'sources: {web: {input: [web.jsonl], domains: {column: topic, shares: {Law: 1}}}}\n',
      /:1: `web` has no document of the domain `Law`; did you mean `law`\?/,
    ],
    [
      'sources: {web: {input: [web.jsonl], text_column: body}}\n',
      /60 input\.no_text; the first: web\.jsonl, row 0: no column "body"; there are "id", .*; choose one with text_column/,
    ],
    [
      'sources: {web: {input: [web.jsonl]}}\npacking: {context_length: 8, eos: </s>}\n',
      /source `web` has no document that can be taken: 60 too_long \(packing: split: true cuts them, or raise context_length\)/,
    ],
    [
      'sources: {web: {input: [run/shards]}}\n',
      /:1: run\/shards is a folder and no complete run: name its files \(run\/shards\/\*\.jsonl\)/,
    ],
    ['sources: {web: {input: [chosen]}}\n', /:1: chosen is a folder .*: name its files \(chosen\/shards\/\*\)/],
    ['sources: {web: {input: [web.jsonl]}}\norder: random\n', /:2: `order`: must be shuffled, or a curriculum/],
    [
      'sources: {web: {input: [web.jsonl]}}\npacking: {context_length: 2, bos: <s>, eos: </s>}\n',
      /:2: a context of 2 tokens is filled by <s> and <\/s> alone/,
    ],
  ])('refuses %j', async (recipe, message) => {
    await writeRows('empty.jsonl', []);
    await mkdir(join(cwd, 'chosen/shards'), { recursive: true });
    const { code, stderr, out } = await blend(recipe);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(readdirSync(cwd).filter((name) => name.includes(`${out}.blend`) || name === out)).toEqual([]);
  });
});
