import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collapseLines, openingNow } from '../../src/cli/collapse-lines.ts';
import { unitInterval } from '../../src/text/hash.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import { completed, documents, files, type Script, scriptedModel, workspace } from './harness.ts';

const rowOf = ({ requestId }: Prompt): number => Number(/^d(\d+)/.exec(requestId)?.[1]);

/** A text whose every word is its own; `twisted` of every 100 begin alike. */
const answers =
  (twisted: number, words = 40): Script =>
  (prompt) => {
    const row = rowOf(prompt);
    const own = Array.from({ length: words }, (_, n) => `w${prompt.brief.strategy}${row}x${n}`).join(' ');
    return row % 100 < twisted ? `In this article we will learn. ${own}` : own;
  };

describe('the collapse watch', () => {
  it('counts identical openings per 1,000 accepted texts of a strategy, and tells of more than 10', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(1000) }, strategies: { a: '', b: '' } });
    const out = place.out('run');
    const script: Script = (prompt) => answers(prompt.brief.strategy === 'a' ? 3 : 1)(prompt, 1);
    await place.run({ out }, scriptedModel({ script, concurrency: 64 }));
    const { collapse } = await completed(out);
    expect(collapse['a']).toMatchObject({
      records: 1000,
      openings_per_1000: 30,
      worst_opening: { per_1000: 30, words: 'in this article we will', record: expect.stringMatching(/^d\d+\/a\/0$/) },
      series: [{ records: 1000, openings_per_1000: 30 }],
    });
    expect(collapse['b']).toMatchObject({ openings_per_1000: 10, worst_opening: null });
    expect(openingNow(collapse)).toBe('a: 30/1,000 open alike');
    expect(collapseLines(collapse)).toEqual([
      expect.stringContaining('a: 30 in 1,000 texts begin with "in this article we will" (d'),
    ]);
    const events = (await readFile(join(out, 'events.jsonl'), 'utf8'))
      .split('\n')
      .filter((line) => /collapse/.test(line));
    expect(events.map((line) => JSON.parse(line))).toMatchObject([
      { kind: 'collapse.warning', strategy: 'a', count: 11, words: 'in this article we will' },
    ]);
  });

  it('tells of a run of fewer texts what share of them begin alike, as of a thousand', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(400) }, strategies: { a: '' } });
    await place.run({ out: place.out('run') }, scriptedModel({ script: (prompt) => answers(3)(prompt, 1) }));
    const { collapse } = await completed(place.out('run'));
    expect(collapse['a']).toMatchObject({ records: 400, openings_per_1000: 30, worst_opening: { per_1000: 30 } });
  });

  it('measures varied texts as varied, and a template filled in again and again as repetitive', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(60) }, strategies: { a: '', b: '' } });
    const template = 'Here you see what the source says about it and why that is of great interest to all of us in';
    const script: Script = (prompt) =>
      prompt.brief.strategy === 'a'
        ? answers(0, 60)(prompt, 1)
        : `${rowOf(prompt)} ${`${template} ${rowOf(prompt)}. `.repeat(5)}`;
    await place.run({ out: place.out('run'), duplicates: 'keep' }, scriptedModel({ script }));
    const { collapse } = await completed(place.out('run'));
    expect(collapse['a']).toMatchObject({ distinct_2: 1, self_repetition: 0 });
    expect(collapse['b']?.distinct_2).toBeLessThan(0.3);
    expect(collapse['b']?.self_repetition).toBeGreaterThan(0.6);
    expect(collapse['b']?.compression_ratio).toBeGreaterThan(2 * (collapse['a']?.compression_ratio ?? 0));
  });

  it('comes to the same however often a run is interrupted', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(1040) }, strategies: { a: '' } });
    const script = answers(4, 60);
    await place.run({ out: place.out('whole') }, scriptedModel({ script, concurrency: 32 }));
    const out = place.out('run');
    for (const requests of [7, 30, 900]) {
      const stop = new AbortController();
      let asked = 0;
      const onPrompt = () => {
        asked += 1;
        if (asked === requests) stop.abort(new Error('stopped by the test'));
      };
      const delay = ({ requestId }: Prompt) => Math.floor(unitInterval(requests, requestId) * 3);
      await place.run({ out, drain_timeout: '1ms' }, scriptedModel({ script, delay, onPrompt }), stop.signal);
    }
    await place.run({ out }, scriptedModel({ script, concurrency: 32 }));
    expect((await completed(out)).collapse).toEqual((await completed(place.out('whole'))).collapse);
    expect((await completed(out)).collapse['a']?.distinct_2).not.toBeNull();
    expect(await files(out)).toEqual(await files(place.out('whole')));
  });

  it('says nothing of programs, whose texts begin as their documents do', async () => {
    const rows = documents(30).map(({ id, text }) => ({
      id: id ?? '',
      text: `Subscribe to our news letter. ${JSON.stringify(text)}`,
    }));
    const place = await workspace({
      input: { 'x.jsonl': rows },
      strategies: { a: 'output: {kind: program, join: program}' },
    });
    await place.run({ out: place.out('run') }, scriptedModel({ script: () => 'keep_chunk()' }));
    const { collapse, tasks } = await completed(place.out('run'));
    expect([tasks.accepted, collapse]).toEqual([30, {}]);
  });

  it('stops the run where --collapse-gate is passed, and lets it go on with the same command', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(500) }, strategies: { a: '' } });
    const [out, model] = [place.out('run'), () => scriptedModel({ script: answers(5) })];
    const stopped = await place.run({ out, collapse_gate: 20 }, model()).catch((error: unknown) => error);
    expect(stopped).toMatchObject({ code: 'gate' });
    expect(String(stopped)).toMatch(
      /21 of \d+ accepted texts of a begin with "in this article we will" \(d\d+\/a\/0, say\)/,
    );
    await place.run({ out, collapse_gate: 20 }, model());
    expect((await completed(out)).tasks).toMatchObject({ planned: 500, accepted: 500 });
  });

  it('does not stop a run at the bound itself', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(1000) }, strategies: { a: '' } });
    const { end } = await place.run(
      { out: place.out('run'), collapse_gate: 50 },
      scriptedModel({ script: answers(5) }),
    );
    expect(end).toBe('complete');
  });
});
