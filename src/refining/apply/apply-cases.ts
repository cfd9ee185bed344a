import { fileBytes } from '../../corpus/file-bytes.ts';
import type { InputFile } from '../../corpus/input-files.ts';
import { isBlank, withoutByteOrderMark } from '../../corpus/json-line.ts';
import { createLineSplitter } from '../../corpus/line-splitter.ts';
import { CorruptStreamError } from '../../text/zstd.ts';
import { usageError } from '../../vocabulary/error.ts';
import { type Applied, applyProgram, type Failing, type Mode } from './apply-program.ts';
import { malformed, readCase, type ReadCase } from './case.ts';

/** A longer line is no case: it would have to be held in memory whole. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** What came of the cases so far. */
export interface ApplyTotals {
  cases: number;
  /** Without an error, as are those changed. */
  dropped: number;
  changed: number;
  /** Error → cases. */
  readonly errors: Map<string, number>;
}

/** Totals of no cases, to be counted up by {@link resultLines}. */
export function noTotals(): ApplyTotals {
  return { cases: 0, dropped: 0, changed: 0, errors: new Map() };
}

/**
 * Reads cases, JSON lines, and yields the result of each in JSON, in the same order, one case in memory. A line that is
 * no case yields a result with `id: null` and `input.malformed`, so that none is lost; blank lines are none.
 *
 * @param totals counted up as results are yielded
 * @throws RewriteError where a file cannot be read, or not to its end
 */
export async function* resultLines(
  files: readonly InputFile[],
  mode: Mode,
  fail: Failing,
  totals: ApplyTotals,
): AsyncGenerator<readonly string[]> {
  for (const file of files) {
    for await (const read of readCases(file)) {
      totals.cases += 1;
      if (read.kind === 'malformed') {
        count(totals, MALFORMED);
        const nothing: Applied = { text: '', dropped: false, errors: 0, removedIntervals: [] };
        yield [lineOf(null, nothing, { error: MALFORMED, detail: read.detail })];
        continue;
      }
      const applied = applyProgram(read.case, mode, fail);
      const { error, refused } = applied;
      if (error !== undefined) count(totals, error);
      else if (applied.dropped) totals.dropped += 1;
      else if (applied.text !== read.case.text) totals.changed += 1;
      yield [
        lineOf(read.case.id, applied, {
          ...(error === undefined ? {} : { error }),
          ...(refused === undefined || refused.length === 0 ? {} : { refused }),
        }),
      ];
    }
  }
}

const MALFORMED = 'input.malformed';

function count(totals: ApplyTotals, error: string): void {
  totals.errors.set(error, (totals.errors.get(error) ?? 0) + 1);
}

async function* readCases(file: InputFile): AsyncGenerator<ReadCase> {
  const splitter = createLineSplitter(MAX_LINE_BYTES);
  let lines = 0;
  function* casesOf(complete: ReturnType<typeof splitter.push>): Generator<ReadCase> {
    for (const raw of complete) {
      const line = lines === 0 ? withoutByteOrderMark(raw) : raw;
      lines += 1;
      if (isBlank(line)) continue;
      yield Buffer.isBuffer(line) ? readCase(line) : malformed(`a line of more than ${MAX_LINE_BYTES} bytes`);
    }
  }
  try {
    for await (const chunk of fileBytes(file)) yield* casesOf(splitter.push(chunk));
    yield* casesOf(splitter.end());
  } catch (error) {
    if (!(error instanceof CorruptStreamError)) throw error;
    const where = `${file.label}, after line ${lines}`;
    throw usageError(
      `${where}: the ${file.compression} data cannot be read from here on: ${error.message}. Fetch or make the file again.`,
      error,
    );
  }
}

/** A result in JSON. The numbers of intervals may be larger than `JSON.stringify` writes. */
function lineOf(id: string | number | null, applied: Applied, rest: object): string {
  const { text, dropped, errors, removedIntervals } = applied;
  const head = JSON.stringify({ id, text, dropped, num_error_op: errors }).slice(0, -1);
  const intervals = removedIntervals.map(([first, last]) => `[${first},${last}]`).join(',');
  const tail = JSON.stringify(rest).slice(1);
  return `${head},"removed_intervals":[${intervals}]${tail === '}' ? '' : ','}${tail}`;
}
