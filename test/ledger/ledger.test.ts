import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ledgerError } from '../../src/ledger/database.ts';
import { type Arrival, Ledger } from '../../src/ledger/ledger.ts';
import type { Outcome } from '../../src/vocabulary/outcome.ts';

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

function accepted(task: number): Outcome {
  return {
    status: 'accepted',
    record: {
      id: `d${task}/a/0`,
      text: `text ${task}`,
      source_id: `d${task}`,
      strategy: 'a',
      prompt: 'a@000000000000',
      model: 'm',
      task_sha: `sha-${task}`,
      token_count: 2,
      generated_tokens: 2,
      usage: { prompt_tokens: 5, completion_tokens: 2 },
      chunk: null,
      variables: {},
      finish_reason: 'stop',
      attempts: 1,
      cleaned: [],
      validation: {},
      metadata: {},
    },
    cost: { promptTokens: 5, completionTokens: 2, wastedTokens: 0, unbilledAttempts: 0 },
  };
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
      ledger.onCommit({ settle() {}, committed: resolve, failed() {} });
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
    expect(JSON.parse(pages[0]?.[0] ?? '')).toMatchObject({ id: 'd100/a/0' });
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
