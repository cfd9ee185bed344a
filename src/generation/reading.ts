import type { Usage } from '../vocabulary/generation.ts';
import { type FaultKind, faultOfErrorCode } from './faults.ts';
import { readServerError } from './server-error.ts';
import { type Reply, TIMED_OUT } from './transport.ts';

type ResponseHeaders = Extract<Reply, { kind: 'response' }>['headers'];

/** What every answer tells, whatever was asked for. */
export interface ReadAnswer {
  readonly kind: 'answer';
  /** As the server reports it; undefined when it does not. */
  readonly model: string | undefined;
  /** Undefined when the server reports none. */
  readonly usage: Usage | undefined;
}

/** A reply that is no answer. */
export interface ReadFault {
  readonly kind: 'fault';
  readonly fault: FaultKind;
  readonly detail: string;
  /** Error code of the connection (`ECONNREFUSED`, `TIMEOUT` …); undefined where a response came. */
  readonly code: string | undefined;
  /** Tokens billed although the answer is of no use. */
  readonly usage: Usage | undefined;
  /** Whether the server may have generated tokens that nobody will ever count. */
  readonly unbilled: boolean;
  /** The `Retry-After` header. */
  readonly retryAfter: string | undefined;
  /** Where the request does not fit the context: the tokens that it leaves for an answer, where the server says. */
  readonly room: number | undefined;
}

/** The body of a good answer: a JSON object and what it says it cost. */
export interface ReadBody {
  readonly kind: 'body';
  readonly body: Readonly<Record<string, unknown>>;
  readonly model: string | undefined;
  readonly usage: Usage | undefined;
}

/**
 * The JSON object that a reply brings, or what went wrong. Never throws. The content type is not believed either way: an
 * object under a wrong one is taken, and named where the body is none.
 * `contextLength`: the model's, where known.
 */
export function readBody(reply: Reply, contextLength: number | undefined): ReadBody | ReadFault {
  if (reply.kind === 'fault') {
    const fault = reply.code === TIMED_OUT ? 'timeout' : faultOfErrorCode(reply.code);
    return { ...broken(fault, reply.detail), code: reply.code, unbilled: fault !== 'refused' };
  }
  if (reply.status !== 200) {
    const { kind, detail, room } = readServerError(reply.status, reply.body, contextLength);
    // A gateway's 504 and a 500 may come after the model has worked; 503 and 4xx come instead of work.
    const unbilled = kind === 'server_error' || kind === 'timeout';
    return { ...broken(kind, detail), unbilled, retryAfter: single(reply.headers['retry-after']), room };
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(reply.body);
  } catch {
    return broken('bad_answer', notJson(reply.body, reply.headers));
  }
  const body = asObject(parsed);
  if (body === undefined) return broken('bad_answer', 'the answer is JSON, but no object');
  const model = typeof body['model'] === 'string' && body['model'] !== '' ? body['model'] : undefined;
  return { kind: 'body', body, model, usage: readUsage(body['usage']) };
}

/** The fault of a body that has nothing of what was asked for; `missing` says what, where the server does not. */
export function withoutAnswer({ body, usage }: ReadBody, missing: string): ReadFault {
  const said = 'error' in body || body['object'] === 'error';
  const detail = said ? readServerError(200, JSON.stringify(body), undefined).detail : missing;
  return { ...broken('bad_answer', detail), usage, unbilled: usage === undefined };
}

/** Undefined unless both counts stand there; 0 completion tokens stand for "not counted". */
function readUsage(value: unknown): Usage | undefined {
  const usage = asObject(value);
  const promptTokens = usage?.['prompt_tokens'];
  const completionTokens = usage?.['completion_tokens'];
  if (!isCount(promptTokens) || !isCount(completionTokens)) return undefined;
  return promptTokens === 0 && completionTokens === 0 ? undefined : { promptTokens, completionTokens };
}

function notJson(body: string, headers: ResponseHeaders): string {
  const [contentType, encoding] = [single(headers['content-type']), single(headers['content-encoding'])];
  const type = contentType === undefined ? '' : ` (content-type ${contentType.slice(0, 80)})`;
  if (encoding !== undefined && encoding !== 'identity') {
    return `the answer is compressed (${encoding.slice(0, 80)}), which was not asked for${type}`;
  }
  if (body === '') return `the answer is empty${type}`;
  const start = body.slice(0, 200).trimStart();
  if (start.startsWith('<')) return `the answer is an HTML page${type}`;
  if (start.startsWith('data:')) return `the answer is an event stream, which was not asked for${type}`;
  if (start.startsWith('{'))
    return `the answer is JSON that ends in the middle, after ${body.length} characters${type}`;
  return `the answer is no JSON${type}`;
}

/** A fault of which nothing is known but its kind and a sentence for a person; its cost is unknown. */
export function broken(fault: FaultKind, detail: string): ReadFault {
  return {
    kind: 'fault',
    fault,
    detail,
    code: undefined,
    usage: undefined,
    unbilled: true,
    retryAfter: undefined,
    room: undefined,
  };
}

/** The value as an object; undefined when it is none. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
