import type { JsonObject } from './json.ts';

/** What the built-in backend and the records need to know of a prompt, beside its words. */
export interface Brief {
  readonly strategy: string;
  /** The original text this request is about: a chunk, or the whole document. */
  readonly source: string;
  /** 0-based index, over the whole document, of the first line of `source` (ProX numbers lines so). */
  readonly firstLine: number;
  /** The whole document that `source` is a part of; undefined where only the part is known. */
  readonly document?: string;
  readonly title: string;
  readonly language: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** One request to a model, before any server's format. */
export interface Prompt {
  /** `<record id>/<request>`, sent as `X-Request-Id`. */
  readonly requestId: string;
  /** Key into the configured models, or the built-in rules' name. */
  readonly model: string;
  readonly endpoint: 'chat' | 'completions';
  readonly system: string | undefined;
  /**
   * The user turn (chat) or the whole prompt (completions). Rendered at each reading: thousands of prompts wait for
   * their answers, and each would hold another copy of its document.
   */
  readonly user: string;
  /** Request fields in the server's own names, `max_tokens` among them. */
  readonly fields: JsonObject;
  /** Requests with the same value share a long prefix and should meet the same server. */
  readonly affinity: string;
  readonly brief: Brief;
}
