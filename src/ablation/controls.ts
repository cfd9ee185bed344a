import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findInputFiles } from '../corpus/input-files.ts';
import { readFile as readRows } from '../corpus/read-file.ts';
import { createShardSeries } from '../external/shard-series.ts';
import { writeJsonFile } from '../run/manifest.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { SourceDocument } from '../vocabulary/document.ts';

/**
 * How often `repeat` has each of its documents: what lies within four epochs is nearly as good as new (Muennighoff et al.
 * 2023).
 */
const REPEATS = 4;

/** What a control came to; stands beside its shards, written last. */
export interface ControlRecord {
  readonly records: number;
  readonly tokens: number;
}

export interface ControlOptions {
  /** Globs of documents, as {@link splitSources} wrote them. */
  readonly input: readonly string[];
  readonly folder: string;
  /** Estimated tokens; the last document ends it. */
  readonly budgetTokens: number;
  /** How often each document is there. */
  readonly repeats: number;
  readonly signal: AbortSignal;
}

/** The repeats of each kind of control. */
export const CONTROL_REPEATS = { original: 1, repeat: REPEATS } as const;

/**
 * Writes an arm that is the documents themselves, in their order, as shards of records: as many as the budget takes, or
 * fewer of them several times over. What is there already stays.
 */
export async function writeControl({
  input,
  folder,
  budgetTokens,
  repeats,
  signal,
}: ControlOptions): Promise<ControlRecord> {
  const done = join(folder, 'control.json');
  if (existsSync(done)) return JSON.parse(await readFile(done, 'utf8')) as ControlRecord;
  const shards = createShardSeries({
    directory: join(folder, 'shards'),
    format: 'jsonl.gz',
    shardRecords: 50_000,
    signal,
  });
  let records = 0;
  let tokens = 0;
  try {
    for (let turn = 0; turn < repeats; turn++) {
      const most = ((turn + 1) * budgetTokens) / repeats;
      for await (const { id, text } of documentsOf(input)) {
        signal.throwIfAborted();
        if (tokens >= most) break;
        const count = estimateTokens(text);
        const record = {
          id: `${id}/original/${turn}`,
          text,
          source_id: id,
          strategy: 'original',
          model: 'none',
          token_count: count,
          generated_tokens: count,
          validation: {},
        };
        await shards.add(JSON.stringify(record));
        records += 1;
        tokens += count;
      }
    }
    await shards.end();
  } finally {
    await shards.close();
  }
  const record: ControlRecord = { records, tokens };
  await writeJsonFile(done, record);
  return record;
}

/** The documents of {@link splitSources}, in order. */
export async function* documentsOf(input: readonly string[]): AsyncGenerator<SourceDocument> {
  for (const file of await findInputFiles(input, '/')) {
    for await (const row of readRows(file, 0, { textColumn: 'text', idColumn: 'id', metadata: 'drop', fromRow: 0 })) {
      if (row.kind === 'document') yield row.document;
    }
  }
}
