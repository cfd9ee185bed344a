import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repair } from '../../src/run/repair.ts';
import { verify } from '../../src/run/verify.ts';
import { unitInterval } from '../../src/text/hash.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import { completed, documents, files, records, type Script, scriptedModel, workspace } from './harness.ts';

const WORDS =
  'the river mill stone water wheel grain miller boat fish bank reed bridge road cart horse field barn'.split(' ');

/** A text of its own for a seed. */
function prose(seed: string, words = 60): string {
  return Array.from({ length: words }, (_, n) => WORDS[Math.floor(unitInterval(1, seed, n) * WORDS.length)]).join(' ');
}

const strategyOf = ({ brief }: Prompt): string => brief.strategy;
const rowOf = ({ requestId }: Prompt): number => Number(/^d(\d+)/.exec(requestId)?.[1]);

async function duplicates(out: string): Promise<Record<string, unknown>> {
  const all = await records(out, 'rejects');
  return Object.fromEntries(all.filter(({ reason }) => reason === 'duplicate').map(({ id, detail }) => [id, detail]));
}

describe('texts that repeat others', () => {
  it('are rejected with the id of the first in the schedule, whichever is finished first', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(40) }, strategies: { a: '' } });
    const script: Script = (prompt) => prose(`text ${rowOf(prompt) % 10}`);
    const delay = (prompt: Prompt) => (rowOf(prompt) < 10 ? 30 : 0);
    const out = place.out('run');
    await place.run({ out, concurrency: 40 }, scriptedModel({ script, delay, concurrency: 40 }));
    const { tasks, reasons, tokens } = await completed(out);
    expect(tasks).toMatchObject({ accepted: 10, rejected: 30, failed: 0 });
    expect(reasons).toEqual({ duplicate: 30 });
    expect((await records(out)).map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, n) => `d${n}/a/0`));
    expect((await duplicates(out))['d37/a/0']).toBe('the same text as d7/a/0');
    expect(tokens.wasted).toBe(tokens.completion - tokens.accepted);
    expect((await verify([out])).mismatches).toEqual([]);
  });

  it('are the same in a run that is interrupted again and again as in one that is not', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(60) }, strategies: { a: '', b: '', c: '' } });
    // Of every document, two of three rewrites are the same but for a word; the last twelve documents say what the first twelve said.
    const script: Script = (prompt) =>
      `${prose(`${strategyOf(prompt) === 'c' ? 'c' : 'ab'} ${rowOf(prompt) % 48}`)} ${strategyOf(prompt)}`;
    await place.run({ out: place.out('whole'), shard_records: 20 }, scriptedModel({ script }));
    const out = place.out('run');
    for (let turn = 0; turn < 12; turn++) {
      const stop = new AbortController();
      let asked = 0;
      const onPrompt = () => {
        asked += 1;
        if (asked === 13) stop.abort(new Error('stopped by the test'));
      };
      const delay = ({ requestId }: Prompt) => Math.floor(unitInterval(turn, requestId) * 4);
      await place.run(
        { out, shard_records: 20 },
        scriptedModel({ script, delay, onPrompt, concurrency: 5 }),
        stop.signal,
      );
    }
    await place.run({ out, shard_records: 20 }, scriptedModel({ script }));
    expect(await files(out)).toEqual(await files(place.out('whole')));
    // What a rejected record says is no text of the run: the next to say it is accepted (12 of `b`).
    expect((await completed(out)).reasons).toEqual({ duplicate: 48 + 12 * 2 });
  });

  it('are found against records that stand in files of a run whose ledger is gone', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(60) }, strategies: { a: '', b: '' } });
    const script: Script = (prompt) => `${prose(`text ${rowOf(prompt) % 40}`)} ${strategyOf(prompt)}`;
    const out = place.out('run');
    const stop = new AbortController();
    let asked = 0;
    const onPrompt = () => {
      asked += 1;
      if (asked === 75) stop.abort(new Error('stopped by the test'));
    };
    await place.run({ out, shard_records: 9 }, scriptedModel({ script, onPrompt, concurrency: 4 }), stop.signal);
    await rm(join(out, 'ledger.sqlite'));
    await rm(join(out, 'ledger.sqlite-wal'), { force: true });
    const { files: kept } = await repair(out, 0);
    expect(kept.length).toBeGreaterThan(3);
    await place.run({ out }, scriptedModel({ script }));
    await place.run({ out: place.out('whole') }, scriptedModel({ script }));
    expect(await duplicates(out)).toEqual(await duplicates(place.out('whole')));
    expect(Object.keys(await duplicates(out))).toHaveLength(40 + 20);
    const { tasks, reasons, tokens } = await completed(place.out('whole'));
    expect(await completed(out)).toMatchObject({ tasks, reasons, tokens });
  });

  it('of one document are rejected when all but a few of their words are the same, and are kept when they differ', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(20) }, strategies: { a: '', b: '', c: '' } });
    const script: Script = (prompt) => {
      const text = prose(`row ${rowOf(prompt)}`, 120).split(' ');
      // `b` changes one word in the middle, `c` one in four.
      return text
        .map((word, n) =>
          (strategyOf(prompt) === 'b' ? n === 60 : strategyOf(prompt) === 'c' && n % 4 === 0) ? 'other' : word,
        )
        .join(' ');
    };
    const out = place.out('run');
    await place.run({ out }, scriptedModel({ script }));
    const { strategies } = await completed(out);
    expect(strategies['a']?.tasks.accepted).toBe(20);
    expect(strategies['b']?.tasks.rejected).toBe(20);
    expect(strategies['c']?.tasks.accepted).toBe(20);
    expect((await duplicates(out))['d3/b/0']).toMatch(
      /^nearly the same text as d3\/a\/0 \(\d\d% of their word 5-grams\)$/,
    );
  });

  it('at the end of a run, on a second try, are compared with second tries of their own document only', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(8) }, strategies: { a: '', b: '' } });
    const script: Script = (prompt, attempt) => {
      const row = rowOf(prompt);
      if (row < 6) return prose(`${row} ${strategyOf(prompt)}`);
      if (attempt === 1) return { reason: 'endpoint.timeout' };
      return row === 7 && strategyOf(prompt) === 'b' ? prose('b of 7') : `${prose('a', 120)} ${prompt.requestId}`;
    };
    const out = place.out('run');
    await place.run({ out }, scriptedModel({ script }));
    expect(await duplicates(out)).toEqual({ 'd6/b/0': expect.stringContaining('as d6/a/0') as string });
    expect((await records(out)).map(({ id }) => id).slice(-3)).toEqual(['d6/a/0', 'd7/a/0', 'd7/b/0']);
  });

  it('are no duplicates of each other when different programs leave one document as it is, but when two documents are the same', async () => {
    const rows = documents(6).map(({ id, text }, n) => ({ id, text: n === 5 ? documents(1)[0]?.text : text }));
    const program = 'output: {kind: program, join: program}';
    const place = await workspace({
      input: { 'x.jsonl': rows as ReturnType<typeof documents> },
      strategies: { a: program, b: program },
    });
    const out = place.out('run');
    await place.run({ out }, scriptedModel({ script: () => 'keep_chunk()' }));
    expect(await duplicates(out)).toEqual({
      'd5/a/0': 'the same text as d0/a/0',
      'd5/b/0': 'the same text as d0/a/0',
    });
    expect((await completed(out)).tasks.accepted).toBe(10);
  });

  it('with a source in front are compared as they stand, not sibling with sibling', async () => {
    const withSource = 'output: {with_source: true}';
    const place = await workspace({
      input: { 'x.jsonl': documents(4) },
      strategies: { a: withSource, b: withSource },
    });
    const out = place.out('run');
    await place.run({ out }, scriptedModel({ script: (prompt) => prose(strategyOf(prompt), 8) }));
    expect(await duplicates(out)).toEqual({});
  });

  it('are kept on demand, and a run goes on as it was begun', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(10) }, strategies: { a: '' } });
    const out = place.out('run');
    const model = () => scriptedModel({ script: () => prose('all the same') });
    await place.run({ out, duplicates: 'keep', limit: 5 }, model());
    expect((await completed(out)).tasks).toMatchObject({ accepted: 5, rejected: 0 });
    await expect(place.run({ out, limit: 8 }, model())).rejects.toThrow('duplicates: was keep, now reject');
  });

  it('do not fill a token budget', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(60) }, strategies: { a: '' } });
    const out = place.out('run');
    await place.run(
      { out, budget_tokens: 500 },
      scriptedModel({ script: (prompt) => prose(`text ${Math.floor(rowOf(prompt) / 3)}`) }),
    );
    const { tokens, tasks } = await completed(out);
    expect(tokens.accepted).toBeGreaterThanOrEqual(500);
    expect(tasks.rejected).toBe(2 * (tasks.accepted - 1));
    expect((await verify([out])).mismatches).toEqual([]);
  });
});
