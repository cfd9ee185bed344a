import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { datasetCard } from '../../src/report/dataset-card.ts';
import { runReportPage } from '../../src/report/report-page.ts';
import { excerpt } from '../../src/report/run/excerpt.ts';
import { grounded } from '../../src/report/run/grounded-spans.ts';
import { readRun } from '../../src/report/run/read-run.ts';
import { flopsSentences } from '../../src/run/flops-sentences.ts';
import { readThroughput } from '../../src/report/run/throughput.ts';
import { documents, type Script, scriptedModel, shout, temporaryFolder, workspace } from '../run/harness.ts';

const signal = new AbortController().signal;
const HOSTILE = '</div><script>alert(1)</script>" onload="x';

test('the page of a run shows what it accepted and rejected, and text is text', async () => {
  const rows = documents(60).map((row, at) =>
    at % 5 === 0 ? { ...row, text: `${row['text'] as string} ${HOSTILE}` } : row,
  );
  const place = await workspace({ input: { 'x.jsonl': rows }, strategies: { a: '', b: '' } });
  const script: Script = (prompt) => {
    if (prompt.requestId.startsWith('d10/')) return 'No.';
    return prompt.requestId.startsWith('d1') ? '' : shout(prompt);
  };
  await place.run({ out: place.out('run') }, scriptedModel({ script }));
  const run = await readRun(place.out('run'), place.cwd, signal);
  const page = [...runReportPage([run])].join('');
  expect(page).not.toContain('<script>alert');
  expect(page.match(/<script>/g)).toHaveLength(2);
  expect(page).toContain('length.too_short');
  expect(run.accepted).toHaveLength(12);
  const shown = [...run.accepted, ...run.refused.flatMap(({ examples }) => examples)];
  expect(shown.every(({ view }) => view.kind === 'rewrite' && view.source !== undefined)).toBe(true);
  const counted = run.refused.map(({ strategies }) => [...strategies.values()].reduce((sum, one) => sum + one, 0));
  expect(counted).toEqual(Object.values(run.manifest.reasons));
  const accepted = [...run.course.values()].reduce((sum, values) => sum + (values.at(-1) ?? 0), 0);
  expect(accepted).toBe(run.manifest.tokens.accepted);
  expect(run.unaccepted.rejected).toBeGreaterThan(0);
  expect(run.unaccepted.rejected + run.unaccepted.failed).toBeLessThanOrEqual(run.manifest.tokens.wasted);
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect(datasetCard(run)).toContain('| a |');
});

test('a rewrite of the end of a long document stands beside that part, its numbers supported', () => {
  const end = 'The mill by the river ground 4711 sacks of barley in the year of the flood.';
  const source = `${'Nothing of note was said here. '.repeat(400)}${end} ${'And so it went on for days. '.repeat(400)}`;
  const { spans, places } = grounded('In the year of the flood, 4711 sacks of barley were ground.', source);
  expect(spans.filter(({ kind }) => kind === 'unsupported')).toEqual([]);
  const { text, before, after } = excerpt(source, places, 400);
  expect(text).toContain(end);
  expect(text.length).toBeLessThanOrEqual(400);
  expect(source).toContain(text);
  expect([before, after]).toEqual([true, true]);
  expect(excerpt(end, [], 400)).toEqual({ text: end, before: false, after: false });
  expect(excerpt(source, [], 100)).toEqual({ text: source.slice(0, 100), before: false, after: true });
});

test('spans are the whole rewrite, and mark what the source has', () => {
  const source = 'The old bridge was built in 1887 by two brothers from the valley.';
  const { spans, places } = grounded('It is said: the old bridge was built in 1888, by others; 1887 it was.', source);
  expect(spans.map(({ text }) => text).join('')).toBe(
    'It is said: the old bridge was built in 1888, by others; 1887 it was.',
  );
  expect(spans.filter(({ kind }) => kind === 'grounded').map(({ text }) => text)).toEqual([
    'the old bridge was built in',
    '1887',
  ]);
  expect(places).toEqual([0, 4, 8]);
  expect(spans.filter(({ kind }) => kind === 'unsupported').map(({ text }) => text)).toEqual(['1888']);
});

test('numerals of lists are no numbers', () => {
  const { spans } = grounded('In 1907:\n 1. wash\n12) dry\nand 13. of May', 'Wash it and dry it.');
  expect(spans.filter(({ kind }) => kind !== 'new').map(({ text }) => text)).toEqual(['1907', '13']);
});

test('a page of many runs full of long texts stays under 2 MB, and says what it left out', async () => {
  const place = await workspace({ input: { 'x.jsonl': documents(4) }, strategies: { a: '' } });
  await place.run({ out: place.out('run') }, scriptedModel());
  const run = await readRun(place.out('run'), place.cwd, signal);
  const long = '<&"'.repeat(1_300);
  const spans = [{ kind: 'new', text: long }] as const;
  const view = {
    kind: 'rewrite',
    what: 'text',
    spans,
    cut: true,
    source: { text: long, before: true, after: true },
  } as const;
  const examples = Array.from({ length: 3 }, () => ({ id: long, strategy: long, detail: long, view }));
  const full = {
    ...run,
    refused: Array.from({ length: 40 }, (_, at) => ({
      reason: `reason.${at}`,
      strategies: new Map<string, number>(),
      examples,
    })),
  };
  for (const runs of [[full], [full, full, full], Array.from({ length: 250 }, () => run)]) {
    const page = [...runReportPage(runs)].join('');
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
    expect(page).toMatch(/more left out, to keep the page under 2 MB/);
    const anchors = [...page.matchAll(/<a id="([^"]+)">/g)].map(([, name = '']) => name);
    expect(new Set(anchors).size).toBe(anchors.length);
    expect(anchors.every((name) => page.includes(`href="#${name}"`))).toBe(true);
    expect(anchors.length > 0).toBe(runs.length > 1);
    expect(page.includes('No room for')).toBe(runs.length === 250);
  }
});

test('throughput is of what stayed settled, over the whole time', async () => {
  const folder = await temporaryFolder();
  const totals = (seconds: number, tokens: number) =>
    JSON.stringify({ time: '', kind: 'run.totals', seconds, completion_tokens: tokens });
  expect(await readThroughput(folder, signal)).toBeUndefined();
  const lines = [
    totals(10, 100),
    totals(20, 200),
    totals(30, 900),
    totals(25, 250),
    '{"kind":"run.totals","sec',
    totals(60, 600),
  ];
  await writeFile(join(folder, 'events.jsonl'), lines.join('\n'));
  const { seconds, rates } = (await readThroughput(folder, signal)) ?? { seconds: 0, rates: [] };
  expect(seconds).toBe(60);
  expect(rates).toHaveLength(60);
  for (const rate of rates) expect(rate).toBeCloseTo(10, 6);
});

test('the page tells what writing took, as the summary does', async () => {
  const place = await workspace({ input: { 'x.jsonl': documents(5) }, strategies: { a: '' } });
  const sizes = { model_parameters: 1.7e9, train_parameters: [7e9] };
  await place.run({ out: place.out('run'), ...sizes }, scriptedModel({}));
  const run = await readRun(place.out('run'), place.cwd, signal);
  const page = [...runReportPage([run])].join('');
  const sentences = run.manifest.flops === null ? [] : flopsSentences(run.manifest.flops);
  expect(sentences).toHaveLength(2);
  for (const sentence of sentences) expect(page).toContain(`<li>${sentence}</li>`);
});
