import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, describe, expect, it } from 'vitest';

import type * as Module from '../../src/text/worker-thread.ts';

const directory = mkdtempSync(join(tmpdir(), 'rewrite-thread-'));
/** What `npm run build` made of the sources: only JavaScript has a worker thread. */
const built = pathToFileURL(resolve(import.meta.dirname, '../../dist/text/worker-thread.js')).href;
const { createWorkerThread } = (await import(built)) as typeof Module;
const work = join(directory, 'work.mjs');

writeFileSync(
  work,
  `import { threadId } from 'node:worker_threads';
     import { handingOver } from ${JSON.stringify(built)};
     export const whoami = () => threadId;
     export const sum = (bytes) => bytes.reduce((total, byte) => total + byte, 0);
     export const echo = (bytes) => handingOver({ bytes, buffer: bytes.buffer }, [bytes]);
     export const failing = (message) => { throw new TypeError(message); };
     export const endless = () => { for (;;); };
     export const leaving = () => { setTimeout(() => Promise.reject(new Error('late')), 1); return 'left'; };`,
);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Work {
  readonly whoami: (request: undefined) => number;
  readonly sum: (bytes: Uint8Array) => number;
  readonly echo: (bytes: Uint8Array<ArrayBuffer>) => { bytes: Uint8Array; buffer: ArrayBuffer };
  readonly failing: (message: string) => never;
  readonly endless: (request: undefined) => never;
  readonly leaving: (request: undefined) => string;
}
const { whoami, sum, echo, failing, endless, leaving } = (await import(pathToFileURL(work).href)) as Work;

describe('a worker thread', () => {
  it('calls a function of its module by name, always in the same thread', async () => {
    const thread = createWorkerThread(pathToFileURL(work));
    const first = await thread.run(whoami, undefined);
    expect(first).toBeGreaterThan(0);
    expect(await thread.run(whoami, undefined)).toBe(first);
    await thread.close();
    await thread.close();
  });

  it('takes memory over, and hands it back', async () => {
    const thread = createWorkerThread(pathToFileURL(work));
    const bytes = new Uint8Array([1, 2, 3]);
    expect(await thread.run(sum, bytes, { transfer: [bytes.buffer] })).toBe(6);
    expect(bytes.length).toBe(0);
    const answer = await thread.run(echo, new Uint8Array([4, 5]));
    expect([...answer.bytes]).toEqual([4, 5]);
    expect(answer.bytes.buffer).toBe(answer.buffer);
    await thread.close();
  });

  it('passes on what a function throws', async () => {
    const thread = createWorkerThread(pathToFileURL(work));
    await expect(thread.run(failing, 'of the work')).rejects.toThrow('of the work');
    await thread.close();
  });

  it('is given up when its work takes too long, and another does the next', async () => {
    const thread = createWorkerThread(pathToFileURL(work));
    const first = await thread.run(whoami, undefined);
    await expect(thread.run(endless, undefined, { limitMs: 200 })).rejects.toThrow('it took longer than 0.2 s');
    expect(await thread.run(whoami, undefined)).not.toBe(first);
    await thread.close();
  });

  it('may die of a promise that nobody awaited without taking the process with it', async () => {
    const thread = createWorkerThread(pathToFileURL(work));
    expect(await thread.run(leaving, undefined)).toBe('left');
    await new Promise((done) => setTimeout(done, 100));
    expect(await thread.run(sum, new Uint8Array([1]))).toBe(1);
    await thread.close();
  });
});
