import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { annotateReport } from '../../src/cli/annotate-report.ts';
import { main } from '../../src/cli/main.ts';
import { ASKED_RATERS } from '../../src/raters/asked/registry.ts';
import { records } from '../run/harness.ts';
import { start } from '../simulator/client.ts';
import { call } from './call.ts';

const prose = (n: number) =>
  `The river number ${n} rises in the hills and falls into the sea after a long way. `.repeat(4);
let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'rewrite-annotate-'));
  const rows = Array.from({ length: 20 }, (_, n) => `${JSON.stringify({ id: `d${n}`, text: prose(n) })}\n`);
  await writeFile(join(cwd, 'docs.jsonl'), rows.join(''));
  await writeFile(join(cwd, 'one.jsonl'), rows[0] ?? '');
});
afterAll(async () => {
  await rm(cwd, { recursive: true, force: true });
});
const annotate = (...args: string[]) => call(main, ['annotate', ...args], { cwd });

describe('rewrite annotate', () => {
  it.each([
    [['--input', 'docs.jsonl', '--out', 'x'], '--rater is missing'],
    [['--rater', 'dataman', '--out', 'x'], '--input names no documents'],
    [['--rater', 'dataman', '--input', 'docs.jsonl'], '--out is missing'],
    [['--rater', 'datamn', '--input', 'docs.jsonl', '--out', 'x'], 'there is no such rater; did you mean dataman?'],
    [['--rater', 'constructor', '--input', 'docs.jsonl', '--out', 'x'], 'there is no such rater'],
    [['--rater', 'nope.yaml', '--input', 'docs.jsonl', '--out', 'x'], 'nope.yaml'],
    [
      ['--rater', 'qurating', '--form', 'score', '--input', 'docs.jsonl', '--out', 'x'],
      'the rater qurating has the forms prompt, classify',
    ],
    [['--rater', 'rules', '--form', 'all', '--input', 'docs.jsonl', '--out', 'x'], 'the rater rules measures'],
    [
      ['--rater', 'rules', '--endpoint', 'http://gpu-1:8000/v1', '--input', 'docs.jsonl', '--out', 'x'],
      '--endpoint is for raters that ask a model',
    ],
    [['--rater', 'dataman', '--input', 'docs.jsonl', '--out', 'x'], 'Who is to rate --input? Give --endpoint'],
    [
      ['--rater', 'dataman', '--backend', 'extractive', '--input', 'docs.jsonl', '--out', 'x'],
      'The built-in backend has no rules for dataman',
    ],
    [['--rater', 'rules', '--input', 'docs.jsonl', '--out', 'x', '--html', 'x.html'], '--html is for a preview'],
    [['--rater', 'rules', '--input', 'docs.jsonl', '--preview', '0'], '--preview must be a whole number'],
    [['--rater', 'rules', '--input', 'none.jsonl', '--out', 'x'], 'none.jsonl'],
  ])('refuses %j: %s, and writes nothing', async (args, message) => {
    const { code, stderr } = await annotate(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(join(cwd, 'x'))).toBe(false);
  });

  it('has a model rate documents, counts what it said, and lets another rater add to it', async () => {
    const { url } = await start();
    const asked = ['--rater', 'dataman', '--input', 'docs.jsonl', '--endpoint', url, '--progress', 'none'];
    const { code, stdout } = await annotate(...asked, '--out', 'dataman');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^documents {2}20 read, 20 written\nratings {4}20 documents by dataman, 0 without\n/);
    expect(stdout).toMatch(/^ {2}overall +\d\.\d\d( +(\d+%|·)){5} {2}\S/m);
    expect(stdout).toMatch(/^ {2}domain: \w+ \d/m);
    const again = await annotate(...asked, '--out', 'dataman');
    expect(again.stdout).toBe(stdout);
    expect(again.stderr).toContain('every document was rated already: nobody is asked');

    const measured = await annotate('--rater', 'compression', '--input', 'dataman/shards/*', '--out', 'both');
    expect(measured.stdout).toContain('ratings    20 documents by compression, 0 without');
    expect((await records(join(cwd, 'both')))[0]?.['annotations']).toEqual({
      dataman: expect.objectContaining({ overall: expect.any(Number) }),
      compression: expect.objectContaining({ ratio: expect.any(Number) }),
    });
  });

  const forms = Object.values(ASKED_RATERS).flatMap(({ name, forms }) =>
    Object.keys(forms).map((form) => [name, form] as const),
  );
  it.each(forms)('shows what %s, form %s, says of a document, and leaves nothing behind', async (rater, form) => {
    const { url } = await start({ classes: rater === 'fineweb_edu' ? 1 : 4 });
    const args = ['--rater', rater, '--form', form, '--input', 'one.jsonl', '--endpoint', url, '--preview', '1'];
    const { code, stdout } = await annotate(...args);
    expect(code).toBe(0);
    expect(stdout).toContain('The river number 0 rises');
    expect(stdout).toMatch(/^─ answer$/m);
    expect(stdout).not.toContain('✗');
    expect(existsSync(join(cwd, 'runs'))).toBe(false);
  });

  it('says that nothing could be read where the model is none that the rater asks', async () => {
    const { url } = await start({ classes: 2 });
    const args = ['--rater', 'qurating', '--form', 'classify', '--input', 'docs.jsonl', '--endpoint', url];
    const { code, stdout } = await annotate(...args, '--progress', 'none', '--out', 'heads');
    expect(code).toBe(0);
    expect(stdout).toContain('0 documents by qurating, 20 without; rejected: 20 format.qurating_served');
    expect(stdout).toContain('warning    no answer could be read');
  });

  it('rejects what a model says beside the rating', async () => {
    const { url } = await start({ misbehaviour: { refusalRate: 0.5, leadInRate: 0.5 } });
    const args = ['--rater', 'dataman', '--form', 'domain', '--input', 'docs.jsonl', '--endpoint', url];
    await annotate(...args, '--progress', 'none', '--out', 'bad');
    const rejects = await records(join(cwd, 'bad'), 'rejects');
    expect(rejects).toHaveLength(20);
    expect(new Set(rejects.map(({ reason }) => reason))).toEqual(new Set(['format.dataman_domain']));
    expect(new Set(rejects.map(({ text }) => text))).toEqual(new Set(["I'm sorry,", 'Here is the rewritten']));
  });

  it.each([
    ['rules', 1, 3],
    ['rules', 2, 2],
    ['dataman', 1, 3],
    ['dataman', 2, 2],
  ])(
    'rates with %s every document of %i files once in %i parts, which verify together',
    async (rater, files, parts) => {
      const asked = rater === 'dataman' ? ['--endpoint', (await start()).url] : [];
      const input = files === 1 ? ['--input', 'docs.jsonl'] : ['--input', 'docs.jsonl', '--input', 'more.jsonl'];
      await writeFile(join(cwd, 'more.jsonl'), `${JSON.stringify({ id: 'more', text: prose(99) })}\n`);
      const outs = Array.from({ length: parts }, (_, part) => `${rater}-${files}-${part}`);
      for (const [part, out] of outs.entries()) {
        const flags = ['--shard', `${part}/${parts}`, '--progress', 'none', '--out', out];
        const { code, stdout } = await annotate('--rater', rater, ...input, ...asked, ...flags);
        expect([code, stdout]).toEqual([0, expect.stringContaining(', 0 without')]);
      }
      const rated = (await Promise.all(outs.map((out) => records(join(cwd, out))))).flat();
      const ids = [...Array.from({ length: 20 }, (_, n) => `d${n}`), ...(files === 2 ? ['more'] : [])];
      expect(rated).toHaveLength(ids.length);
      expect(new Set(rated.map(({ id }) => id))).toEqual(new Set(ids));
      expect((await call(main, ['verify', ...outs], { cwd })).code).toBe(0);
    },
  );

  it('finishes a part that has no rows, as a run does, and refuses what is no part', async () => {
    const empty = await annotate('--rater', 'rules', '--input', 'one.jsonl', '--shard', '1/2', '--out', 'empty-part');
    expect([empty.code, empty.stdout]).toEqual([0, expect.stringContaining('0 read, 0 written')]);
    const wrong = await annotate('--rater', 'rules', '--input', 'one.jsonl', '--shard', '2/2', '--out', 'no-part');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('"2/2" is no part')]);
  });

  it('shows in a preview documents of its part', async () => {
    const { stdout } = await annotate('--rater', 'rules', '--input', 'docs.jsonl', '--shard', '1/2', '--preview', '2');
    expect([...stdout.matchAll(/^(d\d+) /gm)].map(([, id]) => id)).toEqual(['d1', 'd3']);
  });

  it('writes a preview to a page where one is asked for', async () => {
    const { code, stdout } = await annotate(
      '--rater',
      'rules',
      '--input',
      'docs.jsonl',
      '--preview',
      '2',
      '--html',
      'p.html',
    );
    expect(code).toBe(0);
    expect(stdout).toBe('d0  rated\nd1  rated\n\nWritten to p.html\n');
    expect(await readFile(join(cwd, 'p.html'), 'utf8')).toMatch(/^<!doctype html>[^]*gopher_word_count[^]*<\/html>\n$/);
  });

  it('is what a run of a rater is referred to', async () => {
    const { code, stderr } = await call(main, ['--strategy', 'prox-sft-format', '--input', 'docs.jsonl'], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringContaining('use `rewrite annotate`')]);
  });

  it('lists every rater with its source in its help', async () => {
    const { stdout } = await annotate('--help');
    for (const { name, source } of Object.values(ASKED_RATERS)) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
      expect(stdout).toContain(source);
    }
    expect(stdout).toMatch(/^ {2}rules /m);
  });
});

describe('its report', () => {
  it('shows scales in one table, other numbers by quantiles, and names by frequency', () => {
    const counts = (accepted: number) => ({ planned: accepted, accepted, rejected: 0, failed: 0 });
    const numbers = { kind: 'numbers', documents: 4, quantiles: { '0.1': 1, '0.5': 2, '0.9': 40 } } as const;
    const text = annotateReport(
      {
        command: 'annotate',
        tool_version: '1',
        started_at: '',
        finished_at: '',
        rater: { name: 'mine', source: '', options: {} },
        input: { files: [], documents: 5, used: 4, skipped: { 'input.no_text': 1 } },
        tasks: counts(4),
        tokens: {},
        strategies: {},
        reasons: {},
        columns: {
          overall: { ...numbers, mean: 3.5, min: 1, max: 5, counts: { 1: 1, 4: 2, 5: 1 } },
          perplexity: { ...numbers, mean: 12.345_67, min: 1, max: 40 },
          domain: { kind: 'names', documents: 4, counts: { law: 3, other: 1 } },
        },
        shards: [],
        rejects: [],
      },
      'out',
    );
    expect(text).toBe(`documents  5 read, 4 written, skipped: 1 input.no_text
ratings    4 documents by mine, 0 without

  rating   mean    1    4    5
  overall  3.50  25%  50%  25%  ▅█▅
  rating       mean  min  10%  median  90%  max
  perplexity  12.35    1    1       2   40   40
  domain: law 75.0%, other 25.0%

shards     out/shards`);
  });
});
