import type { RecordHead } from './blended-record.ts';
import type { PackedPiece } from './packing-shape.ts';

/** Before an entry's bytes: tokens, and the length of its line. */
const HEADER_BYTES = 8;

/** A document, or a piece of one, as it waits to be written. */
export interface Entry {
  /** With boundary tokens where it is packed. */
  readonly tokens: number;
  /** JSON: a whole record, or where the piece comes from. */
  readonly line: Buffer;
  /** What a piece puts into its sequence; empty for a whole record. */
  readonly content: Buffer;
}

/** Where a piece of a sequence comes from, as the sequence's record tells of it. */
export interface PackedDocument {
  readonly id: string;
  readonly source_id: string;
  readonly strategy: string | null;
  readonly source: string;
  readonly epoch: number;
  /** With boundary tokens. */
  readonly tokens: number;
}

/** An entry in bytes: of a whole record, given its text, or of a piece. */
export function encodeEntry(head: RecordHead, body: string | PackedPiece): Uint8Array[] {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  if (typeof body === 'string') {
    const { id, ...rest } = head;
    const line = Buffer.from(JSON.stringify({ id, text: body, ...rest }));
    header.writeUInt32LE(head.blend.tokens, 0);
    header.writeUInt32LE(line.length, 4);
    return [header, line];
  }
  const { id, source_id, strategy, blend } = head;
  const document: PackedDocument = {
    id,
    source_id,
    strategy,
    source: blend.source,
    epoch: blend.epoch,
    tokens: body.tokens,
  };
  const line = Buffer.from(JSON.stringify(document));
  header.writeUInt32LE(body.tokens, 0);
  header.writeUInt32LE(line.length, 4);
  return [header, line, body.content];
}

/** The entry that these bytes are: views of them. */
export function decodeEntry(bytes: Buffer): Entry {
  const end = HEADER_BYTES + bytes.readUInt32LE(4);
  return { tokens: bytes.readUInt32LE(0), line: bytes.subarray(HEADER_BYTES, end), content: bytes.subarray(end) };
}
