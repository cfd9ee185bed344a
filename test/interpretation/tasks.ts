import { estimateTokens } from '../../src/text/tokens.ts';
import type { Interpretation } from '../../src/vocabulary/candidate.ts';
import { NO_USAGE, type Generation } from '../../src/vocabulary/generation.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';
import type { OutputOptions, Strategy } from '../../src/vocabulary/strategy.ts';
import type { Task } from '../../src/vocabulary/task.ts';
import { interpreterOf } from '../../src/interpretation/interpreter.ts';

/** A strategy of which only `output` and `chunk` matter here. */
export function strategyWith(output: Partial<OutputOptions>, maxTokens?: number): Strategy {
  return {
    name: 'test',
    summary: '',
    source: '',
    path: 'strategies/test.yaml',
    prompt: {
      name: 'test',
      path: 'prompts/test.md',
      sha12: '',
      endpoint: 'chat',
      layout: { template: 'joined', bos: false },
      system: undefined,
      body: '{{ document }}',
    },
    model: 'default',
    stages: undefined,
    accepts: { minTokens: 0, maxTokens: 1e9, quality: 'any', languages: [] },
    chunk: maxTokens === undefined ? undefined : { maxTokens },
    generation: { maxTokens: 100, fields: {} },
    output: { kind: 'text', join: 'separate', withSource: false, ...output },
    variables: {},
    variations: 1,
    validation: [],
    expectedRatio: 1,
  };
}

/** A task over a whole document, or over a chunk that begins at `firstLine`. */
export function taskOf(source: string, strategy: Strategy, firstLine = 0): Task {
  const profile = { language: 'en', tokens: 100, quality: 'high', failedRules: [], title: '' } as const;
  const document = { id: 'd', text: source, position: { file: 0, row: 0 }, metadata: {}, profile };
  return {
    number: 0,
    recordId: 'd/test/0',
    sha: '',
    document,
    strategy,
    chunk: null,
    source,
    sourceTokens: estimateTokens(source),
    firstLine,
    variables: {},
  };
}

/** A successful generation. */
export function answer(text: string, finishReason = 'stop'): Generation {
  return {
    kind: 'answer',
    text,
    finishReason,
    model: 'm',
    completionTokens: 1,
    attempts: 1,
    usage: NO_USAGE,
    unbilledAttempts: 0,
  };
}

/** A generation that failed. */
export function failure(reason: string, ofDocument: boolean): Generation {
  return {
    kind: 'failure',
    reason,
    detail: `about ${reason}`,
    ofDocument,
    attempts: 1,
    usage: NO_USAGE,
    unbilledAttempts: 0,
  };
}

/**
 * Runs a task's interpreter with one generation for each part, for strategies with stages in as many rounds as it asks;
 * what it asked for, and what it made of the answers.
 */
export function interpret(
  task: Task,
  ...rounds: readonly (readonly Generation[])[]
): { prompts: readonly Prompt[]; result: Interpretation } {
  const steps = interpreterOf(task.strategy.output.kind)(task, (stage, { text, firstLine }, request) => ({
    requestId: `${task.recordId}/${request}`,
    model: 'default',
    endpoint: 'chat',
    layout: { template: 'joined', bos: false },
    system: undefined,
    user: text,
    fields: {},
    affinity: '',
    brief: { strategy: stage.name, source: text, firstLine, title: '', language: 'en', variables: {} },
  }));
  const prompts: Prompt[] = [];
  let step = steps.next();
  for (const generations of rounds) {
    if (step.done === true) throw new Error('the interpreter asked for less');
    prompts.push(...step.value);
    step = steps.next(generations);
  }
  if (step.done !== true) throw new Error('the interpreter asked for more');
  return { prompts, result: step.value };
}
