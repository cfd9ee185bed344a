import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/run/verify.ts';
import { unitInterval } from '../../src/text/hash.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import {
  bugs,
  completed,
  documents,
  files,
  records,
  scriptedModel,
  shout,
  temporaryFolder,
  workspace,
} from './harness.ts';

const mix = 'name: mix\nstrategies: {a: 0.5, b: 0.3, c: 0.2}\nbalance: requests\nrewrites_per_document: 2\n';

describe('a run', () => {
  it('emits every task once, in schedule order, and accounts for it', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(30), 'y.jsonl': documents(20, 'e') }, mix });
    const out = place.out('run');
    await place.run({ out, shard_records: 16 });
    const manifest = await completed(out);
    const all = await records(out);
    expect(all).toHaveLength(100);
    expect(new Set(all.map(({ id }) => id)).size).toBe(100);
    expect(manifest.shards.map((shard) => shard.records)).toEqual([16, 16, 16, 16, 16, 16, 4]);
    expect(manifest.tasks).toEqual({ planned: 100, accepted: 100, rejected: 0, failed: 0 });
    expect(manifest.input).toMatchObject({ documents: 50, used: 50, skipped: {} });
    expect(manifest.input.files.map((file) => [file.path, file.documents])).toEqual([
      ['x.jsonl', 30],
      ['y.jsonl', 20],
    ]);
    expect(all.map(({ source_id: id }) => id)).toEqual(
      [...documents(30), ...documents(20, 'e')].flatMap(({ id }) => [id, id]),
    );
    expect((await verify([out])).mismatches).toEqual([]);
  });

  it('makes the same bytes whatever the timing and the concurrency', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(60) }, mix });
    const shards: Record<string, string>[] = [];
    for (const [n, concurrency] of [1, 7, 64].entries()) {
      const out = place.out(`run-${n}`);
      const delay = (prompt: { requestId: string }) => Math.floor(unitInterval(n, prompt.requestId) * 12);
      await place.run({ out, shard_records: 25 }, scriptedModel({ concurrency, delay }));
      shards.push(await files(out));
    }
    expect(shards[1]).toEqual(shards[0]);
    expect(shards[2]).toEqual(shards[0]);
  });

  it('is the same run when it is stopped again and again', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(40), 'y.jsonl': documents(40, 'e') }, mix });
    await place.run({ out: place.out('whole'), shard_records: 30 });
    const asked = new Map<string, number>();
    let stops = 0;
    for (let end = ''; end !== 'complete'; ) {
      const stop = new AbortController();
      let answers = 0;
      const model = scriptedModel({
        delay: () => 1,
        onPrompt: ({ requestId }) => {
          asked.set(requestId, (asked.get(requestId) ?? 0) + 1);
          answers += 1;
          if (answers === 25) stop.abort(new Error('stopped by the test'));
        },
      });
      ({ end } = await place.run({ out: place.out('stopped'), shard_records: 30 }, model, stop.signal));
      stops += 1;
    }
    expect(stops).toBeGreaterThan(4);
    expect(await files(place.out('stopped'))).toEqual(await files(place.out('whole')));
    expect([...asked.values()].every((times) => times === 1)).toBe(true);
    expect((await verify([place.out('stopped')])).mismatches).toEqual([]);
  });

  it('says that it was complete already and asks nothing', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(3) } });
    await place.run({ out: place.out('run') });
    const again = await place.run({ out: place.out('run') }, () => Promise.reject(new Error('connected')));
    expect(again.end).toBe('already');
    expect(again.manifest?.tasks.accepted).toBe(9);
  });

  it('splits into parts that together make exactly the tasks of one run, by files and by rows', async () => {
    const input = Object.fromEntries([...Array(5).keys()].map((n) => [`f${n}.jsonl`, documents(17 + n, `f${n}-`)]));
    const place = await workspace({ input, mix });
    await place.run({ out: place.out('whole') });
    const whole = (await records(place.out('whole'))).map((record) => JSON.stringify(record)).sort();
    for (const parts of [4, 7]) {
      const together: string[] = [];
      const outs: string[] = [];
      for (let part = 0; part < parts; part++) {
        const out = place.out(`part-${part}-of-${parts}`);
        await place.run({ out, shard: `${part}/${parts}` });
        together.push(...(await records(out)).map((record) => JSON.stringify(record)));
        outs.push(out);
      }
      expect(together.sort()).toEqual(whole);
      expect((await verify(outs)).mismatches).toEqual([]);
    }
  });

  it('skips bad rows and duplicate ids, counts them by reason and lists them with file and row', async () => {
    const rows = [
      '{"id": "a", "text": "One good document about a river."}',
      'not json',
      '{"id": "a", "text": "Another text with the same id."}',
      '{"id": "b", "text": "   "}',
      '{"id": "c", "text": "The last good document about a mill."}',
    ].join('\n');
    const place = await workspace({ input: { 'x.jsonl': rows }, strategies: { a: '' } });
    await place.run({ out: place.out('run') });
    const manifest = await completed(place.out('run'));
    expect(manifest.input).toMatchObject({
      documents: 5,
      used: 2,
      skipped: { 'input.malformed': 1, 'input.duplicate_id': 1, 'input.empty_text': 1 },
    });
    const lines = (await readFile(join(place.out('run'), 'skipped.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { file: 'x.jsonl', row: 1, reason: 'input.malformed' },
      { file: 'x.jsonl', row: 2, reason: 'input.duplicate_id' },
      { file: 'x.jsonl', row: 3, reason: 'input.empty_text' },
    ]);
    expect((await verify([place.out('run')])).mismatches).toEqual([]);
  });

  it('says so when not one row can be read: then the command is wrong, not the documents', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(5) }, strategies: { a: '' } });
    await expect(place.run({ out: place.out('run'), text_column: 'body' })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/No document could be read.*x\.jsonl, row 0: input\.no_text: .*"id", "text"/),
    });
  });

  it('skips a document that no strategy takes, with the reason of the nearest', async () => {
    const place = await workspace({
      input: { 'x.jsonl': documents(4) },
      strategies: { a: 'accepts: {min_tokens: 100000}', b: 'accepts: {languages: [fr]}' },
    });
    await place.run({ out: place.out('run') });
    expect((await completed(place.out('run'))).input).toMatchObject({
      documents: 4,
      used: 0,
      skipped: { 'ineligible.too_short': 4 },
    });
  });

  it('writes rejects with their reason, and balances by accepted tokens what strategies lose', async () => {
    const place = await workspace({
      input: { 'x.jsonl': documents(20) },
      strategies: { a: 'validation: [{length: {min_tokens: 100000}}]', b: '' },
    });
    await place.run({ out: place.out('run') });
    const manifest = await completed(place.out('run'));
    expect(manifest.tasks).toEqual({ planned: 40, accepted: 20, rejected: 20, failed: 0 });
    expect(manifest.reasons).toEqual({ 'length.too_short': 20 });
    const rejects = await records(place.out('run'), 'rejects');
    expect(rejects[0]).toMatchObject({ id: 'd0/a/0', status: 'rejected', reason: 'length.too_short' });
    expect(manifest.tokens.wasted).toBe(manifest.strategies['a']?.tokens.completion);
  });
});

describe('failures that are not the document’s fault', () => {
  it('are tried again at the end of the run, and only then written', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(12) }, strategies: { a: '' } });
    const order: string[] = [];
    const model = scriptedModel({
      concurrency: 1,
      onPrompt: ({ requestId }) => order.push(requestId),
      script: (prompt, attempt) => {
        if (prompt.requestId === 'd3/a/0/0' && attempt === 1) return { reason: 'endpoint.timeout' };
        if (prompt.requestId === 'd5/a/0/0') return { reason: 'endpoint.server_error' };
        if (prompt.requestId === 'd7/a/0/0') return { reason: 'endpoint.context_length', ofDocument: true };
        return shout(prompt);
      },
    });
    await place.run({ out: place.out('run') }, model);
    expect(order.slice(-2)).toEqual(['d3/a/0/0', 'd5/a/0/0']);
    const manifest = await completed(place.out('run'));
    expect(manifest.tasks).toEqual({ planned: 12, accepted: 10, rejected: 0, failed: 2 });
    expect(manifest.reasons).toEqual({ 'endpoint.context_length': 1, 'endpoint.server_error': 1 });
    const accepted = await records(place.out('run'));
    expect(accepted.at(-1)).toMatchObject({ id: 'd3/a/0', attempts: 2 });
    expect(manifest.tokens.unbilled_attempts).toBe(4);
    const rejects = await records(place.out('run'), 'rejects');
    expect(rejects.map(({ id, status }) => [id, status])).toEqual([
      ['d7/a/0', 'failed'],
      ['d5/a/0', 'failed'],
    ]);
    expect((await verify([place.out('run')])).mismatches).toEqual([]);
  });

  it('are tried once more with --retry-failed, which opens a complete run again', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(12) }, strategies: { a: '' } });
    let sick = true;
    const script = (prompt: Prompt) =>
      sick && /^d[25]\//.test(prompt.requestId) ? { reason: 'endpoint.timeout' } : shout(prompt);
    await place.run({ out: place.out('run') }, scriptedModel({ script }));
    expect((await completed(place.out('run'))).tasks.failed).toBe(2);
    sick = false;
    expect((await place.run({ out: place.out('run') }, scriptedModel({ script }))).end).toBe('already');
    await place.run({ out: place.out('run'), retry_failed: true }, scriptedModel({ script }));
    const manifest = await completed(place.out('run'));
    expect(manifest.tasks).toEqual({ planned: 12, accepted: 12, rejected: 0, failed: 0 });
    expect(manifest.reasons).toEqual({});
    expect(manifest.rejects).toEqual([]);
    expect((await verify([place.out('run')])).mismatches).toEqual([]);
  });

  it('stop the run when more than half of the last 1,000 tasks fail, and then cost no document', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(1500) }, strategies: { a: '' } });
    const sick = scriptedModel({ script: () => ({ reason: 'endpoint.server_error' }) });
    await expect(place.run({ out: place.out('run') }, sick)).rejects.toMatchObject({ code: 'gate' });
    await place.run({ out: place.out('run') });
    expect((await completed(place.out('run'))).tasks).toEqual({
      planned: 1500,
      accepted: 1500,
      rejected: 0,
      failed: 0,
    });
    expect((await verify([place.out('run')])).mismatches).toEqual([]);
  });

  it('are opened again when the gate stops their second tries', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(2600) }, strategies: { a: '' } });
    const half = (id: string) => Number(/\d+/.exec(id)?.[0]) % 5 < 2;
    const sick = scriptedModel({
      script: (prompt) => (half(prompt.requestId) ? { reason: 'endpoint.timeout' } : shout(prompt)),
    });
    await expect(place.run({ out: place.out('run') }, sick)).rejects.toMatchObject({ code: 'gate' });
    await place.run({ out: place.out('run') });
    expect((await completed(place.out('run'))).tasks).toEqual({
      planned: 2600,
      accepted: 2600,
      rejected: 0,
      failed: 0,
    });
    expect((await verify([place.out('run')])).mismatches).toEqual([]);
  });
});

describe('an exception of our own code', () => {
  it('costs the one document, is reported, and never ends the run', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(9) }, strategies: { a: '' } });
    const model = scriptedModel({
      script: (prompt) => {
        if (prompt.requestId.startsWith('d4/')) throw new TypeError('cannot read properties of undefined');
        return shout(prompt);
      },
    });
    await place.run({ out: place.out('run') }, model);
    expect((await completed(place.out('run'))).reasons).toEqual({ 'input.unprocessable': 1 });
    expect(bugs.splice(0)).toMatchObject([{ message: 'cannot read properties of undefined' }]);
    expect(await records(place.out('run'))).toHaveLength(8);
    expect((await verify([place.out('run')])).mismatches).toEqual([]);
  });
});

describe('bounds', () => {
  it('ends with the record that brings accepted tokens to the budget, and goes on when it grows', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(80) }, strategies: { a: '', b: '' } });
    await place.run({ out: place.out('whole') });
    const whole = await records(place.out('whole'));
    await place.run({ out: place.out('run'), budget_tokens: 900 }, scriptedModel({ concurrency: 32 }));
    const first = await records(place.out('run'));
    const tokens = first.map(({ generated_tokens: n }) => Number(n));
    const total = tokens.reduce((sum, n) => sum + n, 0);
    expect(total).toBeGreaterThanOrEqual(900);
    expect(total - (tokens.at(-1) ?? 0)).toBeLessThan(900);
    expect(first.map(({ id }) => id)).toEqual(whole.slice(0, first.length).map(({ id }) => id));
    expect((await verify([place.out('run')])).mismatches).toEqual([]);

    await expect(place.run({ out: place.out('run'), budget_tokens: 500 })).rejects.toMatchObject({ code: 'usage' });
    await place.run({ out: place.out('run'), budget_tokens: '2k' });
    await place.run({ out: place.out('run') });
    expect((await records(place.out('run'))).map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    expect((await verify([place.out('run')])).mismatches).toEqual([]);
  });

  it('goes on in the middle of a document when the budget ended there', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(6) }, strategies: { a: '', b: '', c: '' } });
    await place.run({ out: place.out('whole') });
    const whole = await records(place.out('whole'));
    let tokens = 0;
    for (const [n, record] of whole.slice(0, 8).entries()) {
      tokens += Number(record['generated_tokens']);
      const out = place.out(`run-${n}`);
      await place.run({ out, budget_tokens: tokens });
      expect(await records(out)).toHaveLength(n + 1);
      expect((await verify([out])).mismatches).toEqual([]);
      await place.run({ out });
      expect((await records(out)).map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
      expect((await verify([out])).mismatches).toEqual([]);
    }
  });

  it('reads at most --limit parsed documents, and goes on when it grows', async () => {
    const rows = ['broken', ...documents(30).map((row) => JSON.stringify(row))].join('\n');
    const place = await workspace({ input: { 'x.jsonl': rows, 'y.jsonl': documents(10, 'e') }, strategies: { a: '' } });
    for (const [limit, expected] of [
      [5, 5],
      [30, 30],
      [35, 35],
      [1000, 40],
    ]) {
      await place.run({ out: place.out('run'), limit });
      const manifest = await completed(place.out('run'));
      expect(manifest.tasks.accepted).toBe(expected);
      expect((await verify([place.out('run')])).mismatches).toEqual([]);
    }
    await expect(place.run({ out: place.out('run'), limit: 3 })).rejects.toThrow(/--limit may only grow/);
  });
});

describe('a run directory', () => {
  it('refuses other settings, naming each with both values', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(3) } });
    await place.run({ out: place.out('run') });
    await expect(place.run({ out: place.out('run'), seed: 4, format: 'jsonl.gz' })).rejects.toThrow(
      /seed: was 0, now 4\n {2}format: was jsonl, now jsonl\.gz/,
    );
    await writeFile(join(place.cwd, 'x.jsonl'), JSON.stringify({ id: 'z', text: 'other' }));
    await expect(place.run({ out: place.out('run') })).rejects.toThrow(
      /input: was x\.jsonl \(\d+ bytes\), now x\.jsonl/,
    );
  });

  it('refuses an input that changed behind its back', async () => {
    const rows = documents(40);
    const place = await workspace({ input: { 'x.jsonl': rows }, strategies: { a: '' } });
    const stop = new AbortController();
    // The first task never ends in time: all others wait for it in the ledger, unsettled.
    const model = scriptedModel({
      delay: ({ requestId }) => (requestId.startsWith('d0/') ? 60_000 : 0),
      onPrompt: ({ requestId }) => {
        if (requestId.startsWith('d39/')) setTimeout(() => stop.abort(new Error('test')), 100);
      },
    });
    await place.run({ out: place.out('run'), drain_timeout: '10ms' }, model, stop.signal);
    const text = (await readFile(join(place.cwd, 'x.jsonl'), 'utf8')).replace('number d7 tells', 'number d7 lies!');
    await writeFile(join(place.cwd, 'x.jsonl'), text);
    await expect(place.run({ out: place.out('run') })).rejects.toThrow(/x\.jsonl, row 7: .*"d7" is not what it was/);
  });

  it('is refused when it holds shards but not the ledger they came from', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(9) }, strategies: { a: '' } });
    const stop = new AbortController();
    const onPrompt = ({ requestId }: { requestId: string }) => {
      if (requestId.startsWith('d7/')) stop.abort(new Error('test'));
    };
    const model = scriptedModel({ onPrompt, concurrency: 1, delay: () => 60 });
    await place.run({ out: place.out('run'), shard_records: 2 }, model, stop.signal);
    await rm(join(place.out('run'), 'ledger.sqlite'));
    await expect(place.run({ out: place.out('run') })).rejects.toThrow(/holds shards, but not the ledger/);
  });

  it('is locked while a run goes on', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(3) } });
    let nested: Promise<unknown> | undefined;
    const model = scriptedModel({
      onPrompt: () => {
        nested ??= place.run({ out: place.out('run') }).catch((error: unknown) => error);
      },
    });
    await place.run({ out: place.out('run') }, model);
    expect(await nested).toMatchObject({ code: 'usage', message: expect.stringContaining('is in use') });
  });

  it('that cannot be written is a usage error', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(3) } });
    const file = join(await temporaryFolder(), 'file');
    await appendFile(file, 'not a folder');
    await expect(place.run({ out: join(file, 'run') })).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('long documents', () => {
  const long = [
    {
      id: 'long',
      text: Array.from({ length: 40 }, (_, n) => `Line ${n} tells of the river and the old mill by it.`).join('\n'),
    },
  ];

  it('make one task per chunk, or one task whose parts are joined in order', async () => {
    const chunk = 'chunk: {max_tokens: 120}';
    const place = await workspace({
      input: { 'x.jsonl': long },
      strategies: { separate: chunk, lines: `${chunk}\noutput: {join: lines}`, whole: '' },
    });
    await place.run({ out: place.out('run') });
    const all = await records(place.out('run'));
    const separate = all.filter(({ strategy }) => strategy === 'separate');
    expect(separate.length).toBeGreaterThan(2);
    expect(separate.map(({ id, chunk: index }) => [id, index])).toEqual(
      separate.map((_, n) => [`long/separate/${n}`, n]),
    );
    const [lines] = all.filter(({ strategy }) => strategy === 'lines');
    expect(lines).toMatchObject({ id: 'long/lines/0', chunk: null, attempts: separate.length });
    const places = [...JSON.stringify(lines?.['text']).matchAll(/LINE (\d+)/g)].map((match) => Number(match[1]));
    expect(places).toEqual([...Array(40).keys()]);
    expect(all.filter(({ strategy }) => strategy === 'whole')).toHaveLength(1);
  });

  it('passes a document through the stages of a strategy, each by its own model', async () => {
    const rows = ['kept', 'dropped'].map((id) => ({ id, text: `A ${id} line.\nAnother ${id} line.` }));
    const place = await workspace({
      input: { 'x.jsonl': rows },
      strategies: {
        judge: 'model: judge\noutput: {kind: program}',
        edit: 'model: editor\noutput: {kind: program}',
      },
    });
    await writeFile(
      join(place.cwd, 'strategies', 'both.yaml'),
      'name: both\nstages: [judge.yaml, edit.yaml]\nvalidation: []\n',
    );
    const asked: string[] = [];
    const script = ({ model, brief }: Prompt) => {
      asked.push(`${brief.source.split(' ')[1]}: ${brief.strategy} by ${model}`);
      if (model === 'editor') return 'remove_lines(0, 0)';
      return brief.source.includes('dropped') ? 'drop_doc()' : 'keep_doc()';
    };
    const models = {
      judge: { endpoints: ['http://127.0.0.1:1/v1'] },
      editor: { endpoints: ['http://127.0.0.1:2/v1'] },
    };
    await place.run({ out: place.out('run'), strategy: 'both', models }, scriptedModel({ script, concurrency: 1 }));
    expect(asked.sort()).toEqual(['dropped: judge by judge', 'kept: edit by editor', 'kept: judge by judge']);
    expect(await records(place.out('run'))).toMatchObject([
      { id: 'kept/both/0', text: 'Another kept line.', attempts: 2, program: 'keep_doc()\nremove_lines(0, 0)' },
    ]);
    expect(await records(place.out('run'), 'rejects')).toMatchObject([
      { id: 'dropped/both/0', reason: 'program.dropped', program: 'drop_doc()' },
    ]);
  });

  it('edits the whole document once with the programs of all its windows', async () => {
    const place = await workspace({
      input: { 'x.jsonl': long },
      strategies: { prox: 'chunk: {max_tokens: 120}\noutput: {kind: program, join: program}\nvalidation: []' },
    });
    const script = (prompt: Prompt) => `remove_lines(start=${prompt.brief.firstLine}, end=${prompt.brief.firstLine})`;
    await place.run({ out: place.out('run') }, scriptedModel({ script }));
    const [record] = await records(place.out('run'));
    expect(record?.['program']).toMatch(/^(?:remove_lines\(start=\d+, end=\d+\)(?:\n|$))+$/);
    const kept = typeof record?.['text'] === 'string' ? record['text'].split('\n') : [];
    expect(kept).toHaveLength(40 - Number(record?.['attempts']));
    expect(kept).not.toContain('Line 0 tells of the river and the old mill by it.');
    expect(kept).toContain('Line 1 tells of the river and the old mill by it.');
  });
});
