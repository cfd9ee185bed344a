import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readAhead } from '../../src/corpus/read-ahead.ts';

const chunk = (index: number): Buffer => Buffer.from(`chunk ${index};`);

/** A source of `count` chunks that notes how many it gave and whether it was left. */
function sourceOf(count: number, failure?: Error) {
  const seen = { given: 0, ended: false };
  async function* open(): AsyncGenerator<Buffer> {
    try {
      for (let index = 0; index < count; index++) {
        await nextTurn();
        seen.given += 1;
        yield chunk(index);
      }
      if (failure !== undefined) throw failure;
    } finally {
      seen.ended = true;
    }
  }
  return { seen, open };
}

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const bytes of chunks) text += bytes.toString();
  return text;
}

describe('reading ahead', () => {
  it.each([0, 1, 100])('gives the same %i chunks in the same order', async (count) => {
    const expected = Array.from({ length: count }, (_, index) => chunk(index).toString()).join('');
    expect(await textOf(readAhead(sourceOf(count).open, 50))).toBe(expected);
  });

  it('fetches while nobody asks, up to its bound and not beyond', async () => {
    const { seen, open } = sourceOf(1_000);
    const chunks = readAhead(open, 80);
    await chunks.next();
    for (let turn = 0; turn < 100; turn++) await nextTurn();
    expect(seen.given).toBeGreaterThan(5);
    expect(seen.given).toBeLessThan(15);
    await chunks.return(undefined);
    expect(seen.ended).toBe(true);
  });

  it('throws what the source throws, after the chunks before it', async () => {
    const chunks = readAhead(sourceOf(3, new Error('torn')).open, 1_000);
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const bytes of chunks) seen.push(bytes.toString());
      })(),
    ).rejects.toThrow('torn');
    expect(seen).toEqual(['chunk 0;', 'chunk 1;', 'chunk 2;']);
  });

  it('ends a source that waits for more when it is left', async () => {
    let ended = false;
    async function* silent(signal: AbortSignal): AsyncGenerator<Buffer> {
      yield chunk(0);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended = true;
    }
    const chunks = readAhead(silent, 1_000);
    await chunks.next();
    await chunks.return(undefined);
    expect(ended).toBe(true);
  });
});
