import { executeProgram, type ProgramResult } from '../prox/execute.ts';
import type { Problem } from '../prox/program.ts';
import type { Interpretation } from '../vocabulary/candidate.ts';
import type { Generation } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import type { ProgramOptions } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { failedBecause } from './failure.ts';
import type { Compose } from './interpreter.ts';
import { PROGRAM_OPTIONS } from './output-schema.ts';
import { partsOf, sourceOf } from './parts.ts';
import type { PROGRAM_REASONS } from './reasons.ts';
import { joinWindowPrograms } from './window-programs.ts';

/**
 * Interprets answers that are ProX programs. Their line numbers count over the whole document, so the programs of all
 * windows are joined and executed once on it, in safe mode. A window that is too long for the model's context means no
 * operation there (as published); any other failure fails the task. A program that cannot be carried out rejects the
 * document, or leaves it as it is where the strategy fails open; one that drops the document drops it.
 */
export function* interpretProgram(
  task: Task,
  compose: Compose,
): Generator<readonly Prompt[], Interpretation, readonly Generation[]> {
  const parts = partsOf(sourceOf(task), task.strategy);
  const generations = yield parts.map(compose);
  const failed = failedBecause(generations.filter((generation) => !isOverlong(generation)));
  if (failed !== undefined) return failed;

  const options = task.strategy.output.program ?? PROGRAM_OPTIONS;
  const { program, written, hasCalls } = joinWindowPrograms(parts, generations);
  const answered = generations.some((generation) => generation.kind === 'answer');
  const result = executeProgram(task.source, program, options);
  const rejected = (fault: Fault): Interpretation => ({ kind: 'rejected', ...fault, program: written });
  if (result.dropped) return rejected({ reason: 'program.dropped', detail: '', text: '' });
  const fault: Fault | undefined =
    answered && !hasCalls
      ? { reason: 'program.unparsable', detail: describe(program.problems), text: '' }
      : faultOf(result, program.problems, options);
  if (fault !== undefined && options.fail === 'closed') return rejected(fault);
  const text = fault === undefined ? result.text : task.source;
  return { kind: 'candidate', text, completionVerbatim: false, program: written };
}

function isOverlong(generation: Generation): boolean {
  return generation.kind === 'failure' && generation.reason === 'endpoint.context_length';
}

/** Why a document must not become what its program makes of it. */
interface Fault {
  readonly reason: keyof typeof PROGRAM_REASONS;
  readonly detail: string;
  readonly text: string;
}

function faultOf(result: ProgramResult, problems: readonly Problem[], options: ProgramOptions): Fault | undefined {
  const { text, exceeded, removedShare, refused } = result;
  if (text.trim() === '') return { reason: 'program.empty', detail: describe([...problems, ...refused]), text: '' };
  if (!exceeded) return undefined;
  const detail = `${(100 * removedShare).toFixed(1)}% of the document, at most ${100 * options.maxRemovedShare}% may go`;
  return { reason: 'program.removed_too_much', detail, text };
}

/** The first problem, and how many more there are. */
function describe(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return '';
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  return `line ${first.line}: ${first.reason}: ${first.text}${more}`;
}
