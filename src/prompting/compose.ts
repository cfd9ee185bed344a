import type { Prompt } from '../vocabulary/prompt.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { maxTokensFor } from './max-tokens.ts';
import type { PromptTemplate } from './template.ts';

/** The id of a task's request: what `X-Request-Id` carries. */
export function requestIdOf({ recordId }: Pick<Task, 'recordId'>, request: number): string {
  return `${recordId}/${request}`;
}

/** What one request is made of. */
export interface PromptRequest {
  readonly task: Pick<Task, 'recordId' | 'document' | 'variables'>;
  /** The task's strategy, or the stage of it whose turn it is. */
  readonly strategy: Strategy;
  /** The compiled prompt of that strategy. */
  readonly template: PromptTemplate;
  /** The text of this request, as it stands in the source, its estimated tokens, and where in the document it begins. */
  readonly part: {
    readonly text: string;
    readonly tokens: number;
    readonly firstLine: number;
    /** What of a rewrite is to be judged by that text; undefined where nothing is judged. */
    readonly rewrite?: string;
  };
  /** 0-based, counted over all requests of the task. */
  readonly request: number;
}

/**
 * The prompt of one request. The model sees the part with its control tokens broken up; the brief keeps the original.
 * What begins at the same line of a document shares a long prefix, and so an affinity, which lets it meet the same
 * server's prefix cache: the strategies of one chunk, and the whole document with its first chunk. Other chunks have
 * but the system prompt in common, which every server has; on one server they would only wait for each other.
 */
export function composePrompt(request: PromptRequest): Prompt {
  return new ComposedPrompt(request);
}

/** A class and not a literal with getters, of which V8 makes a hidden class each: 5 µs a prompt. */
class ComposedPrompt implements Prompt {
  readonly requestId: string;
  readonly model: string;
  readonly endpoint: Prompt['endpoint'];
  readonly layout: Prompt['layout'];
  readonly system: string | undefined;
  readonly fields: Prompt['fields'];
  readonly affinity: string;
  readonly mayRepeat: boolean;
  readonly #request: PromptRequest;

  constructor(request: PromptRequest) {
    const { task, strategy, part } = request;
    const { prompt, generation } = strategy;
    this.requestId = requestIdOf(task, request.request);
    this.model = strategy.model;
    this.endpoint = prompt.endpoint;
    this.layout = prompt.layout;
    this.system = prompt.system;
    this.fields = { ...generation.fields, max_tokens: maxTokensFor(generation.maxTokens, part.tokens) };
    this.affinity = `${task.document.id}/${part.firstLine}`;
    this.mayRepeat = strategy.output.kind === 'labels';
    this.#request = request;
  }

  get user(): string {
    const { task, template, part } = this.#request;
    return template.render({
      document: part.text,
      firstLine: part.firstLine,
      profile: task.document.profile,
      rewrite: part.rewrite,
      variables: task.variables,
    }).user;
  }

  // Only the built-in backend asks for it: title and language take a while to find out.
  get brief(): Prompt['brief'] {
    const { task, strategy, part } = this.#request;
    const { text, profile } = task.document;
    return {
      strategy: strategy.name,
      source: part.text,
      firstLine: part.firstLine,
      document: text,
      title: profile.title,
      language: profile.language,
      variables: task.variables,
    };
  }
}
