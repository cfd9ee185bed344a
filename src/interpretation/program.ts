import { executeProgram } from '../prox/execute.ts';
import { faultOf } from '../prox/fault.ts';
import type { Interpretation } from '../vocabulary/candidate.ts';
import type { Generation } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import { type ProgramOptions, stagesOf, type Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { failedBecause } from './failure.ts';
import type { Compose } from './interpreter.ts';
import { PROGRAM_OPTIONS } from './output-schema.ts';
import { partsOf, sourceOf } from './parts.ts';
import type { PROGRAM_REASONS } from './reasons.ts';
import { joinWindowPrograms, NO_PROGRAMS, type WindowPrograms } from './window-programs.ts';

/**
 * Interprets answers that are ProX programs. Their line numbers count over the whole document, so the programs of all
 * windows, and of all stages, are joined and executed once on it, in safe mode. A document that a stage drops is not
 * shown to the next. A window that is too long for the model's context means no operation there (as published); any
 * other failure fails the task. A program that cannot be carried out rejects the document, or leaves it as it is where
 * the strategy fails open.
 */
export function* interpretProgram(
  task: Task,
  compose: Compose,
): Generator<readonly Prompt[], Interpretation, readonly Generation[]> {
  const joined = yield* gatherPrograms(task, compose);
  if ('kind' in joined) return joined;
  const { program, written, unread } = joined;
  const options = programOptionsOf(task.strategy);
  const result = executeProgram(task.source, program, options);
  if (result.dropped) return rejected('program.dropped', '', '', written);
  const fault = faultOf(program, !unread, result, options);
  if (fault === undefined) return edited(result.text, written);
  if (options.fail === 'open') return edited(task.source, written);
  const text = fault.reason === 'program.removed_too_much' ? result.text : '';
  return rejected(fault.reason, fault.detail, text, written);
}

/** What a strategy lets programs do. */
export function programOptionsOf({ output }: Strategy): ProgramOptions {
  return output.program ?? PROGRAM_OPTIONS;
}

/**
 * Asks for the programs of all stages and windows, and joins them; or how the task ends without. `compose` makes whatever
 * stands for a request.
 */
export function* gatherPrograms<Request>(
  task: Task,
  compose: (...asked: Parameters<Compose>) => Request,
): Generator<readonly Request[], WindowPrograms | Interpretation, readonly Generation[]> {
  let joined = NO_PROGRAMS;
  let asked = 0;
  for (const stage of stagesOf(task.strategy)) {
    const parts = partsOf(sourceOf(task), stage);
    const before = asked;
    asked += parts.length;
    const generations = yield parts.map((part, index) => compose(stage, part, before + index));
    const failed = failedBecause(generations.filter((generation) => !isOverlong(generation)));
    if (failed !== undefined) return failed;

    joined = joinWindowPrograms(joined, parts, generations);
    if (joined.program.calls.some((call) => call.kind === 'drop')) break;
    if (joined.unread && programOptionsOf(task.strategy).fail === 'closed') break;
  }
  return joined;
}

function isOverlong(generation: Generation): boolean {
  return generation.kind === 'failure' && generation.reason === 'endpoint.context_length';
}

function edited(text: string, program: string): Interpretation {
  return { kind: 'candidate', text, completionVerbatim: false, program };
}

function rejected(reason: keyof typeof PROGRAM_REASONS, detail: string, text: string, program: string): Interpretation {
  return { kind: 'rejected', reason, detail, text, program };
}
