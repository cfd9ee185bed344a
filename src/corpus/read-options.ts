/** How a row becomes a document. */
export interface RowOptions {
  readonly textColumn: string;
  readonly idColumn: string;
  readonly metadata: 'keep' | 'drop';
}

/** How the rows of a file are read. */
export interface ReadOptions extends RowOptions {
  /** Rows before this one are counted but neither parsed nor yielded. */
  readonly fromRow: number;
  /** Rows for which this is false are counted but neither parsed nor yielded. */
  readonly keepRow?: (row: number) => boolean;
  /** Longest line of JSON, in bytes, that is read; no more than this is ever held. Default 64 MiB. */
  readonly maxLineBytes?: number;
  /** The longest that decoding one row group of Parquet may take, in milliseconds. Default a minute. */
  readonly decodeLimitMs?: number;
}

/** Whether a row is to be parsed and yielded. */
export function isWanted(row: number, options: ReadOptions): boolean {
  return row >= options.fromRow && (options.keepRow === undefined || options.keepRow(row));
}
