import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/run/verify.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import { completed, documents, records, type Script, scriptedModel, shout, workspace } from './harness.ts';

const numberOf = (requestId: string) => Number(/\d+/.exec(requestId)?.[0]);

async function ids(out: string, kind: 'shards' | 'rejects' = 'shards'): Promise<unknown[]> {
  return (await records(out, kind)).map(({ id }) => id);
}

describe('a run that grows', () => {
  it('numbers documents behind the second tries that were made meanwhile', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(12) }, strategies: { a: '' } });
    const script: Script = (prompt, attempt) =>
      /^d[13]\//.test(prompt.requestId) && attempt === 1 ? { reason: 'endpoint.timeout' } : shout(prompt);
    const model = scriptedModel({ script });
    const out = place.out('run');
    for (const limit of [6, 9, 12]) {
      await place.run({ out, limit }, model);
      expect((await ids(out)).length).toBe(limit);
      expect((await verify([out])).mismatches).toEqual([]);
    }
    expect(new Set(await ids(out))).toEqual(new Set(Array.from({ length: 12 }, (_, n) => `d${n}/a/0`)));
  });

  it.each(['sick', 'healthy'])('forgets failures behind the budget, the model being %s afterwards', async (state) => {
    const place = await workspace({ input: { 'x.jsonl': documents(40) }, strategies: { a: '' } });
    let sick = true;
    const script: Script = (prompt) =>
      prompt.requestId.startsWith('d6/') && sick ? { reason: 'endpoint.timeout' } : `${shout(prompt)} `.repeat(8);
    const delay = ({ requestId }: Prompt) => (requestId.startsWith('d0/') ? 300 : 0);
    const out = place.out('run');
    await place.run({ out, budget_tokens: 800 }, scriptedModel({ script, delay, concurrency: 32 }));
    expect((await completed(out)).tasks.failed).toBe(0);
    expect((await verify([out])).mismatches).toEqual([]);
    sick = state === 'sick';
    await place.run({ out }, scriptedModel({ script }));
    expect((await completed(out)).tasks).toMatchObject({ planned: 40, failed: sick ? 1 : 0 });
    expect((await verify([out])).mismatches).toEqual([]);
  });

  it('keeps the files of final failures when a gate stops it later', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(1500) }, strategies: { a: '' } });
    let sick = false;
    const script: Script = (prompt) =>
      sick || [1, 2, 700].includes(numberOf(prompt.requestId)) ? { reason: 'endpoint.timeout' } : shout(prompt);
    const out = place.out('run');
    await place.run({ out, limit: 10 }, scriptedModel({ script }));
    sick = true;
    await expect(place.run({ out }, scriptedModel({ script }))).rejects.toMatchObject({ code: 'gate' });
    sick = false;
    await place.run({ out }, scriptedModel({ script }));
    expect((await verify([out])).mismatches).toEqual([]);
    expect(await ids(out, 'rejects')).toEqual(['d1/a/0', 'd2/a/0', 'd700/a/0']);
  });

  it('bills second tries that it drops to their strategies', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(60) }, strategies: { a: '', b: '' } });
    const script: Script = (prompt, attempt) =>
      numberOf(prompt.requestId) < 20 && attempt === 1 ? { reason: 'endpoint.timeout' } : shout(prompt);
    const stop = new AbortController();
    const tried = new Map<string, number>();
    // The first second try never ends in time; those behind it wait in the ledger when the run is stopped.
    const delay = ({ requestId }: Prompt) => {
      const times = (tried.get(requestId) ?? 0) + 1;
      tried.set(requestId, times);
      if (times === 2 && requestId === 'd19/b/0/0') setTimeout(() => stop.abort(new Error('test')), 150);
      return times === 2 && requestId === 'd0/a/0/0' ? 60_000 : 0;
    };
    const out = place.out('run');
    const { end } = await place.run(
      { out, limit: 30, drain_timeout: '10ms' },
      scriptedModel({ script, delay }),
      stop.signal,
    );
    expect(end).toBe('stopped');
    await place.run({ out }, scriptedModel());
    const { tokens, strategies } = await completed(out);
    for (const kind of ['prompt', 'completion', 'wasted', 'unbilled_attempts'] as const) {
      expect(Object.values(strategies).reduce((sum, own) => sum + own.tokens[kind], 0)).toBe(tokens[kind]);
    }
    expect(tokens.wasted).toBeGreaterThan(0);
    expect((await verify([out])).mismatches).toEqual([]);
  });
});

describe('a budget', () => {
  it('that is reached while an epoch is waited for ends the run', async () => {
    const place = await workspace({
      input: { 'x.jsonl': documents(4000) },
      strategies: { a: 'expected_ratio: 0.01', b: 'expected_ratio: 0.01' },
      mix: 'name: mix\nstrategies: {a: 0.5, b: 0.5}\nbalance: tokens\nrewrites_per_document: 1\n',
    });
    // Settling waits for one straggler while everything up to the fifth epoch finishes behind it.
    let asked = 0;
    const delay = ({ requestId }: Prompt) => (requestId.startsWith('d3/') ? 4_000 : 0);
    const script: Script = (prompt) => `${shout(prompt)} `.repeat(50);
    const onPrompt = () => {
      asked += 1;
    };
    const model = scriptedModel({ script, delay, onPrompt, concurrency: 64 });
    const { end } = await place.run({ out: place.out('run'), budget_tokens: 300_000 }, model);
    expect(end).toBe('complete');
    expect(asked).toBeLessThan(4000);
    expect((await verify([place.out('run')])).mismatches).toEqual([]);
  });
});

describe('files that are not where the ledger left them', () => {
  it('are written again when they hold final failures, and are missed when they hold anything else', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(12) }, strategies: { a: '' } });
    const script: Script = (prompt) =>
      prompt.requestId.startsWith('d3/') ? { reason: 'endpoint.timeout' } : shout(prompt);
    const out = place.out('run');
    await place.run({ out }, scriptedModel({ script }));
    await rm(join(out, 'manifest.json'));
    await rm(join(out, 'rejects', 'part-00000.jsonl'));
    await place.run({ out }, scriptedModel({ script }));
    expect((await verify([out])).mismatches).toEqual([]);
    await rm(join(out, 'shards', 'part-00000.jsonl'));
    await expect(place.run({ out }, scriptedModel({ script }))).rejects.toThrow(/part-00000\.jsonl is gone/);
  });

  it('do not make a second run of a shared ledger directory', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(5) }, strategies: { a: '' } });
    for (const name of ['one', 'two', 'one']) {
      await place.run({ out: place.out(name), ledger_dir: place.out('ledgers') });
      expect((await verify([place.out(name)])).mismatches).toEqual([]);
    }
  });
});

describe('config.json', () => {
  it('holds no secret of an endpoint’s URL', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(2) }, strategies: { a: '' } });
    const endpoint = ['http://user:PASSWORD@127.0.0.1:1/v1?api_key=SECRET'];
    await place.run({ out: place.out('run'), endpoint });
    const config = await readFile(join(place.out('run'), 'config.json'), 'utf8');
    expect(config).toContain('http://127.0.0.1:1/v1');
    expect(config).not.toMatch(/PASSWORD|SECRET/);
  });
});
