import { z } from 'zod';

import { SHARD_FORMATS } from './shard-formats.ts';

/** How shards are written, as `rewrite.yaml` and the flags name it. */
export const emissionOptionsSchema = z.object({
  format: z
    .enum(SHARD_FORMATS)
    .default('jsonl.gz')
    .meta({ group: 'Output', placeholder: 'FORMAT', description: 'format of the shards' }),
  shard_records: z
    .int()
    .positive()
    .default(50_000)
    .meta({ group: 'Output', placeholder: 'N', description: 'records in a shard' }),
});
