import { numberLines } from '../prox/number-lines.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { maxTokensFor } from './max-tokens.ts';
import type { PromptTemplate, RenderedPrompt } from './template.ts';

/** The id of a task's request: what `X-Request-Id` carries. */
export function requestIdOf({ recordId }: Pick<Task, 'recordId'>, request: number): string {
  return `${recordId}/${request}`;
}

/** What one request is made of. */
export interface PromptRequest {
  readonly task: Task;
  /** The task's strategy, or the stage of it whose turn it is. */
  readonly strategy: Strategy;
  /** The compiled prompt of that strategy. */
  readonly template: PromptTemplate;
  /** The text of this request, as it stands in the source, its estimated tokens, and where in the document it begins. */
  readonly part: { readonly text: string; readonly tokens: number; readonly firstLine: number };
  /** 0-based, counted over all requests of the task. */
  readonly request: number;
}

/**
 * The prompt of one request. The model sees the part with its control tokens broken up; the brief keeps the original.
 * What begins at the same line of a document shares a long prefix, and so an affinity, which lets it meet the same
 * server's prefix cache: the strategies of one chunk, and the whole document with its first chunk. Other chunks have
 * but the system prompt in common, which every server has; on one server they would only wait for each other.
 */
export function composePrompt({ task, strategy, template, part, request }: PromptRequest): Prompt {
  const { document } = task;
  const { profile } = document;
  const render = (): RenderedPrompt =>
    template.render({
      document: part.text,
      get numbered() {
        return numberLines(part.text, part.firstLine);
      },
      get title() {
        return profile.title;
      },
      get language() {
        return profile.language;
      },
      variables: task.variables,
    });
  return {
    requestId: requestIdOf(task, request),
    model: strategy.model,
    endpoint: strategy.prompt.endpoint,
    layout: strategy.prompt.layout,
    system: strategy.prompt.system,
    get user() {
      return render().user;
    },
    fields: { ...strategy.generation.fields, max_tokens: maxTokensFor(strategy.generation.maxTokens, part.tokens) },
    affinity: `${document.id}/${part.firstLine}`,
    mayRepeat: strategy.output.kind === 'labels',
    brief: {
      strategy: strategy.name,
      source: part.text,
      firstLine: part.firstLine,
      document: document.text,
      // Only the built-in backend asks for these, and finding them out takes a while.
      get title() {
        return profile.title;
      },
      get language() {
        return profile.language;
      },
      variables: task.variables,
    },
  };
}
