import { executeProgram, PROGRAM_LIMITS, type ProgramResult } from '../prox/execute.ts';
import { parseProgram } from '../prox/parse.ts';
import { joinPrograms, type ParsedProgram, type Problem } from '../prox/program.ts';
import type { Interpretation } from '../vocabulary/candidate.ts';
import type { Answer, Generation } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import { stagesOf } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { failedBecause } from './failure.ts';
import type { Compose } from './interpreter.ts';
import { partsOf, sourceOf } from './parts.ts';
import type { PROGRAM_REASONS } from './reasons.ts';

/**
 * Interprets answers that are ProX programs. Their line numbers count over the whole document, so the programs of all
 * windows, and of all stages, are joined and executed once on it, in safe mode. A document that a stage drops is not
 * shown to the next. A window that is too long for the model's context means no operation there (as published); any
 * other failure fails the task.
 */
export function* interpretProgram(
  task: Task,
  compose: Compose,
): Generator<readonly Prompt[], Interpretation, readonly Generation[]> {
  const programs: ParsedProgram[] = [];
  const written: string[] = [];
  let asked = 0;
  for (const stage of stagesOf(task.strategy)) {
    const parts = partsOf(sourceOf(task), stage);
    const before = asked;
    asked += parts.length;
    const generations = yield parts.map((part, index) => compose(stage, part, before + index));
    const failed = failedBecause(generations.filter((generation) => !isOverlong(generation)));
    if (failed !== undefined) return failed;

    const answers = generations.filter((generation): generation is Answer => generation.kind === 'answer');
    const program = joinPrograms(answers.map((answer) => parseProgram(answer.text)));
    programs.push(program);
    written.push(
      ...generations.map((generation, index) =>
        generation.kind === 'answer' ? generation.text : noOperation(parts[index]?.firstLine ?? 0),
      ),
    );
    if (answers.length > 0 && program.calls.length === 0) {
      return rejected('program.unparsable', describe(program.problems), '', written.join('\n'));
    }
    if (program.calls.some((call) => call.kind === 'drop')) break;
  }
  const program = joinPrograms(programs);
  return judge(executeProgram(task.source, program, PROGRAM_LIMITS), program, written.join('\n'));
}

/** What stands in the record for a window that was too long for its model: a comment, which no executor minds. */
function noOperation(firstLine: number): string {
  return `# no operation from line ${firstLine} on: too long for the model`;
}

function isOverlong(generation: Generation): boolean {
  return generation.kind === 'failure' && generation.reason === 'endpoint.context_length';
}

function judge(result: ProgramResult, program: ParsedProgram, written: string): Interpretation {
  if (result.dropped) return rejected('program.dropped', '', '', written);
  if (result.text.trim() === '')
    return rejected('program.empty', describe([...program.problems, ...result.refused]), '', written);
  if (result.exceeded) {
    const detail = `${(100 * result.removedShare).toFixed(1)}% of the document, at most ${100 * PROGRAM_LIMITS.maxRemovedShare}% may go`;
    return rejected('program.removed_too_much', detail, result.text, written);
  }
  return { kind: 'candidate', text: result.text, completionVerbatim: false, program: written };
}

function rejected(reason: keyof typeof PROGRAM_REASONS, detail: string, text: string, program: string): Interpretation {
  return { kind: 'rejected', reason, detail, text, program };
}

/** The first problem, and how many more there are. */
function describe(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return '';
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  return `line ${first.line}: ${first.reason}: ${first.text}${more}`;
}
