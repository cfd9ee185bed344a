import { executeProgram, PROGRAM_LIMITS } from '../../prox/execute.ts';
import { parseProgram } from '../../prox/parse.ts';
import { printProgram } from '../../prox/print.ts';
import type { Call } from '../../prox/program.ts';
import { mergeRanges, type Range } from '../../prox/ranges.ts';
import { splitLines } from '../../text/lines.ts';
import type { WindowAnswer } from './desk.ts';
import { NOISE_TYPES, type NoiseType } from './strategies.ts';

/** A call that was left out, or a line that is no call, and which kind of noise it was written for. */
export type OnRefused = (noise: NoiseType, reason: string) => void;

/** What the programs about one window come to. */
export type MergedWindow =
  | {
      readonly kind: 'program';
      /** Ranges in order, then replacements by where they first occur; none for a window that is clean. */
      readonly calls: readonly Call[];
      /** The window as the calls leave it. */
      readonly text: string;
    }
  /** No answer, or none that can be trusted, about this kind of noise: what it should have said is not known. */
  | { readonly kind: 'unanswered'; readonly noise: NoiseType; readonly reason: string }
  /** Calls were written, and not one of them does anything here. */
  | { readonly kind: 'nothing_left' }
  /** Written as one program, the calls do not do what they did one by one. */
  | { readonly kind: 'unverified' };

type RemoveLines = Extract<Call, { kind: 'remove_lines' }>;
type Normalize = Extract<Call, { kind: 'normalize' }>;

/** Stands in for the bound on removal, which is another's. */
const NO_LIMITS = { ...PROGRAM_LIMITS, maxRemovedShare: 1 };

/**
 * Merges the programs that were written about one window, one for each kind of noise, into the one that removes all of
 * it. Every call is tried: a range must lie in the window, a string must occur in a line that stays; what does not fit
 * is left out alone and told of. The result is printed, parsed and executed once more, and must do the same. Line
 * numbers are the window's own, from 0.
 *
 * @param text of the window
 */
export function mergePrograms(text: string, answers: readonly WindowAnswer[], onRefused: OnRefused): MergedWindow {
  const ranges: Range[] = [];
  const replacements: { readonly noise: NoiseType; readonly call: Normalize }[] = [];
  const lines = splitLines(text).length;
  let written = 0;
  for (const noise of NOISE_TYPES) {
    const answer = answers.find((candidate) => candidate.noise === noise);
    const reason = answer === undefined ? 'missing' : answer.trouble;
    if (answer === undefined || reason !== null) return { kind: 'unanswered', noise, reason: reason ?? 'missing' };
    const { calls, problems } = parseProgram(answer.program);
    for (const problem of problems) onRefused(noise, syntaxReason(problem.reason));
    let usable = 0;
    for (const call of calls) {
      if (call.kind === 'drop') {
        onRefused(noise, 'a part of a document is not dropped');
        continue;
      }
      usable += 1;
      if (call.kind === 'keep') continue;
      written += 1;
      if (call.kind === 'normalize') {
        replacements.push({ noise, call });
        continue;
      }
      const misfit = rangeMisfit(call, lines);
      if (misfit === undefined) ranges.push([call.start, call.end]);
      else onRefused(noise, misfit);
    }
    if (usable === 0) return { kind: 'unanswered', noise, reason: 'program.unparsable' };
  }

  const removals = mergeRanges(ranges).map(([start, end], index): Call => {
    return { kind: 'remove_lines', start, end, line: index + 1 };
  });
  const kept = execute(text, removals);
  const edits = fittingReplacements(kept, replacements, onRefused);
  const calls = [...removals, ...edits];
  if (calls.length === 0 && written > 0) return { kind: 'nothing_left' };
  const edited = execute(kept, edits);
  return doesTheSame(text, calls, edited) ? { kind: 'program', calls, text: edited } : { kind: 'unverified' };
}

/** The parser quotes the one name that a model can make up: the reason is counted without it. */
function syntaxReason(reason: string): string {
  return reason.replace(/^(unknown argument) .*$/s, '$1');
}

function rangeMisfit({ start, end }: RemoveLines, lines: number): string | undefined {
  if (start > end) return 'the range is inverted';
  return end >= lines ? 'the range leaves the window' : undefined;
}

/** The replacements that change the text that is left, each once, in the order in which they first occur. */
function fittingReplacements(
  kept: string,
  replacements: readonly { readonly noise: NoiseType; readonly call: Normalize }[],
  onRefused: OnRefused,
): Normalize[] {
  const meant = replacements.flatMap(({ noise, call }, index): Normalize[] => {
    // A model that does not escape means what stands between its quotes.
    const literal = kept.includes(call.source) ? undefined : call.literal;
    const [source, target] = [literal?.source ?? call.source, literal?.target ?? call.target];
    const misfit =
      source === target
        ? 'the call changes nothing'
        : target.length > source.length
          ? 'the replacement is longer than what it replaces'
          : undefined;
    if (misfit !== undefined) onRefused(noise, misfit);
    return misfit === undefined ? [{ kind: 'normalize', source, target, line: index }] : [];
  });
  const { refused } = executeProgram(kept, { calls: meant, problems: [] }, NO_LIMITS);
  const reasons = new Map(refused.map(({ line, reason }) => [line, reason]));
  for (const [line, reason] of reasons) {
    const noise = replacements[line]?.noise;
    if (noise !== undefined) onRefused(noise, reason);
  }
  const fitting = new Map<string, Normalize>();
  for (const call of meant) if (!reasons.has(call.line) && !fitting.has(call.source)) fitting.set(call.source, call);
  return [...fitting.values()].sort((left, right) => kept.indexOf(left.source) - kept.indexOf(right.source));
}

function execute(text: string, calls: readonly Call[]): string {
  return executeProgram(text, { calls, problems: [] }, NO_LIMITS).text;
}

/** Whether the calls, printed and read back as one program, take the window to the same text with nothing refused. */
function doesTheSame(text: string, calls: readonly Call[], edited: string): boolean {
  const program = parseProgram(printProgram(calls));
  if (program.problems.length > 0 || program.calls.length !== calls.length) return false;
  const result = executeProgram(text, program, NO_LIMITS);
  return result.text === edited && result.refused.length === 0;
}
