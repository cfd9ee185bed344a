/** Characters of JSON that are gathered before they go on: what takes well under a millisecond to encode. */
const PIECE_CHARS = 65_536;

/** Some lines of JSON, each with its line feed, as UTF-8. */
export interface LinePiece {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lines: number;
}

/** Makes lines of records and gathers them into pieces of about 64 KiB, whatever the batches; never over `maxLines`. */
export async function* linePieces(
  records: AsyncIterable<readonly string[]>,
  maxLines = Number.POSITIVE_INFINITY,
): AsyncGenerator<LinePiece> {
  const encoder = new TextEncoder();
  let held: string[] = [];
  let chars = 0;
  const take = (): LinePiece => {
    const piece = { bytes: encoder.encode(held.join('')), lines: held.length };
    held = [];
    chars = 0;
    return piece;
  };
  for await (const batch of records) {
    for (const record of batch) {
      held.push(record, '\n');
      chars += record.length;
      if (chars >= PIECE_CHARS) yield take();
    }
  }
  if (held.length > 0) yield take();
}
