import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { WrittenShard } from '../../src/emission/write-shard.ts';
import type { OpenBackend } from '../../src/run/open-backend.ts';
import { Settling } from '../../src/run/settling.ts';
import { verify } from '../../src/run/verify.ts';
import type { Backend } from '../../src/vocabulary/backend.ts';
import type { CorpusRow } from '../../src/vocabulary/document.ts';
import { completed, documents, scriptedModel, workspace } from './harness.ts';

/** Resolves when the disk writes again. */
let disk: Promise<void> = Promise.resolve();

vi.mock(import('../../src/emission/write-shard.ts'), async (original) => {
  const actual = await original();
  return {
    ...actual,
    async writeShard(request): Promise<WrittenShard> {
      await disk;
      return actual.writeShard(request);
    },
  };
});

/** Far fewer than in a run, so that they are soon reached. */
const AHEAD = vi.hoisted(() => 5_000);
vi.mock(import('../../src/run/most-ahead.ts'), () => ({ MOST_AHEAD: AHEAD as 500_000 }));

/** Bad rows that follow the last row of each file. */
let badRows = 0;

vi.mock(import('../../src/run/part.ts'), async (original) => {
  const actual = await original();
  return {
    ...actual,
    async *readPartOfFile(...request): AsyncGenerator<CorpusRow> {
      yield* actual.readPartOfFile(...request);
      for (let row = 1; row <= badRows; row++) {
        yield { kind: 'bad', bad: { position: { file: 0, row }, reason: 'input.malformed', detail: '' } };
      }
    },
  };
});

/** Waits until a count that has begun stands still. */
async function stillness(count: () => number): Promise<number> {
  for (let last = 0; ; ) {
    if (last > 0 && count() === last) return last;
    last = count();
    await sleep(500);
  }
}

describe('backpressure', () => {
  it('a disk that writes no shard stops the requests after a few shards and one commit window', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(4_000) }, strategies: { a: '' } });
    const out = place.out('run');
    let free = () => {};
    disk = new Promise((resolve) => {
      free = resolve;
    });
    let asked = 0;
    const onPrompt = () => {
      asked += 1;
    };
    const running = place.run({ out, shard_records: 50 }, scriptedModel({ onPrompt, concurrency: 16 }));
    await stillness(() => asked);
    // Three shards are frozen when tasks begin to wait; commits see it, up to a window of 500 late, twice.
    expect(asked).toBeGreaterThan(100);
    expect(asked).toBeLessThanOrEqual(3 * 50 + 2 * 500 + 16);
    free();
    expect(await running).toMatchObject({ end: 'complete' });
    expect(asked).toBe(4_000);
    expect((await verify([out])).mismatches).toEqual([]);
  });

  it('rows without a task do not pile up without bound behind a straggler', { timeout: 120_000 }, async () => {
    badRows = AHEAD + 500;
    onTestFinished(() => {
      badRows = 0;
    });
    const place = await workspace({ input: { 'x.jsonl': documents(1) }, strategies: { a: '' } });
    let free = () => {};
    const straggler = new Promise<void>((resolve) => {
      free = resolve;
    });
    const model = async (): Promise<OpenBackend> => {
      const open = await scriptedModel()();
      const generate: Backend['generate'] = async (prompt, signal) => {
        await straggler;
        return open.backend.generate(prompt, signal);
      };
      return { ...open, backend: { ...open.backend, generate } };
    };
    const settle = vi.spyOn(Settling.prototype, 'settle');
    onTestFinished(() => settle.mockRestore());
    const running = place.run({ out: place.out('run') }, model);
    // The document and the rows behind it, up to the bound.
    expect(await stillness(() => (settle.mock.contexts[0] as Settling | undefined)?.queued ?? 0)).toBe(AHEAD);
    free();
    expect(await running).toMatchObject({ end: 'complete' });
    expect((await completed(place.out('run'))).input.skipped).toEqual({ 'input.malformed': badRows });
  });
});
