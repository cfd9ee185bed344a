import type { ServerResponse } from 'node:http';
import type { Fault } from './fault-kinds.ts';
import type { FaultSettings } from './options.ts';
import { errorReply, type Reply } from './reply.ts';
import { send } from './send.ts';

/** Faults that come before any work is done: no slot is taken. */
const AT_ONCE = ['status429', 'status500', 'status503', 'reset', 'hang', 'html'] as const satisfies readonly Fault[];
export type FaultAtOnce = (typeof AT_ONCE)[number];

/** Faults of an answer: they come when it is made. */
export type FaultOfAnswer = Exclude<Fault, FaultAtOnce>;

export function isAtOnce(fault: Fault): fault is FaultAtOnce {
  return (AT_ONCE as readonly Fault[]).includes(fault);
}

const STATUSES = {
  status429: errorReply(429, 'RateLimitError', 'Too many requests (a simulated fault).'),
  status500: errorReply(500, 'InternalServerError', 'Internal server error (a simulated fault).'),
  status503: errorReply(503, 'ServiceUnavailableError', 'Service unavailable (a simulated fault).'),
} as const;

const PAGE: Reply = {
  status: 200,
  contentType: 'text/html',
  body: '<!doctype html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>',
};

/** Fails at once. */
export function sendAtOnce(response: ServerResponse, fault: FaultAtOnce, settings: FaultSettings): void {
  switch (fault) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'html':
      send(response, PAGE);
      return;
    default: {
      const { retryAfterSeconds } = settings;
      const mayReturn = fault !== 'status500' && retryAfterSeconds !== undefined;
      send(response, mayReturn ? { ...STATUSES[fault], retryAfter: retryAfterSeconds } : STATUSES[fault]);
    }
  }
}

/** Those that a client can read whole nevertheless. */
const WHOLE: readonly FaultOfAnswer[] = ['missingUsage', 'wrongType', 'slowBody', 'http10'];

export function isWhole(fault: FaultOfAnswer): boolean {
  return WHOLE.includes(fault);
}

/** Sends an answer with a fault. */
export function sendFaulty(
  response: ServerResponse,
  fault: FaultOfAnswer,
  answer: Reply,
  settings: FaultSettings,
): void {
  const { body } = answer;
  switch (fault) {
    case 'malformed':
      send(response, { ...answer, body: '{"id": "chatcmpl-' });
      return;
    case 'emptyBody':
      send(response, { ...answer, body: '' });
      return;
    case 'emptyChoices':
      send(response, { ...answer, body: JSON.stringify(emptied(parsed(body))) });
      return;
    case 'missingUsage':
      send(response, { ...answer, body: JSON.stringify({ ...parsed(body), usage: undefined }) });
      return;
    case 'wrongType':
      send(response, { ...answer, contentType: 'text/plain' });
      return;
    case 'halfAnswer':
      response.writeHead(200, { 'content-type': answer.contentType, 'content-length': Buffer.byteLength(body) });
      response.write(body.slice(0, body.length / 2), () => response.destroy());
      return;
    case 'halfChunked':
      response.writeHead(200, { 'content-type': answer.contentType, 'transfer-encoding': 'chunked' });
      response.write(body.slice(0, body.length / 2), () => response.destroy());
      return;
    case 'slowBody':
      sendSlowly(response, answer, settings.slowBodySeconds * 1000);
      return;
    case 'huge':
      sendHuge(response, settings.hugeBytes);
      return;
    case 'http10':
      response.socket?.end(`HTTP/1.0 200 OK\r\nContent-Type: ${answer.contentType}\r\n\r\n${body}`);
      return;
  }
}

const DROPS = 10;

function sendSlowly(response: ServerResponse, { contentType, body }: Reply, ms: number): void {
  const bytes = Buffer.from(body);
  response.writeHead(200, { 'content-type': contentType, 'content-length': bytes.length });
  const size = Math.ceil(bytes.length / DROPS);
  let sent = 0;
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + size));
    sent += size;
    if (sent < bytes.length) return;
    clearInterval(timer);
    response.end();
  }, ms / DROPS);
  response.once('close', () => clearInterval(timer));
  response.flushHeaders();
}

const CHUNK = 64 * 1024;

/** One JSON answer of so many bytes, nearly all of them text; never whole in memory. */
function sendHuge(response: ServerResponse, bytes: number): void {
  const head =
    '{"id":"huge","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"';
  const tail = '"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}';
  const chunk = Buffer.alloc(CHUNK, 'word ');
  let left = Math.max(0, bytes - head.length - tail.length);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': head.length + left + tail.length });
  response.write(head);
  const pour = () => {
    while (left > 0) {
      const size = Math.min(left, CHUNK);
      left -= size;
      if (!response.write(chunk.subarray(0, size))) {
        response.once('drain', pour);
        return;
      }
    }
    response.end(tail);
  };
  pour();
}

function emptied(answer: object): object {
  return 'data' in answer ? { ...answer, data: [] } : { ...answer, choices: [] };
}

function parsed(body: string): object {
  return JSON.parse(body) as object;
}
