import { join } from 'node:path';
import { z } from 'zod';
import { readShard } from '../emission/read-shard.ts';
import type { Manifest } from './manifest.ts';
import { RewriteError } from '../vocabulary/error.ts';

/** What is looked at in a record, accepted or not; its other fields pass. */
const recordSchema = z.looseObject({
  id: z.string(),
  source_id: z.string(),
  strategy: z.string(),
  text: z.string(),
  generated_tokens: z.number(),
  finish_reason: z.string(),
  program: z.string().nullable(),
  status: z.enum(['rejected', 'failed']).optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
});

export type RunRecord = z.output<typeof recordSchema>;

/**
 * The records of a complete run, shards first, then rejects, one at a time. Throws a RewriteError `mismatch` for a file
 * that is damaged, or that holds something else than records.
 */
export async function* runRecords(directory: string, manifest: Manifest): AsyncGenerator<RunRecord> {
  for (const { path } of [...manifest.shards, ...manifest.rejects]) {
    const file = join(directory, path);
    for await (const row of readShard(file)) {
      const record = recordSchema.safeParse(row);
      if (!record.success) {
        const id = JSON.stringify(row['id'] ?? null);
        throw new RewriteError('mismatch', `${file} holds something that is no record of this run (id ${id}).`);
      }
      yield record.data;
    }
  }
}
