import { gzipLinesEncoder, linesEncoder, zstdLinesEncoder } from './json-lines.ts';
import { parquetEncoder } from './parquet.ts';
import type { ShardEncoder } from './shard-encoder.ts';

/** The formats of shards; a format is also its files' extension. */
export const SHARD_FORMATS = ['jsonl', 'jsonl.gz', 'jsonl.zst', 'parquet'] as const;

export type ShardFormat = (typeof SHARD_FORMATS)[number];

/** The encoder of each format. */
export const shardEncoders: Readonly<Record<ShardFormat, ShardEncoder>> = {
  jsonl: linesEncoder,
  'jsonl.gz': gzipLinesEncoder,
  'jsonl.zst': zstdLinesEncoder,
  parquet: parquetEncoder,
};
