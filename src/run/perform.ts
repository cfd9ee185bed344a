import { interpreterOf } from '../interpretation/interpreter.ts';
import type { Slots } from '../generation/slots.ts';
import { composePrompt } from '../prompting/compose.ts';
import type { PromptTemplate } from '../prompting/template.ts';
import type { Backend } from '../vocabulary/backend.ts';
import { RewriteError } from '../vocabulary/error.ts';
import type { Generation } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import { BUILT_IN, stagesOf, type Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { type Bench, conclude, type Concluded, type Effort } from './conclude.ts';
import { unprocessable } from './unprocessable.ts';

/** What performing a task needs. */
export interface Workshop extends Bench {
  readonly backend: Backend;
  /** Requests in flight; a task holds one slot per request, and only while it is sent. */
  readonly slots: Slots;
  /** The same for requests to the built-in rules, where those answer beside servers. */
  readonly builtInSlots?: Slots | undefined;
  /** Compiled prompts by the path of the strategy's file. */
  readonly templates: ReadonlyMap<string, PromptTemplate>;
  /** Told of an exception that one text provoked: a bug, which the run survives. `where`: record or document id. */
  readonly onBug: (cause: unknown, where: string) => void;
}

/**
 * Carries one task from prompt to outcome: the strategy's interpreter yields prompts until it has a candidate or a
 * reason. An exception of our own code costs the one document, never the run. Rejects only when aborted, or with an
 * error that ends the run.
 */
export async function perform(
  task: Task,
  earlier: Effort,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<Concluded> {
  const generations: Generation[] = [];
  try {
    return await converse(task, earlier, workshop, signal, generations);
  } catch (cause) {
    if (signal.aborted || cause instanceof RewriteError) throw cause;
    workshop.onBug(cause, task.recordId);
    return { outcome: unprocessable({ task, generations, earlier }, cause), validation: undefined };
  }
}

/** Asks as long as the interpreter does; keeps every answer in `generations`, whatever happens then. */
async function converse(
  task: Task,
  earlier: Effort,
  workshop: Workshop,
  signal: AbortSignal,
  generations: Generation[],
): Promise<Concluded> {
  const { templates } = workshop;
  const interpreter = interpreterOf(task.strategy.output.kind)(task, (strategy, part, request) =>
    composePrompt({ task, strategy, template: templateOf(strategy, templates), part, request }),
  );
  let step = interpreter.next();
  while (!step.done) {
    const answers = await Promise.all(step.value.map((prompt) => generate(prompt, workshop, signal)));
    generations.push(...answers);
    step = interpreter.next(answers);
  }
  const byLanguageModel =
    workshop.backend.languageModel && stagesOf(task.strategy).some(({ model }) => model !== BUILT_IN);
  const { instruction } = templateOf(stagesOf(task.strategy).at(-1) ?? task.strategy, templates);
  const conclusion = { task, interpretation: step.value, generations, earlier, byLanguageModel, instruction };
  return await conclude(conclusion, workshop, signal);
}

/** The compiled prompt of a strategy. */
export function templateOf({ path }: Strategy, templates: ReadonlyMap<string, PromptTemplate>): PromptTemplate {
  const template = templates.get(path);
  if (template === undefined) throw new Error(`No prompt was compiled for ${path}.`);
  return template;
}

async function generate(prompt: Prompt, workshop: Workshop, signal: AbortSignal): Promise<Generation> {
  const { backend, builtInSlots } = workshop;
  const slots = prompt.model === BUILT_IN && builtInSlots !== undefined ? builtInSlots : workshop.slots;
  await slots.acquire(signal);
  try {
    return await backend.generate(prompt, signal);
  } finally {
    slots.release();
  }
}
