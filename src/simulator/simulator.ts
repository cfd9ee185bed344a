import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { loadLanguageLibrary } from '../text/language.ts';
import { usageError } from '../vocabulary/error.ts';
import { createMetrics } from './metrics.ts';
import { type SimulatorOptions, type SimulatorSettings, simulatorOptionsSchema } from './options.ts';
import { errorReply, jsonReply, type Reply } from './reply.ts';
import { send } from './send.ts';
import { createServeGeneration } from './serve-generation.ts';
import { createSlots, type Slots } from './slots.ts';
import { type Counters, createCounters, type SimulatorStats } from './stats.ts';

/** A running server that answers like vLLM's OpenAI server, with text made by rule. */
export interface Simulator {
  /** What `--endpoint` takes: `http://127.0.0.1:<port>/v1`. */
  readonly url: string;
  readonly port: number;
  stats(): SimulatorStats;
  /** Closes every connection, the busy ones too, and frees the port; safe to call twice. */
  close(): Promise<void>;
}

/** Longer than clients keep idle connections, so that it is never the server who closes one that is about to be used. */
const KEEP_ALIVE_MS = 120_000;

/** Longest line of connections not yet taken; the system may bound it lower. */
const BACKLOG = 16_384;

const HEALTHY: Reply = { status: 200, contentType: 'text/plain', body: '' };
const VERSION = jsonReply(200, { version: 'simulator' });

interface Route {
  readonly method: 'GET' | 'POST';
  serve(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

/**
 * Starts a simulator. Serves `/v1/chat/completions`, `/v1/completions`, `/v1/models`, `/health`, `/version` and
 * `/metrics`. Identical requests get identical answers, whatever the timing.
 * Throws a usage error for options that do not fit their schema and for an address that cannot be listened on.
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const parsed = simulatorOptionsSchema.safeParse(options);
  if (!parsed.success) throw usageError(`These options do not fit the simulator:\n${z.prettifyError(parsed.error)}`);
  const settings = parsed.data;
  if (settings.answers === 'extractive') await loadLanguageLibrary();

  const counters = createCounters();
  const slots = createSlots(settings.slots ?? Infinity);
  const stats = (): SimulatorStats => ({
    ...counters,
    faults: { ...counters.faults },
    misbehaved: { ...counters.misbehaved },
    running: slots.running,
    waiting: slots.waiting,
    peakRunning: slots.peak,
  });
  const routes = createRoutes(settings, counters, slots, stats);

  const server = createServer((request, response) => {
    serve(routes, settings, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else
        send(response, errorReply(500, 'InternalServerError', error instanceof Error ? error.message : String(error)));
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const port = await listen(server, settings);

  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${host}:${port}/v1`,
    port,
    stats,
    close() {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

async function serve(
  routes: ReadonlyMap<string, Route>,
  settings: SimulatorSettings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split('?', 1)[0] ?? '/';
  const route = routes.get(path);
  if (settings.apiKey !== undefined && path.startsWith('/v1/')) {
    if (request.headers.authorization !== `Bearer ${settings.apiKey}`) {
      send(response, jsonReply(401, { error: 'Unauthorized' }));
      return;
    }
  }
  if (route === undefined) send(response, jsonReply(404, { detail: 'Not Found' }));
  else if (route.method !== request.method) send(response, jsonReply(405, { detail: 'Method Not Allowed' }));
  else await route.serve(request, response);
}

function createRoutes(
  settings: SimulatorSettings,
  counters: Counters,
  slots: Slots,
  stats: () => SimulatorStats,
): ReadonlyMap<string, Route> {
  const generate = createServeGeneration(settings, slots, counters);
  const metrics = createMetrics(settings, stats);
  const models = jsonReply(200, {
    object: 'list',
    data: [
      {
        id: settings.model,
        object: 'model',
        created: 0,
        owned_by: 'simulator',
        root: settings.model,
        parent: null,
        max_model_len: settings.contextLength,
      },
    ],
  });
  return new Map<string, Route>([
    ['/v1/chat/completions', { method: 'POST', serve: (...exchange) => generate('chat', ...exchange) }],
    ['/v1/completions', { method: 'POST', serve: (...exchange) => generate('completions', ...exchange) }],
    ['/v1/models', { method: 'GET', serve: (_, response) => send(response, models) }],
    ['/health', { method: 'GET', serve: (_, response) => send(response, HEALTHY) }],
    ['/version', { method: 'GET', serve: (_, response) => send(response, VERSION) }],
    [
      '/metrics',
      {
        method: 'GET',
        async serve(_, response) {
          send(response, { status: 200, contentType: metrics.contentType, body: await metrics.metrics() });
        },
      },
    ],
  ]);
}

/** Resolves to the port listened on. */
function listen(server: Server, { host, port }: SimulatorSettings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        usageError(
          `The simulator cannot listen on ${host}, port ${port} (${error.message}). Take another port, or 0 for any.`,
          error,
        ),
      );
    });
    server.listen({ host, port, backlog: BACKLOG }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
