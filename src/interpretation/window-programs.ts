import { parseProgram } from '../prox/parse.ts';
import { type Call, joinPrograms, type ParsedProgram, type Problem } from '../prox/program.ts';
import { refusal } from '../prox/substitute.ts';
import type { Generation } from '../vocabulary/generation.ts';
import type { ChunkPart } from './chunks.ts';

/** What models wrote about the windows of one document. */
export interface WindowPrograms {
  /** The answers as they are, joined by line breaks; a comment for a window without one. */
  readonly written: string;
  /** Lines of calls and problems count over all of `written`. */
  readonly program: ParsedProgram;
  /** Whether the answers of some stage have no call that the grammar knows, not even a refused one. */
  readonly unread: boolean;
}

/** Nothing is written yet. */
export const NO_PROGRAMS: WindowPrograms = { written: '', program: { calls: [], problems: [] }, unread: false };

/**
 * Adds the programs of a stage's windows to those of the stages before, in order. A window without an answer has no
 * program. A range of lines that its window did not show is refused whole: the model cannot know what stands there.
 *
 * @param windows what the requests were about; `generations` are theirs, in the same order
 */
export function joinWindowPrograms(
  before: WindowPrograms,
  windows: readonly ChunkPart[],
  generations: readonly Generation[],
): WindowPrograms {
  const programs = [before.program];
  const written = before === NO_PROGRAMS ? [] : [before.written];
  let lines = before === NO_PROGRAMS ? 0 : countLines(before.written);
  let answers = 0;
  let calls = 0;
  for (const [index, window] of windows.entries()) {
    const answer = generations[index];
    const text = answer?.kind === 'answer' ? answer.text : noOperation(window);
    if (answer?.kind === 'answer') {
      const program = movedDown(parseProgram(text), lines);
      answers += 1;
      calls += program.calls.length;
      programs.push(within(window, program));
    }
    written.push(text);
    lines += countLines(text);
  }
  return {
    written: written.join('\n'),
    program: joinPrograms(programs),
    unread: before.unread || (answers > 0 && calls === 0),
  };
}

/** What stands in the record for a window that was too long for its model: a comment, which no executor minds. */
function noOperation({ firstLine }: ChunkPart): string {
  return `# no operation from line ${firstLine} on: too long for the model`;
}

/** The program as it reads with so many lines in front of it. */
function movedDown({ calls, problems }: ParsedProgram, lines: number): ParsedProgram {
  return {
    calls: calls.map((call): Call => ('line' in call ? { ...call, line: call.line + lines } : call)),
    problems: problems.map((problem): Problem => ({ ...problem, line: problem.line + lines })),
  };
}

function within({ text, firstLine }: ChunkPart, { calls, problems }: ParsedProgram): ParsedProgram {
  const lastLine = firstLine + countLines(text) - 1;
  const refused: Problem[] = [];
  const kept = calls.filter((call) => {
    if (call.kind !== 'remove_lines' || (call.start >= firstLine && call.end <= lastLine)) return true;
    refused.push(refusal(call, `the window shows lines ${firstLine} to ${lastLine}`));
    return false;
  });
  return { calls: kept, problems: [...problems, ...refused] };
}

function countLines(text: string): number {
  return text.split('\n').length;
}
