import type { InputFile } from '../../corpus/input-files.ts';
import { MALFORMED, readJsonCases } from '../../corpus/json-cases.ts';
import { type Applied, applyProgram, type Failing, type Mode } from './apply-program.ts';
import { programCaseSchema } from './case.ts';

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
    for await (const read of readJsonCases(file, programCaseSchema)) {
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

function count(totals: ApplyTotals, error: string): void {
  totals.errors.set(error, (totals.errors.get(error) ?? 0) + 1);
}

/** A result in JSON. The numbers of intervals may be larger than `JSON.stringify` writes. */
function lineOf(id: string | number | null, applied: Applied, rest: object): string {
  const { text, dropped, errors, removedIntervals } = applied;
  const head = JSON.stringify({ id, text, dropped, num_error_op: errors }).slice(0, -1);
  const intervals = removedIntervals.map(([first, last]) => `[${first},${last}]`).join(',');
  const tail = JSON.stringify(rest).slice(1);
  return `${head},"removed_intervals":[${intervals}]${tail === '}' ? '' : ','}${tail}`;
}
