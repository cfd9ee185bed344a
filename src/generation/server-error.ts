import type { FaultKind } from './faults.ts';
import { faultOfStatus } from './faults.ts';

/** What servers say in an error's body, in whichever shape. */
interface ErrorBody {
  readonly message: string;
  readonly type: string;
  readonly code: string;
  readonly param: string;
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
export function readServerError(
  status: number,
  body: string,
  contextLength: number | undefined,
): { readonly kind: FaultKind; readonly detail: string } {
  const error = errorBody(body);
  const kind = faultOfStatus(status);
  const detail = `HTTP ${status}${error.message === '' ? '' : `: ${error.message.slice(0, DETAIL_CHARACTERS)}`}`;
  if (kind === 'rejected' && isAboutContext(error, contextLength)) return { kind: 'context_length', detail };
  return { kind, detail };
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
