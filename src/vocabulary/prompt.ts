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

/**
 * How a system prompt and a user turn become the one text that `/v1/completions` takes, where the model ships no chat
 * template (as the published ProX models) or the server's is not to be used.
 *
 * - `joined`: the system prompt, a blank line, the user turn
 * - `plain`: the user turn alone
 * - `llama2`: Llama 2's `[INST] <<SYS>> … <</SYS>> … [/INST]`
 * - `chatml`: ChatML's `<|im_start|>` turns, up to the assistant's
 */
export type ChatTemplate = 'joined' | 'plain' | 'llama2' | 'chatml';

/** How a prompt for `/v1/completions` is laid out; chat requests leave it to the server. */
export interface PromptLayout {
  readonly template: ChatTemplate;
  /**
   * Whether the prompt begins with `<s>`. Servers put one in front of a text themselves, so it is wanted only by a model
   * that was trained on prompts with one of their own.
   */
  readonly bos: boolean;
}

/**
 * What a prompt is sent to: a model that writes (chat, or plain completions), or one that answers a text with numbers
 * (`classify`, as vLLM serves classifiers and reward models).
 */
export const PROMPT_ENDPOINTS = ['chat', 'completions', 'classify'] as const;

export type PromptEndpoint = (typeof PROMPT_ENDPOINTS)[number];

/** One request to a model, before any server's format. */
export interface Prompt {
  /** `<record id>/<request>`, sent as `X-Request-Id`. */
  readonly requestId: string;
  /** Key into the configured models, or the built-in rules' name. */
  readonly model: string;
  readonly endpoint: PromptEndpoint;
  /** For `/v1/completions`. */
  readonly layout: PromptLayout;
  readonly system: string | undefined;
  /**
   * The user turn. Rendered at each reading: thousands of prompts wait for
   * their answers, and each would hold another copy of its document.
   */
  readonly user: string;
  /** Request fields in the server's own names, `max_tokens` among them. */
  readonly fields: JsonObject;
  /** Requests with the same value share a long prefix and should meet the same server. */
  readonly affinity: string;
  /** Whether a good answer may repeat itself, as a column of equal scores does: no server is asked to end loops then. */
  readonly mayRepeat?: boolean;
  readonly brief: Brief;
}
