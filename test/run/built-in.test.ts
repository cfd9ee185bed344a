import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveOptions } from '../../src/config/resolve.ts';
import { type Job, prepareJob } from '../../src/run/job.ts';
import { openBackend } from '../../src/run/open-backend.ts';
import { run } from '../../src/run/run.ts';
import { answerChat, type LocalServer, localServer, prompt } from '../generation/local-server.ts';
import { completed, records, workspace } from './harness.ts';

const RULES = 'model: built-in\noutput: {kind: program}\n';
const PAGE = [
  'Home',
  'Search',
  'The river and the mill were bought by the town, and they have been repaired since then. They work again.',
  'A miller was found in the valley. He grinds the corn of the farms around. On Sundays he shows the wheels.',
  'Read more',
].join('\n');
const PAGES = Array.from({ length: 5 }, (_, n) => ({ id: `p${n}`, text: PAGE.replace('river', `river ${n}`) }));

let server: LocalServer;
beforeEach(async () => {
  server = await localServer(answerChat('The river turns the mill.'));
});
afterEach(() => server.stop());

async function space(strategies: Readonly<Record<string, string>>) {
  const { cwd, out } = await workspace({ input: { 'docs.jsonl': PAGES }, strategies });
  const job = async (flags: Readonly<Record<string, unknown>>, config?: string): Promise<Job> => {
    if (config !== undefined) await writeFile(join(cwd, 'rewrite.yaml'), config);
    const strategy = Object.keys(strategies).join(',');
    const all = {
      strategy,
      input: [join(cwd, '*.jsonl')],
      out: out('o'),
      format: 'jsonl',
      duplicates: 'keep',
      wait: '0s',
      ...flags,
    };
    const { options } = await resolveOptions(all, config === undefined ? undefined : 'rewrite.yaml', cwd);
    return prepareJob(options, { cwd, env: {}, now: new Date(0) });
  };
  const perform = async (flags: Readonly<Record<string, unknown>>) =>
    run(await job(flags), {
      stop: new AbortController().signal,
      onEvent() {},
      onBegin() {},
      onBug(cause) {
        throw cause;
      },
      now: () => 0,
    });
  return { job, perform, out: out('o') };
}

describe('a strategy with `model: built-in`', () => {
  it('is answered by the rules, beside one that a served model answers', async () => {
    const { perform, out } = await space({ a: '', 'rules-c4': RULES });
    const flags = { endpoint: [server.url], concurrency: 2 };
    expect((await perform(flags)).end).toBe('complete');

    const all = await records(out);
    expect(all.map(({ id }) => id)).toEqual(PAGES.flatMap(({ id }) => [`${id}/a/0`, `${id}/rules-c4/0`]));
    for (const record of all) {
      const ruled = record['strategy'] === 'rules-c4';
      expect(record['model']).toBe(ruled ? 'extractive' : 'tiny');
      expect(record['program']).toBe(ruled ? 'remove_lines(start=0, end=1)\nremove_lines(start=4, end=4)' : null);
      if (ruled) expect(record['usage']).toEqual({ prompt_tokens: 0, completion_tokens: 0 });
    }
    expect(server.received.map(({ headers }) => headers['x-request-id'])).toEqual(
      expect.arrayContaining(PAGES.map(({ id }) => `${id}/a/0/0`)),
    );
    expect(server.received).toHaveLength(PAGES.length);
    const manifest = await completed(out);
    expect(manifest).toMatchObject({ backend: 'openai', models: { default: 'tiny', 'built-in': 'extractive' } });
    expect((await perform(flags)).end).toBe('already');
  });

  it('holds none of the slots of the servers', async () => {
    const { job } = await space({ a: '', 'rules-c4': RULES });
    const opened = await openBackend(
      await job({ endpoint: [server.url], concurrency: 1 }),
      () => {},
      new AbortController().signal,
    );
    try {
      expect(opened.slots.limit).toBe(1);
      expect(opened.builtInSlots).toBeDefined();
      expect(opened.builtInSlots).not.toBe(opened.slots);
    } finally {
      await opened.close();
    }
  });

  it('leaves prompts of served models to their servers', async () => {
    const { job } = await space({ a: '', 'rules-c4': RULES });
    const opened = await openBackend(await job({ endpoint: [server.url] }), () => {}, new AbortController().signal);
    try {
      const signal = new AbortController().signal;
      expect(await opened.backend.generate(prompt(), signal)).toMatchObject({ model: 'tiny' });
      const brief = { strategy: 'rules-c4', source: PAGE, firstLine: 0, title: '', language: 'en', variables: {} };
      expect(await opened.backend.generate(prompt({ model: 'built-in', brief }), signal)).toMatchObject({
        model: 'extractive',
        finishReason: 'stop',
      });
    } finally {
      await opened.close();
    }
  });

  it('alone needs no server, and gives the same programs whatever backend is asked for', async () => {
    const alone = await space({ 'rules-c4': RULES });
    expect((await alone.job({})).backend).toBe('extractive');
    expect((await alone.job({ endpoint: [server.url] })).backend).toBe('extractive');
    await alone.perform({});
    const beside = await space({ a: '', 'rules-c4': RULES });
    await beside.perform({ endpoint: [server.url] });
    const programs = async (out: string) =>
      (await records(out))
        .filter(({ strategy }) => strategy === 'rules-c4')
        .map(({ program, task_sha }) => [program, task_sha]);
    expect(await programs(alone.out)).toEqual(await programs(beside.out));
    expect(server.received).toHaveLength(PAGES.length);
  });

  it('must be one that there are rules for', async () => {
    const { job } = await space({ 'rules-c5': RULES });
    await expect(job({})).rejects.toThrow(
      /rules-c5\.yaml: strategy rules-c5 wants `model: built-in`, and the built-in backend has no rules/,
    );
  });

  it('waits for no server of a model that no strategy names', async () => {
    const { job } = await space({ a: '', 'rules-c4': RULES });
    const idle = 'models: {idle: {endpoints: ["http://127.0.0.1:1/v1"], chat_template: plain}}\n';
    const prepared = await job({ endpoint: [server.url] }, idle);
    const opened = await openBackend(prepared, () => {}, new AbortController().signal);
    expect(opened.modelNames).toEqual({ default: 'tiny', 'built-in': 'extractive' });
    await opened.close();
  });

  it('is no name for a served model', async () => {
    const { job } = await space({ a: '' });
    const config = `models: {built-in: {endpoints: ["${server.url}"]}}\n`;
    await expect(job({ endpoint: [server.url] }, config)).rejects.toThrow(
      /`built-in` is the name of the built-in rules/,
    );
  });
});
