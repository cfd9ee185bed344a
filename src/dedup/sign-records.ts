import { join } from 'node:path';
import { createBatchesInOrder } from '../text/batches-in-order.ts';
import { BAND_KEY_WORDS } from '../text/min-hash.ts';
import { ExternalSort } from '../external/external-sort.ts';
import { readSource } from '../external/read-source.ts';
import type { SourceColumns } from '../external/source-record.ts';
import { RecordTable } from './record-table.ts';
import { ScratchFile } from '../external/scratch-file.ts';
import { KEYS_WORDS, signBatch } from './sign-batch.ts';
import type { DescribedSource, Source } from '../external/sources.ts';
import { usageError } from '../vocabulary/error.ts';
import { valueOf } from './value.ts';

/** An input file as the manifest tells of it. */
interface SignedFile extends DescribedSource {
  /** Rows read: records and skipped ones. */
  readonly documents: number;
}

/** Everything that the first pass over the text leaves behind, on disk. */
export interface SignedRecords {
  readonly files: readonly SignedFile[];
  /** Reason → rows that are no documents. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly table: RecordTable;
  /** Rows of a band's key and the record's number: records that share a key come one after the other. */
  readonly bands: ExternalSort;
  /** Files of these rows. */
  readonly runs: number;
  /** By record, only where they were asked for. */
  readonly sketches: ScratchFile | undefined;
  /** Closes all files; safe to call twice. */
  close(): void;
}

export interface SignOptions extends SourceColumns {
  /** The sources' files, in their order. */
  readonly described: readonly DescribedSource[];
  /** For scratch files. */
  readonly folder: string;
  readonly by: string | undefined;
  readonly sketches: boolean;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Called now and then with the records read so far. */
  readonly onRecords: (records: number) => void;
  /** Told of the first row that is no record. */
  readonly onSkipped: (detail: string) => void;
}

/**
 * The first pass: reads every record, signs its text on worker threads and puts down what the next steps need. Throws a
 * usage error when rows are there and none is a record, and when `by` names a number that no record has.
 */
export async function signRecords(sources: readonly Source[], options: SignOptions): Promise<SignedRecords> {
  const { folder, by, signal, onRecords, onSkipped } = options;
  const { table, bands, sketches, close } = openFiles(folder, options.sketches);
  const signers = createBatchesInOrder({
    module: new URL('./sign-batch.js', import.meta.url),
    threads: options.threads,
    work: signBatch,
    requestOf: (texts) => ({ texts, sketches: options.sketches }),
    take: (signed, first) => {
      addKeys(bands, signed.keys, first);
      sketches?.add(signed.sketches);
    },
  });
  const files: SignedFile[] = [];
  const skipped = new Map<string, number>();
  let firstSkipped: string | undefined;
  let valued = 0;
  try {
    for (const [index, source] of sources.entries()) {
      const described = options.described[index];
      if (described === undefined) throw new Error(`${source.label} is not described.`);
      let documents = 0;
      for await (const row of readSource(source, options)) {
        signal.throwIfAborted();
        documents += 1;
        if (row.kind === 'skipped') {
          skipped.set(row.reason, (skipped.get(row.reason) ?? 0) + 1);
          if (firstSkipped === undefined) onSkipped(row.detail);
          firstSkipped ??= row.detail;
          continue;
        }
        const value = valueOf(row, by);
        if (value > Number.NEGATIVE_INFINITY) valued += 1;
        table.add(row.id, value);
        if (signers.add(row.text)) {
          await signers.keepUp();
          onRecords(table.count);
        }
      }
      files.push({ ...described, documents });
    }
    await signers.end();
    if (table.count === 0 && firstSkipped !== undefined) {
      throw usageError(`no row is a record; the first that is none: ${firstSkipped}`);
    }
    if (by !== undefined && valued === 0 && table.count > 0) {
      throw usageError(`--by ${by}: none of ${table.count} records has a number there.`);
    }
    table.sync();
    sketches?.sync();
    const runs = bands.sync();
    return { files, skipped: Object.fromEntries(skipped), table, bands, runs, sketches, close };
  } catch (error) {
    close();
    throw error;
  } finally {
    await signers.close();
  }
}

/** The files of the first pass: to be written, or kept by an earlier process with so many runs of bands. */
export function openFiles(
  folder: string,
  withSketches: boolean,
  keptRuns?: number,
): Pick<SignedRecords, 'table' | 'bands' | 'sketches' | 'close'> {
  const kept = keptRuns !== undefined;
  const table = new RecordTable(folder, kept);
  const bands = new ExternalSort({ folder, name: 'bands', width: BAND_KEY_WORDS + 1, keptRuns: keptRuns ?? 0 });
  const sketches = withSketches ? new ScratchFile(join(folder, 'sketches'), kept) : undefined;
  const close = (): void => {
    for (const owned of [table, bands, sketches]) owned?.close();
  };
  return { table, bands, sketches, close };
}

function addKeys(bands: ExternalSort, keys: Uint32Array, first: number): void {
  for (let at = 0; at < keys.length; at += BAND_KEY_WORDS) {
    bands.add(keys[at] ?? 0, keys[at + 1] ?? 0, first + Math.floor(at / KEYS_WORDS));
  }
}
