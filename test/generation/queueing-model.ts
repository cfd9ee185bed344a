import { chooseEndpoint } from '../../src/generation/choose.ts';
import {
  type Concurrency,
  concurrencyBounds,
  nextLimit,
  type ServerObservation,
  startConcurrency,
} from '../../src/generation/concurrency.ts';
import { hash64, unitInterval } from '../../src/text/hash.ts';

/** A server with continuous batching, as far as a controller of concurrency can tell. */
interface ModelServer {
  /** Requests in the batch at most. */
  batch: number;
  /** Tokens a second of one request when the batch is nearly empty, and by how much less each further one makes it. */
  tokensPerSecond: number;
  slowdown: number;
  /** KV cache in tokens; undefined: no bound. */
  kvTokens: number | undefined;
  /** Prompt tokens it reads a second. */
  prefillPerSecond: number;
  metrics: boolean;
  /** Whether it takes requests. */
  up: boolean;
}

const SERVER: ModelServer = {
  batch: 128,
  tokensPerSecond: 100,
  slowdown: 0.002,
  kvTokens: undefined,
  prefillPerSecond: 50_000,
  metrics: true,
  up: true,
};

interface ModelRequest {
  readonly prompt: number;
  left: number;
  made: number;
  readonly sentAt: number;
}

interface Running extends ModelServer {
  readonly hash: number;
  inFlight: number;
  capacity: number;
  speed: number;
  admits: boolean;
  running: ModelRequest[];
  waiting: ModelRequest[];
  preempted: number;
}

/** One look at the fleet. */
export interface ModelLook {
  readonly second: number;
  readonly limit: number;
  /** By server. */
  readonly running: readonly number[];
  readonly waiting: readonly number[];
  /** Completion tokens, and requests thrown out for lack of KV cache, since the last look. */
  readonly tokens: number;
  readonly preempted: number;
}

export interface Scenario {
  readonly seconds: number;
  readonly seed: number;
  readonly servers: readonly Partial<ModelServer>[];
  /** Tokens of an answer on average (between half and one and a half of it), and of a prompt. */
  readonly answerTokens?: number;
  readonly promptTokens?: number;
  /** Changes servers as time passes; told the second that begins. */
  readonly change?: (servers: ModelServer[], second: number) => void;
}

const STEPS = 20;

/**
 * A closed queueing model under the controller: as many requests are in flight as the limit allows, three to a
 * document, sent where `chooseEndpoint` says; each server batches them, with noise in its speed; once a second the
 * controller looks. Time is its own.
 */
export function simulateFleet(scenario: Scenario): ModelLook[] {
  const { seconds, seed, answerTokens = 300, promptTokens = 500 } = scenario;
  let draws = 0;
  const random = (): number => unitInterval(seed, draws++);
  const servers = scenario.servers.map(
    (server, index): Running => ({
      ...SERVER,
      ...server,
      hash: Number(hash64(`http://gpu-${index}/v1`) & 0xffff_ffffn),
      inFlight: 0,
      capacity: Number.POSITIVE_INFINITY,
      speed: 0,
      admits: true,
      running: [],
      waiting: [],
      preempted: 0,
    }),
  );
  const bounds = concurrencyBounds(servers.length);
  let state: Concurrency = startConcurrency(servers.length, bounds);
  let latencies: number[] = [];
  let sent = 0;
  const looks: ModelLook[] = [];
  for (let second = 1; second <= seconds; second++) {
    scenario.change?.(servers, second);
    for (const server of servers) {
      server.admits = server.up;
      if (server.up) continue;
      server.running = [];
      server.waiting = [];
      server.inFlight = 0;
    }
    let answers = 0;
    let tokens = 0;
    for (let step = 0; step < STEPS; step++) {
      const now = second + step / STEPS;
      let inFlight = servers.reduce((sum, server) => sum + server.inFlight, 0);
      for (; inFlight < state.limit; inFlight++) {
        const document = Number(hash64(`doc-${Math.floor(sent / 3)}`) & 0xffff_ffffn);
        const server = servers[chooseEndpoint(servers, document)];
        if (server === undefined) break;
        sent += 1;
        server.inFlight += 1;
        const left = Math.round(answerTokens * (0.5 + random()));
        server.waiting.push({ prompt: promptTokens, left, made: 0, sentAt: now });
      }
      for (const server of servers) {
        const done = advance(server, 1 / STEPS, random);
        answers += done.length;
        for (const request of done) {
          tokens += request.made;
          latencies.push((now - request.sentAt) * 1_000);
        }
      }
    }
    latencies = latencies.slice(-256);
    const up = servers.filter((server) => server.up);
    looks.push({
      second,
      limit: state.limit,
      running: up.map((server) => server.running.length),
      waiting: up.map((server) => server.waiting.length),
      tokens,
      preempted: up.reduce((sum, server) => sum + server.preempted, 0),
    });
    const seen = up.map((server): ServerObservation => {
      const { preempted } = server;
      server.preempted = 0;
      const kvCacheUse = server.kvTokens === undefined ? undefined : usedTokens(server) / server.kvTokens;
      const load = { running: server.running.length, waiting: server.waiting.length, kvCacheUse, preempted };
      return { key: String(server.hash), inFlight: server.inFlight, load: server.metrics ? load : undefined };
    });
    const latencyMs = latencies.toSorted((a, b) => a - b)[Math.floor(latencies.length / 2)];
    state = nextLimit(state, { at: second * 1_000, answers, tokens, overloads: 0, latencyMs, servers: seen }, bounds);
    for (const server of servers) {
      const unnamed = state.capacities.size === 0 ? Number.POSITIVE_INFINITY : server.capacity;
      server.capacity = state.capacities.get(String(server.hash))?.requests ?? unnamed;
    }
  }
  return looks;
}

function usedTokens(server: Running): number {
  return server.running.reduce((sum, request) => sum + request.prompt + request.made, 0);
}

/** One step: prompts are read and join the batch as far as batch, cache and speed allow, all of the batch goes on. */
function advance(server: Running, seconds: number, random: () => number): ModelRequest[] {
  let prefill = server.prefillPerSecond * seconds;
  let used = usedTokens(server);
  const cache = server.kvTokens ?? Number.POSITIVE_INFINITY;
  while (server.running.length < server.batch && server.waiting.length > 0 && prefill > 0) {
    const next = server.waiting[0] as ModelRequest;
    if (used + next.prompt + next.made > cache) break;
    prefill -= next.prompt;
    used += next.prompt + next.made;
    server.running.push(next);
    server.waiting.shift();
  }
  const speed = (server.tokensPerSecond / (1 + server.slowdown * server.running.length)) * (0.8 + 0.4 * random());
  const done: ModelRequest[] = [];
  const going: ModelRequest[] = [];
  for (const request of server.running) {
    const made = Math.min(request.left, speed * seconds);
    request.left -= made;
    request.made += made;
    used += made;
    if (request.left <= 0) done.push(request);
    else going.push(request);
  }
  while (used > cache && going.length > 1) {
    const last = going.pop() as ModelRequest;
    used -= last.prompt + last.made;
    server.waiting.unshift(last);
    server.preempted += 1;
  }
  server.running = going;
  server.inFlight -= done.length;
  return done;
}
