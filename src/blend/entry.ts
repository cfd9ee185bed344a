import type { RecordHead } from './blended-record.ts';
import type { PackedPiece } from './packing-shape.ts';

/** Behind an entry's bytes: the length of its line, and tokens. */
const TRAILER_BYTES = 8;
/** The length of a line that is all of the entry. */
const WHOLE = 0xffff_ffff;

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
interface PackedDocument {
  readonly id: string;
  readonly source_id: string;
  readonly strategy: string | null;
  readonly source: string;
  readonly epoch: number;
  /** With boundary tokens. */
  readonly tokens: number;
}

/** An entry in parts, strings and bytes: of a whole record, given its text in JSON. */
export function encodeRecord({ id, ...rest }: RecordHead, text: string | Uint8Array): (string | Uint8Array)[] {
  const behind = JSON.stringify(rest);
  return [`{"id":${JSON.stringify(id)},"text":`, text, `,${behind.slice(1)}`, trailer(WHOLE, rest.blend.tokens)];
}

/** The same of a piece. */
export function encodePiece(head: RecordHead, { content, tokens }: PackedPiece): (string | Uint8Array)[] {
  const { id, source_id, strategy, blend } = head;
  const document: PackedDocument = { id, source_id, strategy, source: blend.source, epoch: blend.epoch, tokens };
  const line = JSON.stringify(document);
  return [line, ...content, trailer(Buffer.byteLength(line), tokens)];
}

function trailer(length: number, tokens: number): Buffer {
  const bytes = Buffer.allocUnsafe(TRAILER_BYTES);
  bytes.writeUInt32LE(length, 0);
  bytes.writeUInt32LE(tokens, 4);
  return bytes;
}

/** The entry that these bytes are: views of them. */
export function decodeEntry(bytes: Buffer): Entry {
  const end = bytes.length - TRAILER_BYTES;
  const length = bytes.readUInt32LE(end);
  const lineEnd = length === WHOLE ? end : length;
  return {
    tokens: bytes.readUInt32LE(end + 4),
    line: bytes.subarray(0, lineEnd),
    content: bytes.subarray(lineEnd, end),
  };
}
