import type { Interpretation } from '../vocabulary/candidate.ts';
import type { Generation } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import type { ChunkPart } from './chunks.ts';
import { interpretLabels } from './labels.ts';
import { interpretProgram } from './program.ts';
import { interpretText } from './text.ts';

/**
 * Makes the prompt for one part of a task by one of its strategy's stages; `request` is the request's 0-based number
 * within the task.
 */
export type Compose = (stage: Strategy, part: ChunkPart, request: number) => Prompt;

/**
 * What one kind of strategy does with a task: it yields prompts, receives their generations in the same order, may
 * yield again, and returns what they came to. Pure: it waits for nothing and knows no backend.
 */
export type Interpreter = (
  task: Task,
  compose: Compose,
) => Generator<readonly Prompt[], Interpretation, readonly Generation[]>;

const INTERPRETERS: Readonly<Record<Strategy['output']['kind'], Interpreter>> = {
  text: interpretText,
  program: interpretProgram,
  labels: interpretLabels,
};

/** The interpreter for a strategy's `output.kind`. */
export function interpreterOf(kind: Strategy['output']['kind']): Interpreter {
  return INTERPRETERS[kind];
}
