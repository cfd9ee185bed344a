import Database from 'better-sqlite3';
import { hash64 } from '../text/hash.ts';

/**
 * What is kept beside a text in the ledger, since SQLite keeps no checksum of a row: xxHash64 of its UTF-8 bytes, as a
 * signed integer. Whoever has read the bytes gives those.
 */
export function checksumOf(text: string | Uint8Array): bigint {
  return BigInt.asIntN(64, hash64(text));
}

/**
 * Throws as SQLite would for a damaged file when a text that was read is not the one that was written. `checksum`: as
 * SQL text, which holds all 64 bits; null in rows that were written before there were checksums.
 */
export function checkText(what: string, text: string | Uint8Array, checksum: string | null): void {
  if (checksum === null || BigInt(checksum) === checksumOf(text)) return;
  throw new Database.SqliteError(`${what} is not what was written`, 'SQLITE_CORRUPT');
}
