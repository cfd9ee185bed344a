import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../../src/config/resolve.ts';
import { annotateAsked } from '../../../src/raters/asked/annotate-asked.ts';
import type { AskedManifest } from '../../../src/raters/asked/manifest.ts';
import { ASKED_RATERS } from '../../../src/raters/asked/registry.ts';
import { verify } from '../../../src/run/verify.ts';
import type { JsonObject } from '../../../src/vocabulary/json.ts';
import { files, type ModelOptions, records, type Script, scriptedModel, temporaryFolder } from '../../run/harness.ts';

/** A text that says how it is to be rated. */
const text = (says: string) =>
  `${'The tide turns twice a day, and all who live by it know the hour. '.repeat(3)}\n${says}`;

/** Answers what the text says behind the name of the strategy, `prox-sft-education: 3`; else a score of 2. */
const obedient: Script = ({ brief: { strategy, source } }) => {
  const said = new RegExp(`^${strategy}: (.*)$`, 'm').exec(source)?.[1] ?? '2';
  if (strategy === 'fineweb_edu') return `Educational score: ${said}`;
  return strategy === 'dataman_score' ? said : `Score: ${said}`;
};

async function corpus(rows: readonly JsonObject[]) {
  const cwd = await temporaryFolder();
  const out = join(cwd, 'out');
  await writeFile(join(cwd, 'docs.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return {
    cwd,
    out,
    annotate: async (
      rater: string,
      { form: given, ...flags }: Readonly<Record<string, unknown>> = {},
      model: ModelOptions = {},
      stop = new AbortController().signal,
    ): Promise<{ manifest: AskedManifest | undefined; prompts: string[] }> => {
      const prompts: string[] = [];
      const found = ASKED_RATERS[rater];
      if (found === undefined) throw new Error(rater);
      const { options } = await resolveOptions(
        { input: [join(cwd, 'docs.jsonl')], endpoint: ['http://127.0.0.1:1/v1'], format: 'jsonl', out, ...flags },
        undefined,
        cwd,
      );
      const form = typeof given === 'string' ? given : (Object.keys(found.forms)[0] ?? '');
      const manifest = await annotateAsked(
        {
          rater: found,
          form,
          options: { ...options, out: options.out ?? out },
          surroundings: { cwd, env: {}, now: new Date(0) },
        },
        {
          stop,
          onEvent() {},
          onBegin() {},
          onBug(cause) {
            throw cause;
          },
          onRating() {},
          onRated() {},
          now: () => 0,
          openBackend: scriptedModel({
            script: obedient,
            ...model,
            onPrompt: (prompt) => {
              prompts.push(prompt.requestId);
              model.onPrompt?.(prompt);
            },
          }),
        },
      );
      return { manifest, prompts };
    },
  };
}

describe('annotateAsked', () => {
  it('writes every document in order with its own columns, null and the reason where a rating was rejected', async () => {
    const { annotate, out } = await corpus([
      { id: 'a', text: text('fineweb_edu: 4'), url: 'http://a', annotations: { rules: { n: 1 } } },
      { id: 'b', text: text('fineweb_edu: 9') },
      { nothing: true },
      { id: 7, text: text(''), lang: 'en' },
    ]);
    const { manifest } = await annotate('fineweb_edu');
    expect(await records(out)).toEqual([
      {
        id: 'a',
        text: text('fineweb_edu: 4'),
        url: 'http://a',
        annotations: { rules: { n: 1 }, fineweb_edu: { score: 4 } },
      },
      { id: 'b', text: text('fineweb_edu: 9'), annotations: { fineweb_edu: null } },
      { id: '7', text: text(''), lang: 'en', annotations: { fineweb_edu: { score: 2 } } },
    ]);
    expect(await records(out, 'rejects')).toEqual([
      expect.objectContaining({
        id: 'b/fineweb_edu/0',
        source_id: 'b',
        text: 'Educational score: 9',
        status: 'rejected',
        reason: 'format.fineweb_edu',
        detail: 'the score is no whole number from 0 to 5',
      }),
    ]);
    expect(manifest).toMatchObject({
      command: 'annotate',
      rater: { name: 'fineweb_edu', form: 'prompt' },
      input: { documents: 4, used: 3, skipped: { 'input.no_text': 1 } },
      unrated: 1,
      reasons: { 'format.fineweb_edu': 1 },
      columns: { score: { documents: 2, mean: 3, counts: { 2: 1, 4: 1 } } },
    });
    expect(await readFile(join(out, 'skipped.jsonl'), 'utf8')).toContain('"reason":"input.no_text"');
    expect((await verify([out])).mismatches).toEqual([]);
    expect(await readdir(out)).not.toContain('.annotate');
  });

  it('puts the scores of several strategies side by side, and takes one where the other cannot be read', async () => {
    const { annotate, out } = await corpus([
      { id: 'both', text: text('prox-sft-education: 5\nprox-sft-format: 1') },
      { id: 'one', text: text('prox-sft-education: 4\nprox-sft-format: good') },
      { id: 'none', text: text('prox-sft-education: x\nprox-sft-format: y') },
      { id: 'short', text: 'Too short.' },
    ]);
    const { manifest } = await annotate('prox_doc');
    expect((await records(out)).map(({ annotations }) => annotations)).toEqual([
      { prox_doc: { education: 5, format: 1 } },
      { prox_doc: { education: 4, format: null } },
      { prox_doc: null },
      { prox_doc: null },
    ]);
    expect((await records(out, 'rejects')).map(({ id, reason }) => [id, reason])).toEqual([
      ['one/prox-sft-format/0', 'format.score'],
      ['none/prox-sft-education/0', 'format.score'],
      ['none/prox-sft-format/0', 'format.score'],
      ['short/prox_doc/0.3', 'ineligible.too_short'],
    ]);
    expect(manifest).toMatchObject({ unrated: 2, tasks: { accepted: 4, rejected: 4, failed: 0 } });
  });

  it('meets answers that came on a second try, and gives what failed twice as failed', async () => {
    const rows = Array.from({ length: 12 }, (_, n) => ({ id: `d${n}`, text: text(`fineweb_edu: ${n % 6}`) }));
    const { annotate, out } = await corpus(rows);
    await annotate(
      'fineweb_edu',
      {},
      {
        script: (prompt, attempt) => {
          const [id] = prompt.requestId.split('/');
          if (id === 'd3' && attempt === 1) return { reason: 'endpoint.timeout' };
          return id === 'd5' ? { reason: 'endpoint.timeout' } : obedient(prompt, attempt);
        },
      },
    );
    expect((await records(out)).map(({ annotations }) => annotations)).toEqual(
      rows.map((_, n) => ({ fineweb_edu: n === 5 ? null : { score: n % 6 } })),
    );
    expect(await records(out, 'rejects')).toEqual([
      expect.objectContaining({ id: 'd5/fineweb_edu/0', status: 'failed', reason: 'endpoint.timeout' }),
    ]);
    const again = await annotate('fineweb_edu', { retry_failed: true });
    expect(again.prompts).toEqual(['d5/fineweb_edu/0/0']);
    expect((await records(out)).map(({ annotations }) => annotations)).toEqual(
      rows.map((_, n) => ({ fineweb_edu: { score: n % 6 } })),
    );
    expect(await records(out, 'rejects')).toEqual([]);
  });

  it('goes on where it was stopped, and comes to the same bytes; complete, it asks nobody', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => ({ id: `d${n}`, text: text(`fineweb_edu: ${n % 7}`) }));
    const [whole, halves] = [await corpus(rows), await corpus(rows)];
    await whole.annotate('fineweb_edu');
    const stop = new AbortController();
    let asked = 0;
    const model = {
      concurrency: 2,
      onPrompt: () => {
        asked += 1;
        if (asked === 15) stop.abort(new Error('enough'));
      },
    };
    const first = await halves.annotate('fineweb_edu', {}, model, stop.signal);
    expect(first.manifest).toBeUndefined();
    expect(existsSync(join(halves.out, 'shards'))).toBe(false);
    const second = await halves.annotate('fineweb_edu');
    expect(first.prompts.length + second.prompts.length).toBe(40);
    expect(await files(halves.out)).toEqual(await files(whole.out));

    const third = await halves.annotate('fineweb_edu');
    expect([third.prompts, third.manifest]).toEqual([[], second.manifest]);
    await halves.annotate('fineweb_edu', { shard_records: 30 });
    expect(await readdir(join(halves.out, 'shards'))).toEqual(['part-00000.jsonl', 'part-00001.jsonl']);
  });

  it('rates the first N documents, and more of them when N grows', async () => {
    const rows = Array.from({ length: 6 }, (_, n) => ({ id: `d${n}`, text: text(`dataman_score: ${1 + (n % 5)}`) }));
    const { annotate, out } = await corpus(rows);
    await annotate('dataman', { form: 'score', limit: 2 });
    expect((await records(out)).map(({ id }) => id)).toEqual(['d0', 'd1']);
    const { prompts } = await annotate('dataman', { form: 'score', limit: 4 });
    expect(prompts).toEqual(['d2/dataman_score/0/0', 'd3/dataman_score/0/0']);
    expect((await records(out)).map(({ annotations }) => annotations)).toEqual(
      [1, 2, 3, 4].map((overall) => ({ dataman: { overall } })),
    );
  });

  it('rates an id once, and says so of a second document that has it; keeps out a column it cannot add to', async () => {
    const { annotate, out } = await corpus([
      { id: 'a', text: text('fineweb_edu: 1') },
      { id: 'a', text: text('fineweb_edu: 3') },
      { id: 'b', text: text(''), annotations: 3 },
      { id: 'c', text: text(''), annotations: '{"rules": {"n": 1}}' },
    ]);
    const { manifest } = await annotate('fineweb_edu');
    expect((await records(out)).map(({ annotations }) => annotations)).toEqual([
      { fineweb_edu: { score: 1 } },
      { fineweb_edu: null },
      { rules: { n: 1 }, fineweb_edu: { score: 2 } },
    ]);
    expect((await records(out, 'rejects')).map(({ reason }) => reason)).toEqual(['input.duplicate_id']);
    expect(manifest?.input.skipped).toEqual({ 'input.malformed': 1 });
  });

  it('writes Parquet with the ratings and all other columns as JSON, which another rater reads and adds to', async () => {
    const { annotate, cwd, out } = await corpus([
      { key: 'a', body: text('fineweb_edu: 4'), url: 'http://a', annotations: { rules: { n: 1 } } },
      { key: 'b', body: text('fineweb_edu: x'), tags: ['t'] },
      { key: 'b', body: text('') },
    ]);
    await annotate('fineweb_edu', { format: 'parquet', text_column: 'body', id_column: 'key' });
    expect(await readdir(join(out, 'shards'))).toEqual(['part-00000.parquet']);
    const rows = await records(out);
    expect(rows).toEqual([
      {
        id: 'a',
        text: text('fineweb_edu: 4'),
        annotations: { rules: { n: 1 }, fineweb_edu: { score: 4 } },
        metadata: { url: 'http://a' },
      },
      { id: 'b', text: text('fineweb_edu: x'), annotations: { fineweb_edu: null }, metadata: { tags: ['t'] } },
      { id: 'b', text: text(''), annotations: { fineweb_edu: null }, metadata: {} },
    ]);
    expect((await records(out, 'rejects')).map(({ reason }) => reason)).toEqual([
      'format.fineweb_edu',
      'input.duplicate_id',
    ]);
    const second = join(cwd, 'second');
    const input = [join(out, 'shards', '*.parquet')];
    await annotate('dataman', { form: 'score', input, out: second });
    expect((await records(second))[0]?.['annotations']).toEqual({
      rules: { n: 1 },
      fineweb_edu: { score: 4 },
      dataman: { overall: 2 },
    });
  });

  it('refuses another form or corpus in a folder that was begun, a folder of others, and standard input', async () => {
    const { annotate, cwd, out } = await corpus([{ id: 'a', text: text('fineweb_edu: 1') }]);
    await annotate('fineweb_edu');
    await expect(annotate('dataman')).rejects.toThrow('was begun with other settings');
    await expect(annotate('fineweb_edu', { form: 'chat' })).rejects.toThrow(
      '--form chat: the rater fineweb_edu has the forms prompt, classify.',
    );
    const other = await corpus([]);
    await writeFile(join(cwd, 'x'), '');
    await expect(other.annotate('fineweb_edu', { input: ['-'] })).rejects.toThrow('cannot be read again');
    expect(await readdir(out)).toContain('manifest.json');
  });
});
