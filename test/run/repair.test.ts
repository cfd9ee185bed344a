import { cpSync, existsSync, rmSync } from 'node:fs';
import { open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Ledger } from '../../src/ledger/ledger.ts';
import { readShard } from '../../src/emission/read-shard.ts';
import { repair } from '../../src/run/repair.ts';
import { verify } from '../../src/run/verify.ts';
import { unitInterval } from '../../src/text/hash.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import { bugs, completed, documents, records, type Script, scriptedModel, shout, workspace } from './harness.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Rejects some by length; chunks some; the weights of the mix follow from what was accepted. */
const STRATEGIES = { a: '', b: 'validation: [{length: {min_tokens: 40}}]', c: 'chunk: {max_tokens: 20}' };
const MIX = 'name: mix\nstrategies: {a: 0.5, b: 0.3, c: 0.2}\nbalance: tokens\nrewrites_per_document: 2\n';

/** Ledgers that bytes are flipped in. */
const FLIPS = process.env['SOAK'] === '1' ? 300 : 12;

type Place = Awaited<ReturnType<typeof workspace>>;

async function corpus(count: number): Promise<Place> {
  const rows = documents(count).flatMap((row, n) => [
    JSON.stringify(row),
    ...(n % 17 === 3 ? ['no json', JSON.stringify(row)] : []),
  ]);
  return workspace({ input: { 'x.jsonl': rows.join('\n') }, strategies: STRATEGIES, mix: MIX });
}

/** Runs until `requests` of them were sent; what is in flight then is given up. */
async function interrupted(
  place: Place,
  flags: Readonly<Record<string, unknown>>,
  requests: number,
  script = shout as Script,
) {
  const stop = new AbortController();
  let asked = 0;
  const onPrompt = () => {
    asked += 1;
    if (asked === requests) stop.abort(new Error('stopped by the test'));
  };
  const delay = ({ requestId }: Prompt) => Math.floor(unitInterval(7, requestId) * 3);
  return place.run({ ...flags, drain_timeout: '1ms' }, scriptedModel({ script, delay, onPrompt }), stop.signal);
}

/** Record ids in the sealed files of a run, complete or not. */
async function sealedIds(out: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const folder of ['shards', 'rejects']) {
    if (!existsSync(join(out, folder))) continue;
    for (const name of await readdir(join(out, folder))) {
      for await (const { id } of readShard(join(out, folder, name))) ids.add(id as string);
    }
  }
  return ids;
}

/** A model that keeps which records were asked for. */
function watchedModel(script: Script = shout) {
  const asked: string[] = [];
  const model = scriptedModel({
    script,
    onPrompt: ({ requestId }) => asked.push(requestId.slice(0, requestId.lastIndexOf('/'))),
  });
  return { model, asked };
}

async function texts(out: string, kind: 'shards' | 'rejects' = 'shards') {
  return new Map(
    (await records(out, kind)).map(({ id, text, task_sha }) => [id as string, JSON.stringify([task_sha, text])]),
  );
}

/** What a complete run comes to, whatever files it is in. */
async function sumOf(out: string) {
  const { tasks, input, reasons, tokens, strategies } = await completed(out);
  const [accepted, rejects] = [await texts(out), await texts(out, 'rejects')];
  return { tasks, input, reasons, tokens, strategies, accepted, rejects };
}

/** Sums of runs without a mishap, by the number of documents. */
const sums = new Map<number, Awaited<ReturnType<typeof sumOf>>>();

/** That a run came to what one without a mishap comes to. */
async function expectLikeWhole(place: Place, count: number): Promise<void> {
  const out = place.out('run');
  expect((await verify([out])).mismatches).toEqual([]);
  let whole = sums.get(count);
  if (whole === undefined) {
    await place.run({ out: place.out('whole') });
    whole = await sumOf(place.out('whole'));
    sums.set(count, whole);
  }
  expect(await sumOf(out)).toEqual(whole);
  expect(bugs).toEqual([]);
}

const DAMAGES: readonly (readonly [string, (ledger: string) => Promise<void>])[] = [
  ['deleted', (ledger) => rm(ledger)],
  ['empty', (ledger) => truncate(ledger, 0)],
  ['cut at a third', async (ledger) => truncate(ledger, Math.floor((await stat(ledger)).size / 3))],
  ['cut within a page', async (ledger) => truncate(ledger, Math.floor((await stat(ledger)).size / 2) + 100)],
  ['without its first bytes', (ledger) => overwrite(ledger, 0, 64)],
  ['without its schema', (ledger) => overwrite(ledger, 100, 3_000)],
  ['overwritten behind its schema', async (ledger) => overwrite(ledger, 8_192, (await stat(ledger)).size - 8_192)],
];

async function overwrite(path: string, from: number, bytes: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(new Uint8Array(bytes).fill(0xa5), 0, bytes, from);
  await file.close();
}

describe('verify --repair', () => {
  it.each(DAMAGES)(
    'rebuilds a ledger that is %s: the run goes on, and sends nothing again that is sealed',
    async (_, damage) => {
      const place = await corpus(320);
      const out = place.out('run');
      await interrupted(place, { out, shard_records: 40 }, 500);
      const sealed = await sealedIds(out);
      expect(sealed.size).toBeGreaterThan(200);
      await damage(join(out, 'ledger.sqlite'));

      await expect(place.run({ out })).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining('verify --repair'),
      });
      const done = await repair(out, NOW);
      expect(done.damage).not.toBeUndefined();
      expect(done.files.reduce((sum, file) => sum + file.records, 0)).toBe(sealed.size);
      expect(existsSync(`${done.ledger}.damaged-2026-01-02T03-04-05`)).toBe(done.kept !== undefined);

      const { model, asked } = watchedModel();
      await place.run({ out, shard_records: 40 }, model);
      expect(asked.filter((id) => sealed.has(id))).toEqual([]);
      await expectLikeWhole(place, 320);
    },
  );

  it('flipped somewhere by a few bytes never becomes other texts unnoticed', async () => {
    const place = await corpus(200);
    const out = place.out('flipped');
    await interrupted(place, { out, shard_records: 90 }, 250);
    await place.run({ out: place.out('whole') });
    const whole = await texts(place.out('whole'));
    const size = (await stat(join(out, 'ledger.sqlite'))).size;
    let refused = 0;
    for (let n = 0; n < FLIPS; n++) {
      const copy = place.out('run');
      await rm(copy, { recursive: true, force: true });
      cpSync(out, copy, { recursive: true });
      for (let k = 0; k < 6; k++) {
        await overwrite(join(copy, 'ledger.sqlite'), Math.floor(unitInterval(5, n, k) * size), 1);
      }
      try {
        await place.run({ out: copy, shard_records: 90 });
      } catch (error) {
        expect({ n, error }).toMatchObject({ error: { code: 'usage' } });
        // Keys may contradict one another in a file that is whole.
        if (/contradicts itself/.test(String(error))) await rm(join(copy, 'ledger.sqlite'));
        refused += 1;
        await repair(copy, NOW);
        await place.run({ out: copy, shard_records: 90 });
      }
      const found = await texts(copy);
      for (const [id, text] of found) expect(whole.get(id) ?? text).toBe(text);
    }
    expect(refused).toBeGreaterThan(FLIPS / 4);
  });

  it('goes through with a run that is interrupted again and again after the repair', async () => {
    const place = await corpus(320);
    const out = place.out('run');
    await interrupted(place, { out, shard_records: 25 }, 500);
    await rm(join(out, 'ledger.sqlite'));
    await repair(out, NOW);
    const sealed = await sealedIds(out);
    // The rejects between the sealed records are what is asked for first: each process settles a little further.
    for (const requests of [1, 3, 9, 20, 40]) await interrupted(place, { out, shard_records: 25 }, requests);
    const { model, asked } = watchedModel();
    await place.run({ out, shard_records: 25 }, model);
    expect(asked.filter((id) => sealed.has(id))).toEqual([]);
    await expectLikeWhole(place, 320);
  });

  it('moves the log of a ledger that is gone aside', async () => {
    const place = await corpus(320);
    const [out, older] = [place.out('run'), place.out('older.sqlite')];
    await interrupted(place, { out, shard_records: 40 }, 500, (prompt) => {
      if (!existsSync(`${older}-wal`) && existsSync(join(out, 'shards', 'part-00002.jsonl'))) copyLedger(out, older);
      return shout(prompt);
    });
    const [ledger, sealed] = [join(out, 'ledger.sqlite'), await sealedIds(out)];
    await rm(ledger);
    cpSync(`${older}-wal`, `${ledger}-wal`);
    await writeFile(`${ledger}-shm`, '');
    const { kept } = await repair(out, NOW);
    expect(kept).toMatch(/\.damaged-2026-01-02T03-04-05-wal$/);
    expect((await readdir(out)).filter((name) => /^ledger.*-(wal|shm)$/.test(name)).sort()).toEqual([
      'ledger.sqlite.damaged-2026-01-02T03-04-05-shm',
      'ledger.sqlite.damaged-2026-01-02T03-04-05-wal',
    ]);
    const { model, asked } = watchedModel();
    await place.run({ out, shard_records: 40 }, model);
    expect(asked.filter((id) => sealed.has(id))).toEqual([]);
    await expectLikeWhole(place, 320);
  });

  it('writes final failures again that were met before a retry was killed', async () => {
    const place = await corpus(120);
    const out = place.out('run');
    const script: Script = (prompt) =>
      /^d(1|2|9\d)\//.test(prompt.requestId) ? { reason: 'endpoint.timeout' } : shout(prompt);
    const flags = { out, shard_records: 20 };
    await place.run(flags, scriptedModel({ script }));
    const whole = [await texts(out), await texts(out, 'rejects')];
    // Tasks that are to be performed again stand between the first failures and the others.
    await rm(join(out, 'manifest.json'));
    await rm(join(out, 'shards', 'part-00004.jsonl'));
    await rm(join(out, 'ledger.sqlite'));
    await repair(out, NOW);
    await interrupted(place, flags, 1, script);
    const ledger = Ledger.open(join(out, 'ledger.sqlite'));
    expect(ledger.deferred.failed()).toBeGreaterThan(0);
    expect(ledger.standing.failures()).toBeGreaterThan(0);
    const paths = ledger.shards.failedPaths();
    ledger.close();
    // The retry removes its files first.
    for (const path of paths) await rm(join(out, path));
    await place.run(flags, scriptedModel({ script }));
    expect((await verify([out])).mismatches).toEqual([]);
    expect([await texts(out), await texts(out, 'rejects')]).toEqual(whole);
  });

  it('leaves a complete run complete, and lets it grow', async () => {
    const place = await corpus(200);
    const out = place.out('run');
    await place.run({ out, shard_records: 40, limit: 90 });
    const sealed = await sealedIds(out);
    await truncate(join(out, 'ledger.sqlite'), 10_000);
    expect(await repair(out, NOW)).toMatchObject({ complete: true, files: expect.anything() });
    const { model, asked } = watchedModel();
    expect(await place.run({ out, shard_records: 40, limit: 90 }, model)).toMatchObject({ end: 'already' });
    expect(asked).toEqual([]);
    await place.run({ out, shard_records: 40 }, model);
    expect(asked.filter((id) => sealed.has(id))).toEqual([]);
    await expectLikeWhole(place, 200);
  });

  it('ends at the token budget, with everything that stood in the books', async () => {
    const place = await corpus(200);
    const [out, whole] = [place.out('run'), place.out('whole')];
    const flags = { shard_records: 20, budget_tokens: 6_000 };
    await place.run({ ...flags, out: whole });
    await interrupted(place, { ...flags, out }, 200);
    const sealed = await sealedIds(out);
    expect(sealed.size).toBeGreaterThan(80);
    await rm(join(out, 'ledger.sqlite'));
    await repair(out, NOW);
    const { model, asked } = watchedModel();
    await place.run({ ...flags, out }, model);
    expect(asked.filter((id) => sealed.has(id))).toEqual([]);
    expect((await verify([out])).mismatches).toEqual([]);
    expect(await texts(out)).toEqual(await texts(whole));
  });

  it('keeps final failures in their file, to be tried again with --retry-failed only', async () => {
    const place = await corpus(60);
    const out = place.out('run');
    let sick = true;
    const script: Script = (prompt) => {
      if (prompt.requestId.startsWith('d4/')) return { reason: 'endpoint.context_length', ofDocument: true };
      return sick && /^d[1-3]\//.test(prompt.requestId) ? { reason: 'endpoint.timeout' } : shout(prompt);
    };
    await place.run({ out, limit: 30 }, scriptedModel({ script }));
    const { tasks, reasons } = await completed(out);
    expect(reasons['endpoint.timeout']).toBeGreaterThan(3);
    expect(reasons['endpoint.context_length']).toBeGreaterThan(1);
    await rm(join(out, 'ledger.sqlite'));
    await repair(out, NOW);
    // With every step of the replay interrupted in between, they are what they were.
    await place.run({ out, limit: 40 }, scriptedModel({ script }));
    const grown = await completed(out);
    expect(grown.reasons['endpoint.timeout']).toBe(reasons['endpoint.timeout']);
    expect(grown.tasks.failed).toBe(tasks.failed);
    expect((await verify([out])).mismatches).toEqual([]);

    sick = false;
    const { model, asked } = watchedModel(script);
    await place.run({ out, limit: 40, retry_failed: true }, model);
    expect(new Set(asked.map((id) => id.split('/')[0]))).toEqual(new Set(['d1', 'd2', 'd3']));
    expect((await completed(out)).reasons['endpoint.timeout']).toBeUndefined();
    expect((await verify([out])).mismatches).toEqual([]);
  });

  it('lets final failures be tried again before anything else was settled', async () => {
    const place = await corpus(30);
    const out = place.out('run');
    let sick = true;
    const script: Script = (prompt) =>
      sick && prompt.requestId.startsWith('d1/') ? { reason: 'endpoint.timeout' } : shout(prompt);
    await place.run({ out }, scriptedModel({ script }));
    await rm(join(out, 'ledger.sqlite'));
    await repair(out, NOW);
    sick = false;
    await place.run({ out, retry_failed: true }, scriptedModel({ script }));
    const whole = place.out('whole');
    await place.run({ out: whole });
    expect((await verify([out])).mismatches).toEqual([]);
    expect(await texts(out)).toEqual(await texts(whole));
    expect(await texts(out, 'rejects')).toEqual(await texts(whole, 'rejects'));
  });

  it('finds the weights again where epochs.json is gone as well', async () => {
    const place = await corpus(320);
    const out = place.out('run');
    await interrupted(place, { out, shard_records: 40 }, 500);
    await rm(join(out, 'ledger.sqlite'));
    await rm(join(out, 'epochs.json'));
    await repair(out, NOW);
    await place.run({ out, shard_records: 40 });
    await expectLikeWhole(place, 320);
  });

  it('refuses to go on with an input that makes other tasks', async () => {
    const place = await corpus(100);
    const out = place.out('run');
    await interrupted(place, { out, shard_records: 10 }, 60);
    await rm(join(out, 'ledger.sqlite'));
    await repair(out, NOW);
    const [path, copy] = [join(place.cwd, 'x.jsonl'), place.out('copy')];
    cpSync(out, copy, { recursive: true });
    const input = await readFile(path, 'utf8');
    await writeFile(path, input.replace('d2 tells', 'd2 talks'));
    await expect(place.run({ out })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/^The record d2\/.* was made from another text or with other settings/),
    });
    await writeFile(path, input.replace('"d2"', '"dX"'));
    await expect(place.run({ out: copy })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/^2 records stand in sealed files that this input/),
    });
    await writeFile(path, input);
    await place.run({ out });
    expect((await verify([out])).mismatches).toEqual([]);
  });

  it('touches no ledger that is whole, in use, or of a run that cannot be told', async () => {
    const place = await corpus(40);
    const out = place.out('run');
    await interrupted(place, { out, shard_records: 10 }, 30);
    const before = await readdir(out);
    expect(await repair(out, NOW)).toMatchObject({ damage: undefined, complete: false });
    const held = Ledger.open(join(out, 'ledger.sqlite'));
    await expect(repair(out, NOW)).rejects.toMatchObject({ message: expect.stringContaining('is in use') });
    held.close();
    expect((await readdir(out)).sort()).toEqual(before.sort());
    const config = join(out, 'config.json');
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace('"seed": 0', '"seed": 1'));
    await expect(repair(out, NOW)).rejects.toMatchObject({ message: expect.stringContaining('its sha256 is another') });
    await rm(config);
    await expect(repair(out, NOW)).rejects.toMatchObject({
      message: expect.stringContaining('config.json is missing'),
    });
    await expect(repair(place.out('none'), NOW)).rejects.toMatchObject({
      message: expect.stringContaining('does not exist'),
    });
  });

  it('changes nothing when a sealed file is damaged, and goes on without one that was taken away', async () => {
    const place = await corpus(120);
    const out = place.out('run');
    await interrupted(place, { out, shard_records: 20 }, 150);
    const shard = join(out, 'shards', 'part-00001.jsonl');
    await truncate(shard, (await stat(shard)).size - 10);
    await truncate(join(out, 'ledger.sqlite'), 5_000);
    const before = await readdir(out);
    await expect(repair(out, NOW)).rejects.toMatchObject({
      code: 'mismatch',
      message: expect.stringContaining('part-00001'),
    });
    expect((await readdir(out)).sort()).toEqual(before.sort());
    await rm(shard);
    await repair(out, NOW);
    await place.run({ out, shard_records: 20 });
    await expectLikeWhole(place, 120);
  });

  it('makes the records again of a sealed file that is gone', async () => {
    const place = await corpus(120);
    const out = place.out('run');
    await interrupted(place, { out, shard_records: 20 }, 150);
    await rm(join(out, 'shards', 'part-00000.jsonl'));
    await expect(place.run({ out })).rejects.toMatchObject({
      message: expect.stringMatching(/is gone.*verify --repair/),
    });
    expect(await repair(out, NOW)).toMatchObject({
      damage: expect.stringContaining('part-00000.jsonl, which it knows, is gone'),
    });
    await place.run({ out, shard_records: 20 });
    await expectLikeWhole(place, 120);
  });
});

/** Copies the ledger as it is at this moment, as a backup or what a power cut left would be. */
function copyLedger(out: string, to: string): void {
  for (const suffix of ['', '-wal']) {
    const from = join(out, `ledger.sqlite${suffix}`);
    if (existsSync(from)) cpSync(from, `${to}${suffix}`);
    else rmSync(`${to}${suffix}`, { force: true });
  }
}

describe('a ledger older than the shards beside it', () => {
  it.each([3, 60, 90, 150, 220, 300, 420])(
    '(taken at request %i) finds what is sealed and sends none of it again',
    async (at) => {
      const place = await corpus(320);
      const [out, whole, older] = [place.out('run'), place.out('whole'), place.out('older.sqlite')];
      // Some tasks fail at first: second tries stand in files that an older ledger awaits as first ones.
      const moody = (): Script => {
        const tried = new Set<string>();
        return (prompt) => {
          const first = !tried.has(prompt.requestId);
          tried.add(prompt.requestId);
          return first && unitInterval(4, prompt.requestId) < 0.05 ? { reason: 'endpoint.timeout' } : shout(prompt);
        };
      };
      const flags = { shard_records: 30, limit: 150 };
      await place.run({ ...flags, out: whole }, scriptedModel({ script: moody() }));
      let asked = 0;
      const script = moody();
      const onPrompt = () => {
        asked += 1;
        if (asked === at) copyLedger(out, older);
      };
      const delay = ({ requestId }: Prompt) => Math.floor(unitInterval(9, requestId) * 4);
      await place.run({ ...flags, out }, scriptedModel({ script, onPrompt, delay }));
      await rm(join(out, 'manifest.json'));
      const sealed = await sealedIds(out);
      await rm(join(out, 'ledger.sqlite'));
      for (const suffix of ['', '-wal']) {
        if (existsSync(`${older}${suffix}`)) cpSync(`${older}${suffix}`, join(out, `ledger.sqlite${suffix}`));
      }
      const watched = watchedModel();
      let warnings: readonly string[] = [];
      await place.run({ ...flags, out }, watched.model, undefined, (begin) => {
        warnings = begin.warnings;
      });
      expect(warnings.join('\n')).toMatch(at > 400 ? /^$|is newer than the ledger/ : /is newer than the ledger/);
      expect(watched.asked.filter((id) => sealed.has(id))).toEqual([]);
      expect((await verify([out])).mismatches).toEqual([]);
      expect(await texts(out)).toEqual(await texts(whole));
      expect(await texts(out, 'rejects')).toEqual(await texts(whole, 'rejects'));
    },
  );

  it('forgets what it took of a file that turned out damaged and was moved out', async () => {
    const rows = Array.from({ length: 1_100 }, (_, n) => ({ id: `d${n}`, text: `What d${n} tells.` }));
    const place = await workspace({ input: { 'x.jsonl': rows }, strategies: { a: '' } });
    const [out, older] = [place.out('run'), place.out('older.sqlite')];
    const onPrompt = () => {
      if (!existsSync(older)) copyLedger(out, older);
    };
    await place.run({ out }, scriptedModel({ onPrompt }));
    const whole = await texts(out);
    expect(whole.size).toBe(1_100);
    await rm(join(out, 'manifest.json'));
    for (const suffix of ['', '-wal']) {
      await rm(join(out, `ledger.sqlite${suffix}`), { force: true });
      if (existsSync(`${older}${suffix}`)) cpSync(`${older}${suffix}`, join(out, `ledger.sqlite${suffix}`));
    }
    // Records are taken over by the thousand: the damage stands behind the first of them.
    const shard = join(out, 'shards', 'part-00000.jsonl');
    await truncate(shard, (await stat(shard)).size - 10);
    await expect(place.run({ out })).rejects.toMatchObject({ message: expect.stringContaining('move it out of') });
    await rm(shard);
    await place.run({ out });
    expect((await verify([out])).mismatches).toEqual([]);
    expect(await texts(out)).toEqual(whole);
  });

  it('refuses a file that this run would not have written', async () => {
    const place = await corpus(60);
    const [out, other] = [place.out('run'), place.out('other')];
    await place.run({ out: other, seed: 3, shard_records: 10 });
    await interrupted(place, { out, shard_records: 30 }, 20);
    cpSync(join(other, 'shards'), join(out, 'shards'), { recursive: true });
    await expect(place.run({ out, shard_records: 30 })).rejects.toMatchObject({ code: 'usage' });
  });
});
