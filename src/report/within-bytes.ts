import type { Html } from './html.ts';

/** What of a list there was room for. */
export interface Kept {
  readonly pieces: readonly Html[];
  readonly bytes: number;
  /** How many there was no room for. */
  readonly left: number;
}

/** The pieces in order that together are at most so many bytes; those that are too long for what is left are left out. */
export function withinBytes(pieces: readonly Html[], most: number): Kept {
  let bytes = 0;
  const kept = pieces.filter((piece) => {
    const own = bytesOf(piece);
    if (bytes + own > most) return false;
    bytes += own;
    return true;
  });
  return { pieces: kept, bytes, left: pieces.length - kept.length };
}

/** The room of a page, taken by one list of pieces after the other. */
export interface PageRoom {
  /** The pieces that go into this share of what is left. */
  take(pieces: readonly Html[], share?: number): readonly Html[];
  /** How many pieces there was no room for so far. */
  refused(): number;
}

/** Room for so many bytes. */
export function pageRoom(bytes: number): PageRoom {
  let left = bytes;
  let refused = 0;
  return {
    take(pieces, share = 1) {
      const kept = withinBytes(pieces, left * share);
      left -= kept.bytes;
      refused += kept.left;
      return kept.pieces;
    },
    refused: () => refused,
  };
}

/** Bytes of a piece as it is written. */
export function bytesOf({ markup }: Html): number {
  return Buffer.byteLength(markup);
}

/** Characters of a name or a detail that are shown. */
const MOST_CHARACTERS = 300;

/** A name or a detail, its end cut off where it is long. */
export function clipped(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
