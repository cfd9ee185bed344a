import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findInputFiles } from '../corpus/input-files.ts';
import { readFile as readRows } from '../corpus/read-file.ts';
import type { ReadOptions } from '../corpus/read-options.ts';
import { createShardSeries } from '../external/shard-series.ts';
import { writeJsonFile } from '../run/manifest.ts';
import { SEED_DOCUMENTS } from '../run/job.ts';
import { hash64, sha256Hex, unitInterval } from '../text/hash.ts';
import { makeFolder } from '../text/make-folder.ts';
import type { SourceDocument } from '../vocabulary/document.ts';
import { usageError } from '../vocabulary/error.ts';
import type { RunOptions } from '../config/run-options.ts';
import type { Ablation } from './ablation-file.ts';

/** Which documents are held out follows from their ids and from this alone: they are the same for every seed. */
const HELD_OUT_SEED = 20_240_917;

/** The source documents of some arms, on disk. */
export interface Sources {
  /** Of the split; absolute. */
  readonly directory: string;
  /** Documents that arms are made of, as globs. */
  readonly input: readonly string[];
  /** Documents that no arm sees, as globs. */
  readonly heldOut: readonly string[];
  readonly documents: number;
  readonly heldOutDocuments: number;
}

/** How a corpus was split, as it stands beside the split. */
interface SplitRecord {
  readonly documents: number;
  readonly held_out: number;
}

/**
 * The documents of an arm, split by document into those that arms are made of and those that the proxy model is asked
 * about: once for each different input, in `folder`. Where the latter are files of their own, no arm sees a document with
 * the text of one of them. A split that is not finished leaves nothing. Throws a usage error where nothing is left on one
 * side.
 */
export async function splitSources(
  { documents: most, heldOut }: Pick<Ablation, 'documents' | 'heldOut'>,
  options: RunOptions,
  folder: string,
  cwd: string,
  signal: AbortSignal,
): Promise<Sources> {
  const patterns = options.input ?? [SEED_DOCUMENTS];
  const { text_column: textColumn, id_column: idColumn, metadata, limit = most } = options;
  const columns = { textColumn, idColumn, metadata };
  const key = sha256Hex(JSON.stringify([patterns, columns, most, heldOut, limit])).slice(0, 12);
  const directory = join(folder, key);
  const record = join(directory, 'split.json');
  if (!existsSync(record)) {
    await makeFolder(directory);
    const series = (name: string) =>
      createShardSeries({ directory: join(directory, name), format: 'jsonl.gz', shardRecords: 50_000, signal });
    const [train, held] = [series('train'), series('held-out')];
    const counts = { documents: 0, held_out: 0 };
    const put = async (side: keyof SplitRecord, { id, text, metadata: others }: SourceDocument): Promise<void> => {
      signal.throwIfAborted();
      await (side === 'held_out' ? held : train).add(JSON.stringify({ ...others, id, text }));
      counts[side] += 1;
    };
    try {
      const heldTexts = new Set<bigint>();
      for await (const document of documentsIn(heldOut.input ?? [], columns, cwd, 'held_out.input')) {
        heldTexts.add(hash64(document.text));
        await put('held_out', document);
      }
      let read = 0;
      for await (const document of documentsIn(patterns, columns, cwd, '--input')) {
        if (read === Math.min(most, limit)) break;
        read += 1;
        if (heldTexts.has(hash64(document.text))) continue;
        const isHeld = heldOut.input === undefined && unitInterval(HELD_OUT_SEED, document.id) < heldOut.share;
        await put(isHeld ? 'held_out' : 'documents', document);
      }
      await train.end();
      await held.end();
    } catch (error) {
      await Promise.all([train.close(), held.close()]);
      await rm(directory, { recursive: true });
      throw error;
    }
    await writeJsonFile(record, counts satisfies SplitRecord);
  }
  const split = JSON.parse(await readFile(record, 'utf8')) as SplitRecord;
  // The same files may hold more documents the next time.
  if (split.documents === 0 || split.held_out === 0) await rm(directory, { recursive: true });
  if (split.documents === 0) {
    const why =
      heldOut.input !== undefined
        ? `all of its documents are among those of \`held_out.input\` (${heldOut.input.join(', ')})`
        : split.held_out > 0
          ? `all ${split.held_out} of its documents are held out: give more of them, or \`held_out.input\``
          : 'it holds no document';
    throw usageError(`${patterns.join(', ')}: no document is left to make arms of; ${why}.`);
  }
  if (split.held_out === 0) {
    throw usageError(
      heldOut.input === undefined
        ? `${patterns.join(', ')}: of ${split.documents} documents none is held out: raise \`held_out.share\`, or give \`held_out.input\`.`
        : `held_out.input: ${heldOut.input.join(', ')} holds no document.`,
    );
  }
  return {
    directory,
    input: [join(directory, 'train', '*.jsonl.gz')],
    heldOut: [join(directory, 'held-out', '*.jsonl.gz')],
    documents: split.documents,
    heldOutDocuments: split.held_out,
  };
}

/** The documents of some files, in order; bad rows are passed over. `option` is what the patterns were given as. */
async function* documentsIn(
  patterns: readonly string[],
  columns: Omit<ReadOptions, 'fromRow'>,
  cwd: string,
  option: string,
): AsyncGenerator<SourceDocument> {
  if (patterns.length === 0) return;
  const files = await findInputFiles(patterns, cwd, option);
  if (files.some(({ path }) => path === '-')) {
    throw usageError(
      `An ablation reads its documents more than once: ${option} - cannot be. Put them in a file first.`,
    );
  }
  for (const file of files) {
    for await (const row of readRows(file, 0, { ...columns, fromRow: 0 })) {
      if (row.kind === 'document') yield row.document;
    }
  }
}
