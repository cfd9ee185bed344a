import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../../src/config/resolve.ts';
import { buildSft } from '../../../src/refining/build-sft/build-sft.ts';
import type { Example } from '../../../src/refining/build-sft/examples.ts';
import { sftFolder } from '../../../src/refining/build-sft/folder.ts';
import { type BuildSftOptions, buildSftOptionsSchema } from '../../../src/refining/build-sft/options.ts';
import type { SftReport } from '../../../src/refining/build-sft/report.ts';
import type { JsonObject } from '../../../src/vocabulary/json.ts';
import { type ModelOptions, type Script, scriptedModel, temporaryFolder } from '../../run/harness.ts';

/** Long enough to be rated, and different for every name. */
const prose = (name: string): string =>
  `The ${name} turns twice a day, and all who live by it know the hour. `.repeat(3).trim();

/** A text that asks for its own answers: `education format` on its last line, noise lines begin with their kind. */
function page(name: string, scores: string, noise: readonly string[] = []): JsonObject {
  return { id: name, text: [...noise, prose(name), `scores ${scores}`].join('\n') };
}

/** Answers as the text asks for: a score, or a program that removes the lines of the strategy's kind of noise. */
const obedient: Script = ({ brief: { strategy, source } }) => {
  const kind = strategy.replace('prox-sft-', '');
  const [, education, format] = /^scores (\S+) (\S+)$/m.exec(source) ?? [];
  if (kind === 'education') return `Two statements hold.\n\nScore: ${education}`;
  if (kind === 'format') return `Score: ${format}`;
  const calls = source
    .split('\n')
    .flatMap((line, at) => (line.startsWith(kind) ? [`remove_lines(start=${at}, end=${at})`] : []));
  return calls.length === 0 ? 'keep_chunk()' : calls.join('\n');
};

async function corpus(rows: readonly JsonObject[]) {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, 'docs.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const folder = sftFolder(join(cwd, 'out'));
  return {
    folder,
    /** Runs the whole command but for the terminal; counts the prompts. */
    build: async (
      flags: Readonly<Record<string, unknown>> = {},
      examples: Partial<BuildSftOptions> = {},
      model: ModelOptions = {},
    ): Promise<{ report: SftReport | undefined; prompts: string[] }> => {
      const prompts: string[] = [];
      const { options } = await resolveOptions(
        { input: [join(cwd, 'docs.jsonl')], endpoint: ['http://127.0.0.1:1/v1'], out: folder.out, ...flags },
        undefined,
        cwd,
      );
      const report = await buildSft(
        { folder, options, surroundings: { cwd, env: {}, now: new Date(0) } },
        { ...buildSftOptionsSchema.parse({}), ...examples },
        {
          stop: new AbortController().signal,
          onEvent() {},
          onBegin() {},
          onBug(cause) {
            throw cause;
          },
          onStage() {},
          onStageEnd() {},
          now: () => 0,
          openBackend: scriptedModel({
            script: obedient,
            onPrompt: ({ requestId }) => prompts.push(requestId),
            ...model,
          }),
        },
      );
      return { report, prompts };
    },
    examples: async (file: string): Promise<Example[]> => {
      const text = await readFile(join(folder.sft, file), 'utf8');
      return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Example]));
    },
  };
}

/** All examples stand in the training set, untouched ones as well. */
const ALL = { heldout: 0, untouched: 1 };

/** The sums that `report.json` promises. */
function checkSums({ documents, document_examples: doc, windows }: SftReport): void {
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, n) => total + n, 0);
  expect(documents.read).toBe(sum(documents.skipped) + documents.kept + documents.dropped + documents.unlabelled);
  const docs = sum(doc.examples.train) + sum(doc.examples.heldout);
  expect(documents.kept + documents.dropped).toBe(doc.too_long + doc.duplicates + docs);
  const { made, examples, ...lost } = windows;
  expect(made).toBe(sum(lost) + sum(examples.train) + sum(examples.heldout));
}

describe('build-sft', () => {
  it('labels documents by the keep rule, cleans the windows of those kept, and accounts for each', async () => {
    const { build, examples, folder } = await corpus([
      page('tide', '3 1', ['navigation: home']),
      page('brook', '2 4', ['links: x.png', 'footers: © 2015']),
      page('pond', '2 3'),
      page('shop', '0 5'),
      page('well', '5 5'),
      page('fog', '9 5'),
      { id: 'short', text: 'Too short.' },
      { id: 'none' },
    ]);
    const { report } = await build({}, ALL);
    expect(report).toEqual(JSON.parse(await readFile(folder.report, 'utf8')));
    if (report === undefined) throw new Error('stopped');
    checkSums(report);
    expect(report.documents).toMatchObject({ read: 8, kept: 3, dropped: 2, unlabelled: 1 });
    expect(report.ratings.education).toEqual({ scores: { 0: 1, 2: 2, 3: 1, 5: 1 }, unreadable: { 'format.score': 1 } });
    const answers = async (file: string) =>
      Object.fromEntries((await examples(file)).map(({ id, messages }) => [id, messages[2].content]));
    expect(await answers('doc.train.jsonl')).toEqual({
      tide: 'keep_doc()',
      brook: 'keep_doc()',
      pond: 'drop_doc()',
      shop: 'drop_doc()',
      well: 'keep_doc()',
    });
    expect(await answers('chunk.train.jsonl')).toEqual({
      'tide/0': 'remove_lines(start=0, end=0)',
      'brook/0': 'remove_lines(start=0, end=1)',
      'well/0': 'untouch_doc()',
    });
    expect((await readdir(folder.out)).sort()).toEqual(['programs', 'scores', 'sft', 'windows.jsonl']);
    expect((await readdir(folder.sft)).sort()).toEqual([
      'chunk.heldout.jsonl',
      'chunk.train.jsonl',
      'dataset_info.json',
      'doc.heldout.jsonl',
      'doc.train.jsonl',
      'report.json',
    ]);
  });

  it('makes the same examples again from what is there, and others with other options, and asks nobody', async () => {
    const { build, folder } = await corpus([
      page('tide', '3 3', ['navigation: home']),
      page('brook', '4 3', ['footers: © 2015 '.repeat(40)]),
      page('well', '5 5'),
    ]);
    const { report, prompts } = await build({}, ALL);
    expect(prompts).toHaveLength(3 * 2 + 3 * 3);
    const files = () =>
      Promise.all(['doc.train.jsonl', 'chunk.train.jsonl'].map((name) => readFile(join(folder.sft, name), 'utf8')));
    const first = await files();
    const again = await build({ endpoint: [] }, ALL);
    expect(again).toEqual({ report, prompts: [] });
    expect(await files()).toEqual(first);

    const other = await build({ endpoint: [] }, { ...ALL, max_removed: 0.9, untouched: 0 });
    expect(other.prompts).toEqual([]);
    expect(report?.windows).toMatchObject({ removed_too_much: 1, untouched_left_out: 0 });
    expect(other.report?.windows).toMatchObject({ removed_too_much: 0, untouched_left_out: 1 });
    if (other.report !== undefined) checkSums(other.report);
  });

  it('asks about a text once, and makes no second example of it, whatever its id', async () => {
    const { build, examples } = await corpus([
      page('tide', '3 3', ['navigation: home']),
      { ...page('tide', '3 3', ['navigation: home']), id: 'the tide again' },
    ]);
    const { report, prompts } = await build({}, ALL);
    expect(prompts.filter((id) => id.includes('navigation'))).toEqual(['tide/0/prox-sft-navigation/0/0']);
    expect(report?.document_examples.duplicates).toBe(1);
    expect((await examples('doc.train.jsonl')).map(({ id }) => id)).toEqual(['tide']);
    if (report !== undefined) checkSums(report);
  });

  it('leaves out a second window that looks the same, though its document does not', async () => {
    const head = Array.from(
      { length: 120 },
      (_, n) => `Sentence ${n} of a preface that two books have in common.`,
    ).join('\n');
    const book = (id: string) => ({ id, text: `${head}\n${prose(id)}\nscores 4 4` });
    const { build } = await corpus([book('first'), book('second')]);
    const { report } = await build({}, ALL);
    expect(report?.windows).toMatchObject({ made: 4, duplicates: 1, examples: { train: { untouched: 3 } } });
    if (report !== undefined) checkSums(report);
  });

  it('holds documents out whole: no document has examples on both sides', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => page(`tide ${n}`, '3 3', ['navigation: home']));
    const { build, examples } = await corpus(rows);
    const { report } = await build({}, { heldout: 0.3 });
    const ids = async (file: string) => new Set((await examples(file)).map(({ source_id }) => source_id));
    const [train, heldout] = [await ids('doc.train.jsonl'), await ids('doc.heldout.jsonl')];
    expect(train.size + heldout.size).toBe(40);
    expect(heldout.size).toBeGreaterThan(0);
    expect(await ids('chunk.train.jsonl')).toEqual(train);
    expect(await ids('chunk.heldout.jsonl')).toEqual(heldout);
    if (report !== undefined) checkSums(report);
  });

  it('keeps clean windows to their share of the training examples, and holds out all', async () => {
    const rows = Array.from({ length: 40 }, (_, n) =>
      page(`tide ${n}`, '3 3', n % 4 === 0 ? ['navigation: home'] : []),
    );
    const { build } = await corpus(rows);
    const { report } = await build({}, { heldout: 0.3, untouched: 0.25 });
    if (report === undefined) throw new Error('stopped');
    checkSums(report);
    const { train, heldout } = report.windows.examples;
    expect(train.untouched).toBeGreaterThan(0);
    expect(train.untouched / (train.edited + train.untouched)).toBeLessThanOrEqual(0.25);
    expect(
      heldout.edited + heldout.untouched + train.edited + train.untouched + report.windows.untouched_left_out,
    ).toBe(40);
    expect(report.windows.untouched_left_out).toBeGreaterThan(0);
  });

  it('meets answers that came on a second try, behind all others', async () => {
    const rows = Array.from({ length: 12 }, (_, n) => page(`tide ${n}`, '3 3', ['navigation: home']));
    const { build } = await corpus(rows);
    const flaky: Script = (prompt, attempt) =>
      attempt === 1 && /^tide [37]\b/.test(prompt.requestId)
        ? { reason: 'endpoint.timeout' }
        : obedient(prompt, attempt);
    const { report } = await build({}, ALL, { script: flaky });
    expect(report?.document_examples.examples.train.keep).toBe(12);
    expect(report?.windows.examples.train.edited).toBe(12);
  });

  it('leaves out a window with an answer missing or spoilt, and says which and why', async () => {
    const { build, examples } = await corpus(
      ['tide', 'brook', 'pond', 'well'].map((name) => page(name, '3 3', ['navigation: home'])),
    );
    const { report } = await build({}, ALL, {
      script(prompt, attempt) {
        const { requestId } = prompt;
        if (requestId.startsWith('tide/0/prox-sft-links'))
          return { reason: 'endpoint.context_length', ofDocument: true };
        if (requestId.startsWith('brook/0/prox-sft-links')) return { reason: 'endpoint.server_error' };
        if (requestId.startsWith('pond/0/prox-sft-footers')) return 'There are no footers here.';
        return obedient(prompt, attempt);
      },
    });
    expect(report?.windows).toMatchObject({ made: 4, unanswered: 3 });
    expect(report?.programs['prox-sft-links'].unanswered).toEqual({
      'program.unparsable': 1,
      'endpoint.server_error': 1,
    });
    expect(report?.programs['prox-sft-footers'].unanswered).toEqual({ 'program.unparsable': 1 });
    expect((await examples('chunk.train.jsonl')).map(({ id }) => id)).toEqual(['well/0']);
    if (report !== undefined) checkSums(report);
  });

  it('takes long documents for their windows only', async () => {
    const { build } = await corpus([page('tide', '3 3', ['navigation: home'])]);
    const { report } = await build({}, { ...ALL, document_tokens: 20 });
    expect(report?.document_examples).toMatchObject({ too_long: 1, examples: { train: { keep: 0 } } });
    expect(report?.windows.examples.train.edited).toBe(1);
  });

  it('asks for no program where nothing is kept', async () => {
    const { build, folder } = await corpus([page('shop', '0 5'), page('mall', '1 1')]);
    const { report, prompts } = await build({}, ALL);
    expect(prompts).toHaveLength(4);
    expect(report?.documents).toMatchObject({ kept: 0, dropped: 2 });
    expect(existsSync(folder.programs)).toBe(false);
  });

  it('numbers the windows behind the first over the whole document, as a refiner is shown them', async () => {
    const body = Array.from({ length: 150 }, (_, n) =>
      n === 140 ? 'navigation: more' : `Sentence ${n} of a book about the tides of the sea.`,
    );
    const { build, examples } = await corpus([{ id: 'book', text: [...body, 'scores 4 4'].join('\n') }]);
    await build({}, ALL);
    const second = (await examples('chunk.train.jsonl')).find(({ id }) => id === 'book/1');
    expect(second?.messages[1].content).toContain('\n[140]navigation: more\n');
    expect(second?.messages[2].content).toBe('remove_lines(start=140, end=140)');
  });

  it('refuses a limit that grows once windows are written, and standard input', async () => {
    const { build } = await corpus(['tide', 'brook', 'pond'].map((name) => page(name, '3 3')));
    await build({ limit: 2 }, ALL);
    await expect(build({ limit: 3 }, ALL)).rejects.toThrow(/was begun with `?--limit 2`?.*give the same again/);
    const other = await corpus([]);
    await expect(other.build({ input: ['-'] })).rejects.toThrow('--input - cannot be read again');
  });

  it('--retry-failed asks again about windows that failed, and needs somebody to ask', async () => {
    const { build } = await corpus(['tide', 'brook'].map((name) => page(name, '3 3', ['links: x.png'])));
    const down: Script = (prompt, attempt) =>
      prompt.requestId.startsWith('brook/0/prox-sft-links')
        ? { reason: 'endpoint.server_error' }
        : obedient(prompt, attempt);
    const first = await build({}, ALL, { script: down });
    expect(first.report?.windows).toMatchObject({ unanswered: 1, examples: { train: { edited: 1 } } });
    await expect(build({ endpoint: [], retry_failed: true }, ALL)).rejects.toThrow(
      /more to ask about.*give --endpoint/,
    );
    const { report, prompts } = await build({ retry_failed: true }, ALL);
    expect(prompts).toEqual(['brook/0/prox-sft-links/0/0']);
    expect(report?.windows).toMatchObject({ unanswered: 0, examples: { train: { edited: 2 } } });
  });
});
