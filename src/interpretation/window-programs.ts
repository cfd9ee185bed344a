import { parseProgram } from '../prox/parse.ts';
import { type Call, joinPrograms, type ParsedProgram, type Problem } from '../prox/program.ts';
import { refusal } from '../prox/substitute.ts';
import type { Generation } from '../vocabulary/generation.ts';
import type { ChunkPart } from './chunks.ts';

/** What a model wrote about the windows of one document. */
interface WindowPrograms {
  /** The answers as they are, joined by line breaks. */
  readonly written: string;
  /** Lines of calls and problems count over all of `written`. */
  readonly program: ParsedProgram;
  /** Whether any answer has a call that the grammar knows, refused or not. */
  readonly hasCalls: boolean;
}

/**
 * Joins the programs of a document's windows, in order; a window without an answer has no program. A range of lines
 * that its window did not show is refused whole: the model cannot know what stands there.
 *
 * @param windows what the requests were about; `generations` are theirs, in the same order
 */
export function joinWindowPrograms(windows: readonly ChunkPart[], generations: readonly Generation[]): WindowPrograms {
  const programs: ParsedProgram[] = [];
  const written: string[] = [];
  let lines = 0;
  let hasCalls = false;
  for (const [index, window] of windows.entries()) {
    const answer = generations[index];
    if (answer?.kind !== 'answer') continue;
    const program = movedDown(parseProgram(answer.text), lines);
    hasCalls ||= program.calls.length > 0;
    programs.push(within(window, program));
    written.push(answer.text);
    lines += countLines(answer.text);
  }
  return { written: written.join('\n'), program: joinPrograms(programs), hasCalls };
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
