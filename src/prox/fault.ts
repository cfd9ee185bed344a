import type { ProgramLimits, ProgramResult } from './execute.ts';
import { type ParsedProgram, describeProblems } from './program.ts';

/** Why a document must not become what its program makes of it. */
export interface ProgramFault {
  readonly reason: 'program.unparsable' | 'program.empty' | 'program.removed_too_much';
  /** For a person. */
  readonly detail: string;
}

/**
 * What is wrong with a program as a whole in safe mode, or with what it did; undefined where its result may be taken.
 * Whether the document is then rejected (fail closed) or left as it is (fail open) is for the caller to decide.
 *
 * @param hasCalls whether the program had a call that the grammar knows, even where it was refused
 */
export function faultOf(
  program: ParsedProgram,
  hasCalls: boolean,
  { text, dropped, exceeded, removedShare, refused }: ProgramResult,
  { maxRemovedShare }: ProgramLimits,
): ProgramFault | undefined {
  if (!hasCalls) return { reason: 'program.unparsable', detail: describeProblems(program.problems) };
  if (dropped) return undefined;
  if (text.trim() === '') {
    return { reason: 'program.empty', detail: describeProblems([...program.problems, ...refused]) };
  }
  if (!exceeded) return undefined;
  const detail = `${(100 * removedShare).toFixed(1)}% of the document, at most ${100 * maxRemovedShare}% may go`;
  return { reason: 'program.removed_too_much', detail };
}
