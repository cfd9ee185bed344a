import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { usageError } from '../vocabulary/error.ts';
import type { Answerer } from './answer.ts';
import type { Fault } from './fault-kinds.ts';
import type { ScheduledReplica } from './fault-schedule.ts';
import { createBreakage, type FaultDealer } from './faults.ts';
import { createEngineCounters, type EngineCounters } from './job.ts';
import { createRequestMetrics, METRICS_CONTENT_TYPE, metricsText } from './metrics.ts';
import type { SimulatorSettings } from './options.ts';
import { runInRealTime } from './real-time.ts';
import { errorReply, jsonReply, type Reply } from './reply.ts';
import { createEngine } from './replica-engine.ts';
import { send } from './send.ts';
import { createServeModel, type ModelEndpoint } from './serve-model.ts';
import type { ReplicaStats, RequestCounters } from './stats.ts';

/** One simulated GPU: a server on a port of its own with an engine behind it. */
export interface Replica extends ScheduledReplica {
  /** What `--endpoint` takes: `http://127.0.0.1:<port>/v1`. */
  readonly url: string;
  readonly port: number;
  stats(): ReplicaStats;
  /** Resets every connection and listens no more; everything the process knew is lost. One that is down stays so. */
  stop(): Promise<void>;
  /**
   * Listens again, on the same port. For `loadingMs` it answers 503 to everything, as a server whose model loads. One
   * that is up stays so.
   */
  start(options?: { readonly loadingMs?: number }): Promise<void>;
  /** Stops for good; safe to call twice. */
  close(): Promise<void>;
}

/** What all replicas of a simulator share. */
export interface Shared {
  readonly settings: SimulatorSettings;
  readonly answerer: Answerer;
  readonly faults: FaultDealer;
  readonly counters: RequestCounters;
  /** Milliseconds, never going back. */
  readonly clock: () => number;
  /** Answers a GET that is none of the replica's own, such as the simulator's statistics. */
  readonly otherwise: (path: string, request: IncomingMessage) => Reply | undefined;
}

/** Longer than clients keep idle connections, so that it is never the server who closes one that is about to be used. */
const KEEP_ALIVE_MS = 120_000;

/** Longest line of connections not yet taken; the system may bound it lower. */
const BACKLOG = 16_384;

/** How often a replica that comes back tries to get its port again, should another program have taken it. */
const LISTEN_AGAIN_TRIES = 40;
const LISTEN_AGAIN_MS = 50;

/** Where the model answers. */
const MODEL_PATHS: Readonly<Record<string, ModelEndpoint>> = {
  '/v1/chat/completions': 'chat',
  '/v1/completions': 'completions',
  '/v1/embeddings': 'embeddings',
  '/classify': 'classify',
};

const HEALTHY: Reply = { status: 200, contentType: 'text/plain', body: '' };
const VERSION = jsonReply(200, { version: 'simulator' });
const LOADING = errorReply(503, 'ServiceUnavailableError', 'The model is being loaded.');

/**
 * Starts a replica on a port (0: any free one). Throws a usage error for an address that cannot be listened on.
 */
export async function createReplica(shared: Shared, wantedPort: number, number: number): Promise<Replica> {
  const { settings, counters, clock } = shared;
  const sockets = new Set<Socket>();
  const breakage = createBreakage(settings.seed + number);
  const startedAt = clock();
  let metrics = createRequestMetrics();
  const engine = runInRealTime(
    createEngine(settings, (ms, tokens) => metrics.decoded(ms, tokens)),
    clock,
  );
  let model = settings.model;
  let state: ReplicaStats['state'] = 'up';
  let past: EngineCounters = createEngineCounters();
  let downMs = 0;
  let downSince: number | undefined;
  let loading: NodeJS.Timeout | undefined;
  let closed = false;
  // Stops and starts take turns.
  let changing: Promise<void> = Promise.resolve();

  const serveModel = createServeModel(
    settings,
    {
      get model() {
        return model;
      },
      get metrics() {
        return metrics;
      },
      engine,
      nextFault: (key) => breakage.next(key) ?? shared.faults.next(key),
    },
    shared.answerer,
    counters,
  );

  function get(path: string, request: IncomingMessage): Reply | undefined {
    switch (path) {
      case '/v1/models':
        return modelsReply(model, settings.contextLength);
      case '/health':
        return HEALTHY;
      case '/version':
        return VERSION;
      case '/metrics':
        return { status: 200, contentType: METRICS_CONTENT_TYPE, body: metricsText(engine.sync(), metrics, model) };
      default:
        return shared.otherwise(path, request);
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?', 1)[0] ?? '/';
    const asked = Object.hasOwn(MODEL_PATHS, path) ? MODEL_PATHS[path] : undefined;
    if (settings.apiKey !== undefined && path.startsWith('/v1/')) {
      if (request.headers.authorization !== `Bearer ${settings.apiKey}`) {
        send(response, jsonReply(401, { error: 'Unauthorized' }));
        return;
      }
    }
    if (state === 'loading' && !path.startsWith('/simulator/')) {
      if (asked !== undefined) {
        counters.received += 1;
        counters.refused += 1;
      }
      send(response, LOADING);
      return;
    }
    if (asked !== undefined) {
      if (request.method === 'POST') await serveModel(asked, request, response);
      else send(response, jsonReply(405, { detail: 'Method Not Allowed' }));
      return;
    }
    const reply = get(path, request);
    if (reply === undefined) send(response, jsonReply(404, { detail: 'Not Found' }));
    else if (request.method === 'GET') send(response, reply);
    else send(response, jsonReply(405, { detail: 'Method Not Allowed' }));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else send(response, errorReply(500, 'InternalServerError', message));
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const port = await listen(server, settings.host, wantedPort);
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;

  async function goDown(): Promise<void> {
    if (state === 'down') return;
    clearTimeout(loading);
    state = 'down';
    downSince ??= clock();
    const gone = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.resetAndDestroy();
    past = added(past, engine.sync().counters);
    engine.reset();
    await gone;
  }

  async function comeUp(loadingMs: number): Promise<void> {
    if (state !== 'down' || closed) return;
    for (let attempt = 1; ; attempt++) {
      try {
        await listen(server, settings.host, port);
        break;
      } catch (error) {
        if (attempt === LISTEN_AGAIN_TRIES) throw error;
        await sleep(LISTEN_AGAIN_MS);
      }
    }
    if (loadingMs === 0) finishLoading();
    else {
      state = 'loading';
      loading = setTimeout(finishLoading, loadingMs);
    }
  }

  function finishLoading(): void {
    // What the clock counted as idle meanwhile was none: nobody could ask anything of it.
    engine.reset();
    metrics = createRequestMetrics();
    state = 'up';
    downMs += clock() - (downSince ?? clock());
    downSince = undefined;
  }

  function inTurn(change: () => Promise<void>): Promise<void> {
    changing = changing.then(change, change);
    return changing;
  }

  return {
    url: `http://${host}:${port}/v1`,
    port,
    stats() {
      const current = engine.sync();
      const now = clock();
      return {
        ...(state === 'up' ? added(past, current.counters) : past),
        state,
        model,
        clockMs: now - startedAt,
        downMs: downMs + (downSince === undefined ? 0 : now - downSince),
        running: current.running,
        waiting: current.waiting,
        kvUsage: current.kvUsage,
      };
    },
    stop: () => inTurn(goDown),
    start: ({ loadingMs = 0 } = {}) => inTurn(() => comeUp(loadingMs)),
    setSlowness: (factor) => engine.setSlowness(factor),
    swapModel(name) {
      model = name;
    },
    breakRequests: (fault: Fault, share: number) => breakage.add(fault, share),
    async close() {
      closed = true;
      await inTurn(goDown);
      engine.close();
    },
  };
}

function added(one: EngineCounters, other: Readonly<EngineCounters>): EngineCounters {
  const sum = createEngineCounters();
  for (const name of Object.keys(sum) as (keyof EngineCounters)[]) sum[name] = one[name] + other[name];
  return { ...sum, peakRunning: Math.max(one.peakRunning, other.peakRunning) };
}

function modelsReply(model: string, contextLength: number): Reply {
  return jsonReply(200, {
    object: 'list',
    data: [
      {
        id: model,
        object: 'model',
        created: 0,
        owned_by: 'simulator',
        root: model,
        parent: null,
        max_model_len: contextLength,
      },
    ],
  });
}

/** Resolves to the port listened on. */
function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      reject(
        usageError(
          `The simulator cannot listen on ${host}, port ${port} (${error.message}). Take another port, or 0 for any.`,
          error,
        ),
      );
    };
    server.once('error', fail);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', fail);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
