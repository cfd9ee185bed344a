import type { FaultKind } from './faults.ts';
import { faultOfStatus } from './faults.ts';

/** What servers say in an error's body, in whichever shape. */
interface ErrorBody {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly param: string;
}

/** What an error answer means. */
export interface ServerError {
  readonly kind: FaultKind;
  /** For a person. */
  readonly detail: string;
  /** Where the request does not fit the context: the tokens left for an answer, as far as the message tells. */
  readonly room: number | undefined;
}

/** Structured marks of "does not fit the context": OpenAI's code, llama.cpp's type, vLLM's parameter. */
const CONTEXT_CODE = 'context_length_exceeded';
const CONTEXT_TYPE = 'exceed_context_size_error';
const CONTEXT_PARAM = 'input_tokens';
/** How servers without such a mark name the bound (vLLM below 0.13, SGLang, TGI). */
const CONTEXT_WORDS = /context (?:length|size|window)|model length|max_model_len|max_new_tokens|maximum .{0,20}tokens/;

/** Longest piece of a server's message that is kept, in characters. */
const DETAIL_CHARACTERS = 300;

/**
 * What an error answer means, and its message for a person. Understands OpenAI's and vLLM's `{error: {…}}`, vLLM's
 * older flat object, FastAPI's `detail`, TGI's `error` string, and anything else as text.
 * `contextLength`: the model's, where known; its number in a 400's message tells that the context is meant.
 */
export function readServerError(status: number, body: string, contextLength: number | undefined): ServerError {
  const error = errorBody(body);
  const kind = faultOfStatus(status);
  const detail = `HTTP ${status}${error.message === '' ? '' : `: ${error.message.slice(0, DETAIL_CHARACTERS)}`}`;
  if (kind === 'rejected' && isAboutContext(error, contextLength)) {
    return { kind: 'context_length', detail, room: roomIn(error.message, contextLength) };
  }
  return { kind, detail, room: undefined };
}

/** How servers state the context's length, and how many tokens of the request are its prompt's. */
const STATED_LENGTH = /(?:context (?:length|size|window)|model length|max_model_len|must be <=)\D{0,20}(\d+)/i;
const STATED_PROMPT =
  /(\d+) (?:in (?:the|your) (?:messages|prompt)|input tokens|tokens from the input|prompt tokens|`inputs`)/i;

/** Tokens that the prompt leaves for an answer, where the message states both numbers. */
function roomIn(message: string, contextLength: number | undefined): number | undefined {
  const start = message.slice(0, 2_000);
  const length = Number(STATED_LENGTH.exec(start)?.[1] ?? contextLength);
  const room = length - Number(STATED_PROMPT.exec(start)?.[1]);
  return Number.isSafeInteger(room) && room > 0 ? room : undefined;
}

function isAboutContext(error: ErrorBody, contextLength: number | undefined): boolean {
  if (error.code === CONTEXT_CODE || error.type === CONTEXT_TYPE || error.param === CONTEXT_PARAM) return true;
  const message = error.message.slice(0, 2_000).toLowerCase();
  if (!message.includes('token')) return false;
  const numbers: readonly string[] = message.match(/\d{2,}/g) ?? [];
  if (contextLength !== undefined && numbers.includes(String(contextLength))) return true;
  return numbers.length > 0 && CONTEXT_WORDS.test(message);
}

function errorBody(body: string): ErrorBody {
  const parsed = tryParse(body);
  const nested = field(parsed, 'error');
  const error = typeof nested === 'object' && nested !== null ? nested : parsed;
  return {
    message: text(field(error, 'message')) || text(nested) || text(field(parsed, 'detail')) || readable(body),
    type: text(field(error, 'type')),
    code: text(field(error, 'code')),
    param: text(field(error, 'param')),
  };
}

/** A body that is no known error object, for a person: white space folded, HTML named instead of shown. */
function readable(body: string): string {
  const start = body.slice(0, DETAIL_CHARACTERS).replace(/\s+/g, ' ').trim();
  return start.startsWith('<') ? 'an HTML page' : start;
}

function tryParse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
