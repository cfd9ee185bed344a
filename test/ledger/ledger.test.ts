import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ledgerError, openDatabase } from '../../src/ledger/database.ts';
import { examineLedger } from '../../src/ledger/examine.ts';
import { type Arrival, Ledger } from '../../src/ledger/ledger.ts';
import { accepted } from './outcomes.ts';

async function ledgerPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rewrite-ledger-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'ledger.sqlite');
}

function open(path: string): Ledger {
  const ledger = Ledger.open(path);
  onTestFinished(() => ledger.close());
  return ledger;
}

function deferred(task: number): Arrival {
  const { record, cost } = accepted(task);
  const reject = { ...record, status: 'failed' as const, reason: 'endpoint.timeout', detail: '' };
  return {
    task,
    outcome: { status: 'failed', record: reject, cost, ofDocument: false },
    deferred: { body: `{"n":${task}}`, expectedTokens: 7 },
  };
}

describe('Ledger', () => {
  it('keeps what was committed and forgets what was not', async () => {
    const path = await ledgerPath();
    const first = open(path);
    first.stage({ task: 0, outcome: accepted(0), deferred: undefined });
    first.commit();
    first.stage({ task: 1, outcome: accepted(1), deferred: undefined });
    first.close();
    const second = open(path);
    expect(second.outcomes.lastTask()).toBe(0);
    expect(second.outcomes.shaOf(0)).toBe('sha-0');
  });

  it('commits by itself with the 500th outcome, and within a moment with fewer', async () => {
    const ledger = open(await ledgerPath());
    for (let task = 0; task < 500; task++) ledger.stage({ task, outcome: accepted(task), deferred: undefined });
    expect(ledger.outcomes.lastTask()).toBe(499);
    const committed = new Promise<void>((resolve) => {
      ledger.onCommit({ settle() {}, committed: () => resolve(), failed() {} });
    });
    ledger.stage({ task: 500, outcome: accepted(500), deferred: undefined });
    expect(ledger.outcomes.lastTask()).toBe(499);
    await committed;
    expect(ledger.outcomes.lastTask()).toBe(500);
  });

  it('undoes a commit that fails, as a whole, and makes none after it', async () => {
    const ledger = open(await ledgerPath());
    ledger.onCommit({
      settle: () => {
        throw new Error('no');
      },
      committed() {},
      failed() {},
    });
    ledger.stage({ task: 0, outcome: accepted(0), deferred: undefined });
    expect(() => ledger.commit()).toThrow('no');
    expect(ledger.outcomes.lastTask()).toBe(-1);
    ledger.onCommit({ settle() {}, committed() {}, failed() {} });
    ledger.stage({ task: 1, outcome: accepted(1), deferred: undefined });
    expect(() => ledger.commit()).toThrow('no');
    expect(() => ledger.transaction(() => ledger.checkpoints.setState('progress', '{}'))).toThrow('no');
    expect(ledger.checkpoints.state('progress')).toBeUndefined();
    expect(ledger.outcomes.lastTask()).toBe(-1);
  });

  it('tells a timer’s failure to its owner', async () => {
    const ledger = open(await ledgerPath());
    const told = new Promise((resolve) => {
      ledger.onCommit({
        settle: () => {
          throw new Error('disk');
        },
        committed() {},
        failed: resolve,
      });
    });
    ledger.stage({ task: 0, outcome: accepted(0), deferred: undefined });
    expect(await told).toMatchObject({ message: 'disk' });
  });

  it('locks its file, and lets go of it', async () => {
    const path = await ledgerPath();
    const first = open(path);
    expect(() => Ledger.open(path)).toThrow(/is in use: another process/);
    first.close();
    open(path).close();
  });

  it('says clearly that a file is damaged, or no ledger, or from a newer version', async () => {
    const path = await ledgerPath();
    await writeFile(path, 'this is not a database, but long enough to be looked at as one '.repeat(20));
    expect(() => Ledger.open(path)).toThrow(/is damaged or not a ledger/);
    await rm(path);
    Ledger.open(path).close();
    const database = new Database(path);
    database.pragma('user_version = 99');
    database.close();
    expect(() => Ledger.open(path)).toThrow(/written by a newer version of rewrite \(schema 99/);
    expect(() => Ledger.open('/dev/null/ledger.sqlite')).toThrow(/Cannot write to/);
  });

  it('says that it contradicts itself where a key that is to be written stands already', async () => {
    const ledger = open(await ledgerPath());
    const insert = () => ledger.transaction(() => ledger.shards.adopt('accepted', 3, shardFile));
    const shardFile = { path: 'shards/part-00003.jsonl', records: 1, bytes: 1, sha256: 'x' };
    insert();
    expect(insert).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringMatching(/contradicts itself \(UNIQUE constraint failed: .*verify --repair/),
        cause: expect.objectContaining({ code: expect.stringMatching(/^SQLITE_CONSTRAINT/) }),
      }),
    );
  });

  it('says that the disk is full, and has lost nothing that was committed', async () => {
    const path = await ledgerPath();
    Ledger.open(path).close();
    const database = new Database(path);
    database.pragma('max_page_count = 20');
    const full: unknown = (() => {
      try {
        for (let n = 0; n < 100; n++) {
          database.prepare('INSERT INTO state (name, value) VALUES (?, ?)').run(`k${n}`, 'x'.repeat(9_000));
        }
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    database.close();
    expect(full).toMatchObject({ code: 'SQLITE_FULL' });
    expect(ledgerError(full, path)).toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/No space left.*free some space/),
    });
    expect((await readFile(path)).length).toBeGreaterThan(0);
    open(path);
  });
});

describe('OutcomeTable', () => {
  it('gives the unbroken row from a task on, whatever the order of arrival', async () => {
    const ledger = open(await ledgerPath());
    for (const task of [4, 1, 0, 2, 6]) ledger.stage({ task, outcome: accepted(task), deferred: undefined });
    ledger.commit();
    expect(ledger.outcomes.contiguousFrom(0, 100).map(({ task }) => task)).toEqual([0, 1, 2]);
    expect(ledger.outcomes.contiguousFrom(0, 2).map(({ task }) => task)).toEqual([0, 1]);
    expect(ledger.outcomes.contiguousFrom(3, 100)).toEqual([]);
    expect(ledger.outcomes.contiguousFrom(4, 100).map(({ task }) => task)).toEqual([4]);
  });

  it('reads a range in pages and deletes it little by little', async () => {
    const ledger = open(await ledgerPath());
    for (let task = 0; task < 1200; task++) ledger.stage({ task, outcome: accepted(task), deferred: undefined });
    ledger.commit();
    const pages = [...ledger.outcomes.records(100, 1099, ['accepted'])];
    expect(pages.map((page) => page.length)).toEqual([200, 200, 200, 200, 200]);
    expect(JSON.parse(String(pages[0]?.[0]))).toMatchObject({ id: 'd100/a/0' });
    expect([...ledger.outcomes.records(0, 1199, ['rejected'])]).toEqual([]);
    const deleted = [0, 0, 0].map(() => ledger.outcomes.deleteSome(100, 1099, ['accepted']));
    expect(deleted).toEqual([500, 500, 0]);
    expect(ledger.outcomes.shaOf(99)).toBe('sha-99');
    expect(ledger.outcomes.shaOf(100)).toBeUndefined();
    const cost = { strategy: 'a', promptTokens: 500, completionTokens: 200, unbilledAttempts: 0 };
    expect(ledger.outcomes.costFrom(1100)).toEqual([cost]);
    ledger.outcomes.deleteFrom(1100);
    expect(ledger.outcomes.lastTask()).toBe(99);
  });
});

describe('DocumentIds', () => {
  it('gives an id to the first document that has it, also after a restart', async () => {
    const path = await ledgerPath();
    const first = open(path);
    expect(first.documentIds.claim('a', 0)).toBe(true);
    expect(first.documentIds.claim('a', 1)).toBe(false);
    first.commit();
    expect(first.documentIds.claim('a', 1)).toBe(false);
    expect(first.documentIds.claim('lost', 2)).toBe(true);
    first.close();
    const second = open(path);
    expect(second.documentIds.claim('a', 0)).toBe(true);
    expect(second.documentIds.claim('a', 7)).toBe(false);
    expect(second.documentIds.claim('lost', 9)).toBe(true);
  });
});

describe('DeferredTable', () => {
  it('numbers second tries in the order of the first ones, once', async () => {
    const ledger = open(await ledgerPath());
    for (const task of [9, 3, 5]) ledger.stage(deferred(task));
    ledger.commit();
    ledger.deferred.schedule(20);
    const numbers = () => ledger.deferred.scheduledAfter(-1, 10).map(({ task, retry }) => [task, retry]);
    expect(numbers()).toEqual([
      [3, 20],
      [5, 21],
      [9, 22],
    ]);
    ledger.deferred.resolve(20);
    ledger.stage(deferred(21));
    ledger.commit();
    ledger.deferred.fail(21);
    expect(numbers()).toEqual([[9, 22]]);
    expect(ledger.outcomes.shaOf(21)).toBeUndefined();
    ledger.deferred.unschedule(22);
    ledger.deferred.schedule(30);
    expect(numbers()).toEqual([[9, 30]]);
    expect(ledger.deferred.reopen('all')).toEqual([{ strategy: 'a', reason: 'endpoint.timeout', count: 1 }]);
    ledger.deferred.schedule(40);
    expect(numbers()).toEqual([
      [9, 30],
      [5, 40],
    ]);
  });

  it('counts a deferred outcome with the tokens that were expected of it', async () => {
    const ledger = open(await ledgerPath());
    ledger.stage(deferred(0));
    ledger.commit();
    expect(ledger.outcomes.contiguousFrom(0, 1)).toMatchObject([{ status: 'deferred', generatedTokens: 7 }]);
  });
});

describe('ShardTable', () => {
  it('numbers shards by folder and lists those without a file', async () => {
    const { shards } = open(await ledgerPath());
    expect(shards.freeze('accepted', 0, 9, 5)).toBe(0);
    expect(shards.freeze('rejected', 0, 9, 5)).toBe(0);
    expect(shards.freeze('failed', 0, 0, 2)).toBe(1);
    expect(shards.freeze('accepted', 10, 19, 5)).toBe(1);
    expect(shards.unsealed()).toHaveLength(4);
    const [first] = shards.unsealed();
    if (first !== undefined) shards.seal(first, { path: 'shards/part-00000.jsonl', bytes: 3, sha256: 'ff' });
    expect(shards.unsealed()).toHaveLength(3);
    expect(shards.sealed(['accepted']).map(({ path }) => path)).toEqual(['shards/part-00000.jsonl']);
    shards.forgetFailed();
    expect(shards.unsealed().map(({ kind }) => kind)).toEqual(['rejected', 'accepted']);
  });
});

describe('a ledger’s synchronous', () => {
  it.each([
    ['full', 2],
    ['normal', 1],
  ] as const)('is SQLite’s: %s is %i, in WAL mode, and free to change', async (mode, level) => {
    const path = await ledgerPath();
    for (const synchronous of ['full', 'normal', mode] as const) {
      const database = openDatabase(path, synchronous);
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      if (synchronous === mode) expect(database.pragma('synchronous', { simple: true })).toBe(level);
      database.close();
    }
  });
});

const there = () => true;

describe('examineLedger', () => {
  it('finds nothing wrong with a ledger that is whole', async () => {
    const path = await ledgerPath();
    const ledger = open(path);
    ledger.checkpoints.setState('config', '{}');
    ledger.stage({ task: 0, outcome: accepted(0), deferred: undefined });
    ledger.stage(deferred(1));
    ledger.commit();
    ledger.close();
    expect(examineLedger(path, there)).toBeUndefined();
  });

  it.each<[string, string | undefined]>([
    ['has no settings', undefined],
    ['its progress cannot be read', `INSERT INTO state (name, value) VALUES ('config', '{}'), ('progress', '{')`],
    [
      '1 of its records cannot be read',
      `INSERT INTO state (name, value) VALUES ('config', '{}');
       INSERT INTO outcome VALUES (0, 'accepted', 'a', NULL, 's', 'x/a/0', 1, 1, 1, 0, 0, '{"id":"y/a/0"}', NULL, NULL, NULL, NULL, NULL)`,
    ],
    [
      'shards/part-00000.jsonl, which it knows, is gone',
      `INSERT INTO state (name, value) VALUES ('config', '{}');
       INSERT INTO shard VALUES ('accepted', 0, 0, 1, 2, 'shards/part-00000.jsonl', 3, 'ff')`,
    ],
  ])('says what is wrong: %s', async (what, sql) => {
    const path = await ledgerPath();
    Ledger.open(path).close();
    const database = new Database(path);
    if (sql !== undefined) database.exec(sql);
    database.close();
    expect(examineLedger(path, () => false)).toContain(what);
  });

  it('tells apart what is gone, what is empty and what is no database', async () => {
    const path = await ledgerPath();
    expect(examineLedger(path, there)).toBe('it is gone');
    await writeFile(path, '');
    expect(examineLedger(path, there)).toBe('it is empty');
    await writeFile(path, 'this is not a database, but long enough to be looked at as one '.repeat(20));
    expect(examineLedger(path, there)).toContain('not a database');
  });
});

describe('a flipped bit in a ledger', () => {
  it('is found in a record and in the progress, when they are read and when the ledger is examined', async () => {
    const path = await ledgerPath();
    const ledger = open(path);
    ledger.checkpoints.setState('config', '{"seed":0}');
    ledger.checkpoints.setState('progress', '{"nextTask":1}');
    ledger.stage({ task: 0, outcome: accepted(0), deferred: undefined });
    ledger.commit();
    ledger.close();
    for (const [table, column, flip] of [
      ['outcome', 'record', "replace(record, 'text 0', 'tekt 0')"],
      ['state', 'value', `replace(value, '"nextTask":1', '"nextTask":3')`],
    ]) {
      const database = new Database(path);
      database.exec(`UPDATE ${table} SET ${column} = ${flip}`);
      database.close();
      const damaged = open(path);
      const read = () => [damaged.checkpoints.state('progress'), ...damaged.outcomes.records(0, 0, ['accepted'])];
      expect(read).toThrow(/is not what was written/);
      expect(read).toThrow(expect.objectContaining({ code: 'SQLITE_CORRUPT' }));
      damaged.close();
      expect(examineLedger(path, there)).toContain('is not what was written');
      const mended = new Database(path);
      mended.exec(
        `UPDATE ${table} SET ${column} = replace(replace(${column}, 'tekt 0', 'text 0'), '"nextTask":3', '"nextTask":1')`,
      );
      mended.close();
      expect(examineLedger(path, there)).toBeUndefined();
    }
  });
});

describe('StandingTable', () => {
  it('keeps each id once, and finds what is staged as well', async () => {
    const ledger = open(await ledgerPath());
    ledger.stage({ task: 3, outcome: accepted(3), deferred: undefined });
    ledger.stage({ task: 4, outcome: accepted(4), deferred: undefined });
    ledger.stage(deferred(5));
    ledger.commit();
    const { standing } = ledger;
    for (const task of [3, 5, 9]) expect(standing.add('accepted', 0, accepted(task).record)).toBe(true);
    expect(standing.add('accepted', 1, accepted(9).record)).toBe(false);
    expect(standing.find('d9/a/0')).toMatchObject({
      taskSha: 'sha-9',
      status: 'accepted',
      promptTokens: 5,
      record: null,
    });
    expect(standing.find('d4/a/0')).toBeUndefined();
    // What waits for a second try is entered with it.
    expect(standing.twins().map(({ task }) => task)).toEqual([3]);
    expect(standing.count()).toBe(3);
    ledger.shards.adopt('accepted', 0, { path: 'shards/part-00000.jsonl', records: 3, bytes: 1, sha256: 'ff' });
    standing.add('failed', 7, { ...accepted(11).record, status: 'failed', reason: 'endpoint.timeout', detail: '' });
    expect(standing.failures()).toBe(1);
    standing.dropUnclaimed();
    expect([standing.failures(), standing.count()]).toEqual([0, 3]);
    expect(standing.deletePart('accepted', 0)).toBe(3);
  });
});
