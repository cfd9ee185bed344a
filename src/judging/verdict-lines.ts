import type { InputFile } from '../corpus/input-files.ts';
import { MALFORMED, readJsonCases, type ReadCase } from '../corpus/json-cases.ts';
import { candidateSchema, type ForeignCandidate } from './candidate.ts';
import { type ForeignVerdict, judgeCandidate } from './judge-candidate.ts';
import type { ForeignMeaning } from './meaning.ts';
import type { StandardOf } from './standard.ts';

/** What the verdicts so far came to. */
export interface VerdictTotals {
  candidates: number;
  accepted: number;
  /** Accepted with their text cleaned. */
  cleaned: number;
  /** First reason → candidates. */
  readonly reasons: Map<string, number>;
  /** The first line that is no candidate, with its place, for a person. */
  firstMalformed: string | undefined;
}

/** Totals of nothing, to be counted up by {@link verdictLines}. */
export function noVerdicts(): VerdictTotals {
  return { candidates: 0, accepted: 0, cleaned: 0, reasons: new Map(), firstMalformed: undefined };
}

/** How candidates are judged and what is told of it. */
export interface Judging {
  readonly standardOf: StandardOf;
  /** Whether each verdict has `details`. */
  readonly details: boolean;
  /** Asked about what every rule lets pass; undefined: no model is asked. */
  readonly meaning?: ForeignMeaning | undefined;
  /** Told of an exception of our own rules, with the place of the candidate that provoked it. */
  readonly onBug: (cause: unknown, where: string) => void;
}

/** Candidates that models are asked about at a time: their own bounds on requests come first. */
const ASKED_AHEAD = 64;

/**
 * Reads candidates, JSON lines, and yields the verdict on each in JSON, in the same order, one candidate in memory, or 64
 * where models are asked. A line that is no candidate yields a verdict with `id: null` and `input.malformed`; blank lines are none.
 *
 * @param totals counted up as verdicts are yielded
 * @throws RewriteError where a file cannot be read, or a strategy is not known
 */
export async function* verdictLines(
  files: readonly InputFile[],
  judging: Judging,
  totals: VerdictTotals,
): AsyncGenerator<readonly string[]> {
  const line = (verdict: ForeignVerdict): string[] => {
    count(totals, verdict);
    const { details: _, ...contract } = verdict;
    return [JSON.stringify(judging.details ? verdict : contract)];
  };
  const ahead: Promise<ForeignVerdict>[] = [];
  for (const file of files) {
    for await (const read of readJsonCases(file, candidateSchema)) {
      const where = `${file.path}:${read.line}`;
      const verdict = await verdictOn(read, where, judging);
      if (read.kind === 'malformed') totals.firstMalformed ??= `${where}: ${read.detail}`;
      if (judging.meaning === undefined) {
        yield line(verdict);
        continue;
      }
      const asked =
        read.kind === 'malformed'
          ? undefined
          : judging.meaning.next(read.case, verdict, await judging.standardOf(read.case.strategy, where));
      const coming = asked ?? Promise.resolve(verdict);
      // It is awaited when its turn has come; until then nobody else hears of an error.
      coming.catch(() => {});
      ahead.push(coming);
      if (ahead.length > ASKED_AHEAD) yield line(await (ahead.shift() as Promise<ForeignVerdict>));
    }
  }
  for (const coming of ahead) yield line(await coming);
}

async function verdictOn(read: ReadCase<ForeignCandidate>, where: string, judging: Judging): Promise<ForeignVerdict> {
  if (read.kind === 'malformed') return { id: null, accepted: false, reasons: [MALFORMED], details: [read.detail] };
  const standard = await judging.standardOf(read.case.strategy, where);
  return judgeCandidate(read.case, standard, (cause) => judging.onBug(cause, where));
}

function count(totals: VerdictTotals, { accepted, reasons, text }: ForeignVerdict): void {
  totals.candidates += 1;
  if (accepted) totals.accepted += 1;
  if (accepted && text !== undefined) totals.cleaned += 1;
  const [reason] = reasons;
  if (reason !== undefined) totals.reasons.set(reason, (totals.reasons.get(reason) ?? 0) + 1);
}
