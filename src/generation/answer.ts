import type { Usage } from '../vocabulary/generation.ts';
import { asObject, logProbabilitiesOf, scoresOf } from './answer-numbers.ts';
import { type FaultKind, faultOfErrorCode } from './faults.ts';
import { readServerError } from './server-error.ts';
import { type Reply, TIMED_OUT } from './transport.ts';

type ResponseHeaders = Extract<Reply, { kind: 'response' }>['headers'];

/** What a reply turned out to be. */
export type Reading =
  | {
      readonly kind: 'answer';
      readonly text: string;
      /** Log-probabilities of the prompt's tokens, or a classifier's scores, where the server was asked for them. */
      readonly numbers?: readonly number[];
      readonly finishReason: string;
      /** As the server reports it; undefined when it does not. */
      readonly model: string | undefined;
      /** Undefined when the server reports none. */
      readonly usage: Usage | undefined;
    }
  | {
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
    };

/** Finish reasons that mean the server gave up in the middle (vLLM and SGLang while they stop; vLLM on an error). */
const GIVEN_UP: ReadonlySet<string> = new Set(['abort', 'error']);

/**
 * Finish reasons with which an answer without text is the model's own: the strategy's validators judge it. Asking again
 * would cost as much and, at temperature 0, say the same.
 */
const SAID_WITHOUT_TEXT: ReadonlySet<string> = new Set(['stop', 'length', 'content_filter', 'repetition']);

/**
 * Reads a completion out of a reply, chat or plain. Never throws. The content type is not believed either way: a
 * completion under a wrong one is taken, and named where the body is none.
 * `contextLength`: the model's, where known.
 */
export function readReply(reply: Reply, contextLength: number | undefined): Reading {
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
  return readCompletion(reply.body, reply.headers);
}

function readCompletion(body: string, headers: ResponseHeaders): Reading {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return broken('bad_answer', notJson(body, headers));
  }
  const completion = asObject(parsed);
  if (completion === undefined) return broken('bad_answer', 'the answer is JSON, but no object');
  const usage = readUsage(completion['usage']);
  const choice = Array.isArray(completion['choices']) ? asObject(completion['choices'][0]) : undefined;
  const model = typeof completion['model'] === 'string' && completion['model'] !== '' ? completion['model'] : undefined;
  if (choice === undefined) {
    const scores = scoresOf(completion);
    if (scores !== undefined) return { kind: 'answer', text: '', numbers: scores, finishReason: 'stop', model, usage };
    const said = 'error' in completion || completion['object'] === 'error';
    const detail = said ? readServerError(200, body, undefined).detail : 'the answer has no choices';
    return { ...broken('bad_answer', detail), usage, unbilled: usage === undefined };
  }
  const text = textOf(choice);
  const finishReason = typeof choice['finish_reason'] === 'string' ? choice['finish_reason'] : 'unknown';
  if (GIVEN_UP.has(finishReason)) {
    const detail = `the server gave up in the middle of the answer (finish_reason ${finishReason})`;
    return { ...broken('server_error', detail), usage, unbilled: usage === undefined };
  }
  if (text.trim() === '' && !SAID_WITHOUT_TEXT.has(finishReason)) {
    const detail = `the completion is empty (finish_reason ${finishReason})`;
    return { ...broken('empty_answer', detail), usage, unbilled: usage === undefined };
  }
  const numbers = logProbabilitiesOf(choice, usage?.completionTokens ?? 0);
  return { kind: 'answer', text, ...(numbers === undefined ? {} : { numbers }), finishReason, model, usage };
}

/**
 * The text of a choice: chat's `message.content` (a string, or parts of which the texts are joined), a refusal in its
 * place, or a plain completion's `text`. Reasoning (`reasoning_content`) is not part of the text.
 */
function textOf(choice: Readonly<Record<string, unknown>>): string {
  if (typeof choice['text'] === 'string') return choice['text'];
  const message = asObject(choice['message']);
  const content = message?.['content'];
  if (typeof content === 'string' && content !== '') return content;
  if (Array.isArray(content)) {
    return content
      .map((part) => asObject(part)?.['text'])
      .filter((text) => typeof text === 'string')
      .join('');
  }
  const refusal = message?.['refusal'];
  return typeof refusal === 'string' ? refusal : '';
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

function broken(fault: FaultKind, detail: string): Extract<Reading, { kind: 'fault' }> {
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

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
