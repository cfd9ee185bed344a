import { type DiffLine, diffLines } from './diff.ts';
import { executeProgram, type ProgramLimits, type ProgramResult } from './execute.ts';
import type { ParsedProgram, Problem } from './program.ts';

/** A program carried out again for a person to look at. */
export interface ProgramReview {
  readonly result: ProgramResult;
  /** The document line by line, with what became of each. */
  readonly lines: readonly DiffLine[];
  /** Everything in the program that had no effect, by its lines. */
  readonly refused: readonly Problem[];
}

/** Carries out a program on the document it was written for: as runs do, in safe mode. */
export function reviewProgram(source: string, program: ParsedProgram, limits: ProgramLimits): ProgramReview {
  const result = executeProgram(source, program, limits);
  const refused = [...program.problems, ...result.refused].sort((left, right) => left.line - right.line);
  return { result, lines: diffLines(source, result), refused };
}

/** What a program came to, in a few words. */
export function deedsOf({ dropped, removedLines, totalLines, replacements, removedShare }: ProgramResult): string {
  if (dropped) return `the document is dropped, all ${many(totalLines, 'line')}`;
  const deeds = [
    ...(removedLines === 0 ? [] : [`${removedLines} of ${many(totalLines, 'line')} removed`]),
    ...(replacements === 0 ? [] : [`${many(replacements, 'string')} replaced`]),
  ];
  if (deeds.length === 0) return `nothing changed in ${many(totalLines, 'line')}`;
  return `${deeds.join(', ')}: ${(100 * removedShare).toFixed(1)}% of the tokens gone`;
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
