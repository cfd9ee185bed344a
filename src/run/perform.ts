import { interpreterOf } from '../interpretation/interpreter.ts';
import type { Slots } from '../generation/slots.ts';
import { composePrompt } from '../prompting/compose.ts';
import type { PromptTemplate } from '../prompting/template.ts';
import type { Backend } from '../vocabulary/backend.ts';
import type { Generation } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import type { Task } from '../vocabulary/task.ts';
import { conclude, type Concluded, type Effort } from './conclude.ts';

/** What performing a task needs. */
export interface Workshop {
  readonly backend: Backend;
  /** Requests in flight; a task holds one slot per request, and only while it is sent. */
  readonly slots: Slots;
  /** Compiled prompts by strategy name. */
  readonly templates: ReadonlyMap<string, PromptTemplate>;
}

/**
 * Carries one task from prompt to outcome: the strategy's interpreter yields prompts until it has a candidate or a
 * reason. Rejects only when aborted, or with an error that ends the run.
 */
export async function perform(
  task: Task,
  earlier: Effort,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<Concluded> {
  const template = workshop.templates.get(task.strategy.name);
  if (template === undefined) throw new Error(`No prompt was compiled for ${task.strategy.name}.`);
  const interpreter = interpreterOf(task.strategy.output.kind)(task, (part, request) =>
    composePrompt({ task, template, part, request }),
  );
  const generations: Generation[] = [];
  let step = interpreter.next();
  while (!step.done) {
    const answers = await Promise.all(step.value.map((prompt) => generate(prompt, workshop, signal)));
    generations.push(...answers);
    step = interpreter.next(answers);
  }
  return conclude({
    task,
    interpretation: step.value,
    generations,
    earlier,
    byLanguageModel: workshop.backend.languageModel,
    instruction: template.instruction,
  });
}

async function generate(prompt: Prompt, { backend, slots }: Workshop, signal: AbortSignal): Promise<Generation> {
  await slots.acquire(signal);
  try {
    return await backend.generate(prompt, signal);
  } finally {
    slots.release();
  }
}
