/*
 * Does DSIR choose what is like its target? For each source of a corpus a quarter of its documents is the target; the rest
 * of all sources is the corpus to choose from. The share of that source among what is chosen should be far above its
 * share in the corpus. Beside it a uniform draw of as many.
 *
 *   npx tsx eval/selection/dsir.ts --input GLOB [--input GLOB …] [--source-column source] [--share 0.2]
 *
 * The input: JSON lines with `id`, `text` and the source's column. Sources of fewer than 40 documents are no target.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { selectionSchema } from '../../src/config/selection-options.ts';
import { findInputFiles } from '../../src/corpus/input-files.ts';
import { readFile } from '../../src/corpus/read-file.ts';
import { planSelection } from '../../src/select/plan.ts';
import { select } from '../../src/select/select.ts';
import type { SelectionReport } from '../../src/select/report.ts';
import { unitInterval } from '../../src/text/hash.ts';
import { printTable } from '../bench/measure.ts';
import { inTemporaryFolder } from '../bench/temporary-folder.ts';

const { values } = parseArgs({
  options: {
    input: { type: 'string', multiple: true, default: [] },
    'source-column': { type: 'string', default: 'source' },
    share: { type: 'string', default: '0.2' },
  },
});
const LEAST_DOCUMENTS = 40;
/** Part of a source's documents that are its examples. */
const TARGET_SHARE = 0.25;

interface Row {
  readonly id: string;
  readonly text: string;
  readonly source: string;
}

async function readRows(): Promise<Row[]> {
  const rows: Row[] = [];
  const options = { textColumn: 'text', idColumn: 'id', metadata: 'keep', fromRow: 0 } as const;
  for (const [index, file] of (await findInputFiles(values.input, process.cwd())).entries()) {
    for await (const row of readFile(file, index, options)) {
      if (row.kind !== 'document') continue;
      const { id, text, metadata } = row.document;
      const source = metadata[values['source-column']];
      if (typeof source === 'string') rows.push({ id, text, source });
    }
  }
  return rows;
}

async function write(path: string, rows: readonly Row[]): Promise<void> {
  const stream = createWriteStream(path);
  for (const row of rows) if (!stream.write(`${JSON.stringify(row)}\n`)) await once(stream, 'drain');
  stream.end();
  await once(stream, 'close');
}

async function selected(folder: string, name: string, settings: object): Promise<SelectionReport> {
  const options = selectionSchema.parse({ ...settings, domain_column: ['source'], domains: 'free' });
  return select(
    await findInputFiles(['corpus.jsonl'], folder),
    {
      out: join(folder, name),
      plan: await planSelection(options, { cwd: folder, apiKey: undefined }, (option) => option),
      parameters: options,
      textColumn: 'text',
      idColumn: 'id',
      format: 'jsonl',
      shardRecords: 100_000,
    },
    {
      signal: new AbortController().signal,
      now: () => new Date(),
      onProgress: () => {},
      onWarning: (sentence) => process.stderr.write(`${sentence}\n`),
    },
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

/** A line of the table: the source's share of documents in the corpus, in a uniform draw, and in what DSIR draws. */
async function measure(source: string, rows: readonly Row[], folder: string): Promise<string[]> {
  const isTarget = (row: Row): boolean => row.source === source && unitInterval(0, 'target', row.id) < TARGET_SHARE;
  const corpus = rows.filter((row) => !isTarget(row));
  await write(join(folder, 'target.jsonl'), rows.filter(isTarget));
  await write(join(folder, 'corpus.jsonl'), corpus);
  const limit = Math.round(Number(values.share) * corpus.length);
  const shareIn = ({ domains, chosen }: SelectionReport): string =>
    percent((domains[source]?.after.documents ?? 0) / chosen);
  const uniform = await selected(folder, 'uniform', { method: 'uniform', limit });
  const dsir = await selected(folder, 'dsir', { method: 'dsir', target: ['target.jsonl'], limit });
  const left = corpus.filter((row) => row.source === source).length;
  return [
    source,
    `${left} of ${corpus.length}`,
    String(limit),
    percent(left / corpus.length),
    shareIn(uniform),
    shareIn(dsir),
    percent(dsir.thresholds.target_overlap ?? 0),
  ];
}

const rows = await readRows();
const sources = [...new Set(rows.map(({ source }) => source))].filter(
  (source) => rows.filter((row) => row.source === source).length >= LEAST_DOCUMENTS,
);
const lines: string[][] = [];
for (const source of sources) lines.push(await inTemporaryFolder((folder) => measure(source, rows, folder)));
printTable([['target', 'documents', 'chosen', 'in the corpus', 'uniform', 'DSIR', 'words met'], ...lines]);
