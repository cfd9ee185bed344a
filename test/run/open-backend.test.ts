import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveOptions } from '../../src/config/resolve.ts';
import { boundHeap } from '../../src/run/heap.ts';
import { prepareJob } from '../../src/run/job.ts';
import { type OpenBackend, openBackend } from '../../src/run/open-backend.ts';
import { json, type LocalServer, localServer, prompt } from '../generation/local-server.ts';

// What V8 was told cannot be read back.
vi.mock(import('../../src/run/heap.ts'), () => ({ boundHeap: vi.fn<typeof boundHeap>() }));

let server: LocalServer;
let opened: OpenBackend;

async function open(endpoint: readonly string[]): Promise<void> {
  const cwd = import.meta.dirname;
  const { options } = await resolveOptions({ strategy: 'qa', endpoint, wait: '0s' }, undefined, cwd);
  const job = await prepareJob(options, { cwd, env: {}, now: new Date(0) });
  opened = await openBackend(job, () => {}, new AbortController().signal);
}

describe('openBackend', () => {
  beforeEach(async () => {
    server = await localServer();
  });
  afterEach(async () => {
    await opened.close();
    await server.stop();
  });

  it('makes room in memory for servers that are still loading', async () => {
    await open([server.url, ...Array.from({ length: 15 }, (_, index) => `http://127.0.0.1:1/${index}/v1`)]);
    expect(opened.status().filter(({ state }) => state === 'closed')).toHaveLength(1);
    expect(vi.mocked(boundHeap).mock.lastCall).toEqual([16 * 256]);
  });

  it('says that a server asked to be left alone, and how much it is given', async () => {
    await open([server.url]);
    expect(opened.status()).toMatchObject([{ held: false, capacity: null }]);
    server.metrics = 'vllm:num_requests_running 0\nvllm:num_requests_waiting 0\n';
    await vi.waitUntil(() => opened.status()[0]?.capacity === 16, { timeout: 10_000 });
    server.handle = (_request, response) =>
      json(response, 503, { error: { message: 'busy' } }, { 'retry-after': '60' });
    const leaving = new AbortController();
    const request = opened.backend.generate(prompt(), leaving.signal);
    await vi.waitUntil(() => opened.status()[0]?.held === true, { timeout: 10_000 });
    leaving.abort(new Error('left'));
    await expect(request).rejects.toThrow('left');
  });
});
