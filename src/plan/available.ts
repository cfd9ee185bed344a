import { findInputFiles } from '../corpus/input-files.ts';
import { readFile } from '../corpus/read-file.ts';
import { count } from '../text/figures.ts';
import { estimateTokens } from '../text/tokens.ts';
import { usageError } from '../vocabulary/error.ts';

/** Bytes of files that are read; of a larger corpus, whole files spread over its list stand for the rest by size. */
const READ_BYTES = 256 * 1024 * 1024;

/** Documents between two calls of `onDocuments`. */
const TOLD = 4_096;

/** How much real text there is. */
export interface AvailableText {
  readonly tokens: number;
  /** Of a document on average. */
  readonly documentTokens: number;
  /** Where the figures come from, in words. */
  readonly origin: string;
}

/**
 * Counts the estimated tokens of a corpus: all of it, or of more than 256 MB some of the files. `onDocuments` is called now
 * and then with the documents read so far. Throws a usage error where no row of what was read is a document, and for
 * standard input, whose size says nothing of the corpus.
 */
export async function measureText(
  patterns: readonly string[],
  textColumn: string,
  cwd: string,
  signal: AbortSignal,
  onDocuments: (documents: number) => void,
): Promise<AvailableText> {
  if (patterns.includes('-'))
    throw usageError('--input -: a plan is made for files: name them, or give --available-tokens');
  const files = await findInputFiles(patterns, cwd);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const read =
    bytes <= READ_BYTES ? files : spread(files, Math.max(1, Math.floor((files.length * READ_BYTES) / bytes)));
  const readBytes = read.reduce((sum, file) => sum + file.bytes, 0);
  let documents = 0;
  let tokens = 0;
  let bad = 0;
  let reason: string | undefined;
  for (const file of read) {
    for await (const row of readFile(file, 0, { textColumn, idColumn: 'id', metadata: 'drop', fromRow: 0 })) {
      signal.throwIfAborted();
      if (row.kind === 'bad') {
        bad += 1;
        reason ??= `${row.bad.reason}, ${row.bad.detail}`;
      } else {
        documents += 1;
        if (documents % TOLD === 0) onDocuments(documents);
        tokens += estimateTokens(row.document.text);
      }
    }
  }
  if (documents === 0) {
    const why = reason === undefined ? 'the files are empty' : `the first row: ${reason}`;
    throw usageError(`--input ${patterns.join(' ')} holds no document: ${why}`);
  }
  const all = read.length === files.length;
  const counted = `${count(documents)} ${documents === 1 ? 'document' : 'documents'}`;
  const without = bad === 0 ? '' : `; ${count(bad)} ${bad === 1 ? 'row is' : 'rows are'} none (${reason})`;
  return {
    tokens: Math.round(all ? tokens : (tokens * bytes) / readBytes),
    documentTokens: tokens / documents,
    origin: all
      ? `estimated over ${documents === 1 ? '' : 'all '}${counted}${without}`
      : `estimated from ${counted} in ${count(read.length)} of ${count(files.length)} files, by their size${without}`,
  };
}

/** So many of the values, at even distances. */
function spread<T>(values: readonly T[], number: number): T[] {
  return Array.from({ length: number }, (_, at) => values[Math.floor((at * values.length) / number)]).filter(
    (value) => value !== undefined,
  );
}
