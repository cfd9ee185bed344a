import { mkdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeShard } from '../../src/emission/write-shard.ts';
import { Ledger } from '../../src/ledger/ledger.ts';
import { Sealing } from '../../src/run/sealing.ts';
import type { Outcome } from '../../src/vocabulary/outcome.ts';
import { accepted } from '../ledger/outcomes.ts';
import { temporaryFolder } from './harness.ts';

/** A run directory whose ledger has frozen tasks 0 to 9, and what their file would hold. */
async function frozen() {
  const directory = await temporaryFolder();
  const ledger = Ledger.open(join(directory, 'ledger.sqlite'));
  onTestFinished(() => ledger.close());
  const outcomes = Array.from({ length: 10 }, (_, task) => accepted(task));
  for (const [task, outcome] of outcomes.entries()) ledger.stage({ task, outcome, deferred: undefined });
  ledger.commit();
  ledger.shards.freeze('accepted', 0, 9, 10);
  const sealing = new Sealing({ ledger, directory, format: 'jsonl', onError() {} });
  const path = join(directory, 'shards', 'part-00000.jsonl');
  const write = (some: readonly Outcome[]) =>
    writeShard({
      directory: join(directory, 'shards'),
      name: 'part-00000',
      format: 'jsonl',
      records: (async function* () {
        yield some.map(({ record }) => JSON.stringify(record));
      })(),
    });
  return { ledger, sealing, path, outcomes, write };
}

describe('a frozen range', () => {
  it('is written, marked and forgotten', async () => {
    const { ledger, sealing, path } = await frozen();
    await sealing.finish();
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(11);
    expect(ledger.shards.sealed(['accepted'])).toMatchObject([{ part: 0, records: 10 }]);
    expect(ledger.outcomes.lastTask()).toBe(-1);
  });

  it('whose file a killed process had written is only marked', async () => {
    const { ledger, sealing, path, outcomes, write } = await frozen();
    const { sha256 } = await write(outcomes);
    const before = await stat(path);
    await sealing.finish();
    expect((await stat(path)).ino).toBe(before.ino);
    expect(ledger.shards.sealed(['accepted'])).toMatchObject([{ sha256 }]);
    expect(ledger.outcomes.lastTask()).toBe(-1);
  });

  it('whose file cannot be read is written again', async () => {
    const { sealing, path, outcomes, write } = await frozen();
    const { sha256, bytes } = await write(outcomes);
    await truncate(path, bytes - 20);
    await sealing.finish();
    expect((await write(outcomes)).sha256).toBe(sha256);
    expect((await stat(path)).size).toBe(bytes);
  });

  it.each<[string, (outcomes: readonly Outcome[]) => Outcome[]]>([
    ['other', (outcomes) => [...outcomes.slice(0, 9), accepted(99)]],
    ['fewer', (outcomes) => outcomes.slice(0, 9)],
    ['more', (outcomes) => [...outcomes, accepted(10)]],
  ])('is kept when a file with %s records stands under its name, which stays as it is', async (_, change) => {
    const { ledger, sealing, path, outcomes, write } = await frozen();
    await write(change(outcomes));
    const before = await readFile(path, 'utf8');
    await expect(sealing.finish()).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/part-00000\.jsonl is not what this run would write there .*Move it out/),
    });
    expect(await readFile(path, 'utf8')).toBe(before);
    expect(ledger.outcomes.lastTask()).toBe(9);
  });

  it('stays frozen when something else is in the way of its file', async () => {
    const { ledger, sealing, path } = await frozen();
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'in the way'), '');
    await expect(sealing.finish()).rejects.toBeInstanceOf(Error);
    expect(ledger.shards.unsealed()).toHaveLength(1);
    expect(ledger.outcomes.lastTask()).toBe(9);
  });
});
