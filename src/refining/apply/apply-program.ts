import { executeProgram } from '../../prox/execute.ts';
import { faultOf, type ProgramFault } from '../../prox/fault.ts';
import { parseProgram } from '../../prox/parse.ts';
import type { ParsedProgram, Problem } from '../../prox/program.ts';
import { executeChunkReference, executeDocumentReference, type ReferenceError } from '../../prox/reference/execute.ts';
import { refusal } from '../../prox/substitute.ts';
import type { ProgramOptions } from '../../vocabulary/strategy.ts';
import type { ProgramCase } from './case.ts';

/** How programs are carried out: as the published executor does, or as runs do. */
export type Mode = 'reference' | 'safe';

/** What became of a document. */
export interface Applied {
  readonly text: string;
  readonly dropped: boolean;
  /** Reference: what the published executor counts as errors. Safe: how many lines of the program were refused. */
  readonly errors: number;
  /** First and last line, 0-based, inclusive; in reference mode also what removes nothing, of any size and sign. */
  readonly removedIntervals: readonly (readonly [number | bigint, number | bigint])[];
  readonly error?: ReferenceError | ProgramFault['reason'];
  /** Safe mode only: the lines of the program without effect, in its order. */
  readonly refused?: readonly Problem[];
}

/** What safe mode does with a program that makes no sense or removes too much: rejects the document or leaves it. */
export type Failing = ProgramOptions['fail'];

/** Carries out one program. Never throws; linear in text and program. */
export function applyProgram(one: ProgramCase, mode: Mode, fail: Failing): Applied {
  return mode === 'reference' ? applyAsPublished(one) : applySafely(one, fail);
}

function applyAsPublished({ kind, text, program, options }: ProgramCase): Applied {
  return kind === 'doc' ? executeDocumentReference(text, program) : executeChunkReference(text, program, options);
}

/** Of the options `threshold_2` has a meaning here: it is the largest share of the tokens that may go. */
function applySafely({ kind, text, program: written, options }: ProgramCase, fail: Failing): Applied {
  const parsed = parseProgram(written);
  const program = kind === 'doc' ? wholeDocumentOnly(parsed) : parsed;
  const limits = { maxRemovedShare: options.threshold2 };
  const result = executeProgram(text, program, limits);
  const refused = [...program.problems, ...result.refused].sort((left, right) => left.line - right.line);
  const applied = { dropped: result.dropped, errors: refused.length, refused };
  const fault = faultOf(program, program.calls.length > 0, result, limits);
  if (fault === undefined) return { ...applied, text: result.text, removedIntervals: result.removedRanges };
  return { ...applied, text: fail === 'open' ? text : '', removedIntervals: [], error: fault.reason };
}

/** A document-level program keeps or drops: whatever else it says is refused. */
function wholeDocumentOnly({ calls, problems }: ParsedProgram): ParsedProgram {
  const refused = calls.flatMap((call) =>
    'line' in call ? [refusal(call, 'a document-level program only keeps or drops')] : [],
  );
  return { calls: calls.filter((call) => !('line' in call)), problems: [...problems, ...refused] };
}
