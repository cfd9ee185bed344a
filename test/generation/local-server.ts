import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, sleepFor } from '../../src/generation/clock.ts';
import { type Connected, connect, type ConnectOptions } from '../../src/generation/client.ts';
import type { Prompt } from '../../src/vocabulary/prompt.ts';

/** A request as the server received it. */
interface Received {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: { readonly [key: string]: unknown };
  /** How many completions were asked for before, since the server started. */
  readonly index: number;
  readonly socket: Socket;
}

export type Handler = (request: Received, response: http.ServerResponse) => void;

/** A real HTTP server on loopback that speaks as much of the API as a test needs. */
export interface LocalServer {
  readonly url: string;
  readonly received: Received[];
  /** What it lists; changing it changes the answer. */
  models: readonly object[];
  /** What `/version` says. */
  version: string;
  /** What `/metrics` says; undefined: 404. */
  metrics: string | undefined;
  handle: Handler;
  /** Stops listening and breaks every connection; the port can be taken again by {@link start}. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function localServer(handle: Handler = answerChat()): Promise<LocalServer> {
  let port = 0;
  let running: http.Server | undefined;
  const server: LocalServer = {
    get url() {
      return `http://127.0.0.1:${port}/v1`;
    },
    received: [],
    models: [{ id: 'tiny', object: 'model', owned_by: 'vllm', max_model_len: 4096 }],
    version: '0.15.0',
    metrics: undefined,
    handle,
    async start() {
      running = http.createServer((request, response) => serve(server, request, response));
      running.listen(port, '127.0.0.1');
      await once(running, 'listening');
      port = (running.address() as AddressInfo).port;
    },
    async stop() {
      const stopping = running;
      running = undefined;
      if (stopping === undefined) return;
      stopping.close();
      stopping.closeAllConnections();
      await once(stopping, 'close');
    },
  };
  await server.start();
  return server;
}

function serve(server: LocalServer, request: http.IncomingMessage, response: http.ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const path = request.url ?? '';
    if (path.startsWith('/v1/models')) {
      json(response, 200, { object: 'list', data: server.models });
    } else if (path === '/version') {
      json(response, 200, { version: server.version });
    } else if (path === '/metrics') {
      response.writeHead(server.metrics === undefined ? 404 : 200).end(server.metrics);
    } else {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Received['body'];
      const index = server.received.length;
      const received = { path, headers: request.headers, body, index, socket: request.socket };
      server.received.push(received);
      server.handle(received, response);
    }
  });
}

export function json(response: http.ServerResponse, status: number, body: unknown, headers: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

export function chatCompletion(content: unknown, more: object = {}): object {
  return {
    object: 'chat.completion',
    model: 'tiny',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: USAGE,
    ...more,
  };
}

/** Answers every request with a completion. */
export function answerChat(content = 'An answer.'): Handler {
  return (_request, response) => json(response, 200, chatCompletion(content));
}

/** Meets the first requests with the given handlers, in turn, and every later one with a completion. */
export function first(...handlers: readonly Handler[]): Handler {
  const otherwise = answerChat();
  return (request, response) => (handlers[request.index] ?? otherwise)(request, response);
}

export function prompt(more: Partial<Prompt> = {}): Prompt {
  return {
    requestId: 'doc-1/qa/0/0',
    model: 'default',
    endpoint: 'chat',
    layout: { template: 'joined', bos: false },
    system: 'You rewrite documents.',
    user: 'Rewrite this.',
    fields: { max_tokens: 64, temperature: 0.5 },
    affinity: 'doc-1',
    brief: { strategy: 'qa', source: 'this', firstLine: 0, title: '', language: 'en', variables: {} },
    ...more,
  };
}

/** A clock that runs `factor` times as fast as the machine's. */
export function fastClock(factor: number): Clock {
  return {
    now: () => performance.now() * factor,
    wall: () => Date.now(),
    sleep: (ms, signal) => sleepFor(ms / factor, signal),
  };
}

/** Connects to local servers, with no jitter and no waiting unless the test says so. */
export async function connectTo(
  servers: readonly { readonly url: string }[],
  more: Partial<ConnectOptions> & { readonly target?: Partial<ConnectOptions['models'][string]> } = {},
): Promise<Connected> {
  const { target, ...options } = more;
  const endpoints = servers.map((server) => server.url);
  return await connect({
    models: {
      default: { endpoints, model: undefined, api: undefined, chatTemplate: undefined, apiKey: undefined, ...target },
    },
    waitMs: 0,
    requestTimeoutMs: 5_000,
    outageLimitMs: 60_000,
    seed: 0,
    random: () => 0,
    ...options,
  });
}

/** A signal that never aborts. */
export const never = new AbortController().signal;
