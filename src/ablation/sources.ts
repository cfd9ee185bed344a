import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findInputFiles } from '../corpus/input-files.ts';
import { readFile as readRows } from '../corpus/read-file.ts';
import { createShardSeries } from '../dedup/shard-series.ts';
import { writeJsonFile } from '../run/manifest.ts';
import { SEED_DOCUMENTS } from '../run/job.ts';
import { sha256Hex, unitInterval } from '../text/hash.ts';
import { makeFolder } from '../text/make-folder.ts';
import { usageError } from '../vocabulary/error.ts';
import type { RunOptions } from '../config/run-options.ts';
import type { Ablation } from './ablation-file.ts';

/** Which documents are held out follows from their ids and from this alone: they are the same for every seed. */
const HELD_OUT_SEED = 20_240_917;

/** The source documents of some arms, on disk. */
export interface Sources {
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
 * about: once for each different input, in `folder`. Documents of a file of held-out ones are left out of the others,
 * by id. Throws a usage error where nothing is left on one side.
 */
export async function splitSources(
  { documents: most, heldOut }: Pick<Ablation, 'documents' | 'heldOut'>,
  options: RunOptions,
  folder: string,
  cwd: string,
  signal: AbortSignal,
): Promise<Sources> {
  const patterns = options.input ?? [SEED_DOCUMENTS];
  const { text_column: textColumn, id_column: idColumn, metadata } = options;
  const key = sha256Hex(
    JSON.stringify([patterns, textColumn, idColumn, metadata, most, heldOut, options.limit ?? null]),
  ).slice(0, 12);
  const directory = join(folder, key);
  const record = join(directory, 'split.json');
  if (!existsSync(record)) {
    const files = await findInputFiles(patterns, cwd);
    if (files.some(({ path }) => path === '-'))
      throw usageError('An ablation reads its documents more than once: --input - cannot be.');
    await makeFolder(directory);
    const series = (name: string) =>
      createShardSeries({ directory: join(directory, name), format: 'jsonl.gz', shardRecords: 50_000, signal });
    const train = series('train');
    const held = series('held-out');
    const left = { documents: 0, held_out: 0 };
    const limit = Math.min(most, options.limit ?? most);
    read: for (const file of files) {
      for await (const row of readRows(file, 0, { textColumn, idColumn, metadata, fromRow: 0 })) {
        signal.throwIfAborted();
        if (row.kind === 'bad') continue;
        if (left.documents + left.held_out === limit) break read;
        const { id, text, metadata: others } = row.document;
        const isHeld = heldOut.input === undefined && unitInterval(HELD_OUT_SEED, id) < heldOut.share;
        await (isHeld ? held : train).add(JSON.stringify({ ...others, id, text }));
        left[isHeld ? 'held_out' : 'documents'] += 1;
      }
    }
    await train.end();
    await held.end();
    await writeJsonFile(record, left satisfies SplitRecord);
  }
  const split = JSON.parse(await readFile(record, 'utf8')) as SplitRecord;
  if (split.documents === 0) throw usageError(`${patterns.join(', ')}: no document is left to make arms of.`);
  if (heldOut.input === undefined && split.held_out === 0) {
    throw usageError(
      `${patterns.join(', ')}: of ${split.documents} documents none is held out: raise \`held_out.share\`, or give \`held_out.input\`.`,
    );
  }
  return {
    input: [join(directory, 'train', '*.jsonl.gz')],
    heldOut: heldOut.input ?? [join(directory, 'held-out', '*.jsonl.gz')],
    documents: split.documents,
    heldOutDocuments: split.held_out,
  };
}
