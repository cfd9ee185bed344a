import { isUtf8 } from 'node:buffer';
import { fileBytes } from '../corpus/file-bytes.ts';
import type { InputFile } from '../corpus/input-files.ts';
import { isBlank, withoutByteOrderMark } from '../corpus/json-line.ts';
import { createLineSplitter } from '../corpus/line-splitter.ts';
import { CorruptStreamError } from '../text/zstd.ts';

/** A longer line is no text of an item. */
const MAX_LINE_BYTES = 1024 * 1024;

/** An item of a file, or why there is none, for a person. */
export type ReadItem =
  | { readonly kind: 'item'; readonly texts: readonly string[] }
  | { readonly kind: 'unreadable'; readonly detail: string };

type Line = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'bad'; readonly detail: string };

/**
 * The items of a file of plain text. Where blank lines stand between its lines, an item is what stands between two of
 * them; else each line is one. A line that is not UTF-8 is unreadable and ends the item before it. Reads the file
 * twice, an item in memory. Throws a RewriteError where the file cannot be read.
 */
export async function* readTextItems(file: InputFile<string>): AsyncGenerator<ReadItem> {
  const byParagraph = await hasParagraphs(file);
  let lines: string[] = [];
  function* item(): Generator<ReadItem> {
    if (lines.length > 0) yield { kind: 'item', texts: [lines.join('\n')] };
    lines = [];
  }
  for await (const line of linesOf(file)) {
    const isText = line.kind === 'line' && line.text !== '';
    if (isText) lines.push(line.text);
    if (!isText || !byParagraph) yield* item();
    if (line.kind === 'bad') yield { kind: 'unreadable', detail: line.detail };
  }
  yield* item();
}

/** Whether a blank line stands between two lines with text. */
async function hasParagraphs(file: InputFile<string>): Promise<boolean> {
  let begun = false;
  let blank = false;
  for await (const line of linesOf(file)) {
    const isText = line.kind === 'bad' || line.text !== '';
    if (isText && blank) return true;
    begun ||= isText;
    blank = begun && !isText;
  }
  return false;
}

/** The lines of a file; a blank one is empty. */
async function* linesOf(file: InputFile<string>): AsyncGenerator<Line> {
  const splitter = createLineSplitter(MAX_LINE_BYTES);
  let first = true;
  function* read(raws: ReturnType<typeof splitter.push>): Generator<Line> {
    for (const raw of raws) {
      const bytes = first ? withoutByteOrderMark(raw) : raw;
      first = false;
      if (!Buffer.isBuffer(bytes)) yield { kind: 'bad', detail: `a line of more than ${MAX_LINE_BYTES} bytes` };
      else if (isBlank(bytes)) yield { kind: 'line', text: '' };
      else if (isUtf8(bytes)) yield { kind: 'line', text: bytes.toString('utf8') };
      else yield { kind: 'bad', detail: 'not UTF-8' };
    }
  }
  try {
    for await (const chunk of fileBytes(file)) yield* read(splitter.push(chunk));
    yield* read(splitter.end());
  } catch (error) {
    if (!(error instanceof CorruptStreamError)) throw error;
    yield { kind: 'bad', detail: `the ${file.compression} data cannot be read from here on: ${error.message}` };
  }
}
