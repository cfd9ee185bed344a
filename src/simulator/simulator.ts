import { performance } from 'node:perf_hooks';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { loadLanguageLibrary } from '../text/language.ts';
import { usageError } from '../vocabulary/error.ts';
import { createAnswerer } from './answer.ts';
import { runSchedule } from './fault-schedule.ts';
import { createFaultDealer } from './faults.ts';
import { type SimulatorOptions, type SimulatorSettings, simulatorOptionsSchema } from './options.ts';
import { checkTogether } from './replica-engine.ts';
import { createReplica, type Replica, type Shared } from './replica.ts';
import { jsonReply, type Reply } from './reply.ts';
import { createRequestCounters, type SimulatorStats, sumStats } from './stats.ts';

/** Running servers that answer like vLLM's OpenAI server, with text made by rule: one for each simulated GPU. */
export interface Simulator {
  /** What `--endpoint` takes for the first of them: `http://127.0.0.1:<port>/v1`. */
  readonly url: string;
  readonly port: number;
  /** The same for all of them. */
  readonly urls: readonly string[];
  /** One of them by its number, from 0. Throws a `RangeError` for one that is not there. */
  replica(number: number): Replica;
  stats(): SimulatorStats;
  /** Closes every connection, the busy ones too, and frees the ports; safe to call twice. */
  close(): Promise<void>;
}

const STATS_PATH = '/simulator/stats';

/**
 * Starts a simulator (`startSimulator`) after checking its options. Throws a usage error for options that do not fit
 * their schema.
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const parsed = simulatorOptionsSchema.safeParse(options);
  if (!parsed.success) throw usageError(`These options do not fit the simulator:\n${z.prettifyError(parsed.error)}`);
  return startSimulator(parsed.data);
}

/**
 * Starts a simulator. Each replica serves `/v1/chat/completions`, `/v1/completions`, `/v1/embeddings`, `/v1/models`,
 * `/health`, `/version` and `/metrics`, and `/simulator/stats` (all replicas, as JSON) to this machine alone. Identical requests get identical
 * answers, whatever the timing. Throws a usage error for settings that do not go together and for an address that cannot
 * be listened on.
 */
export async function startSimulator(settings: SimulatorSettings): Promise<Simulator> {
  checkTogether(settings);
  if (settings.answers === 'extractive') await loadLanguageLibrary();

  const counters = createRequestCounters();
  const replicas: Replica[] = [];
  const stats = () =>
    sumStats(
      counters,
      replicas.map((replica) => replica.stats()),
    );
  const shared: Shared = {
    settings,
    answerer: createAnswerer(settings),
    faults: createFaultDealer(settings.faults, settings.seed),
    counters,
    clock: () => performance.now(),
    otherwise: (path, request) => (path === STATS_PATH ? statsReply(request, stats) : undefined),
  };
  try {
    for (let number = 0; number < settings.gpus; number++) {
      replicas.push(await createReplica(shared, portOf(settings, number), number));
    }
  } catch (error) {
    await Promise.all(replicas.map((replica) => replica.close()));
    throw error;
  }
  const stopSchedule = runSchedule(settings.faultSchedule, replicas, settings);

  const [first] = replicas;
  if (first === undefined) throw new RangeError('a simulator has at least one replica');
  let closed: Promise<void> | undefined;
  return {
    url: first.url,
    port: first.port,
    urls: replicas.map(({ url }) => url),
    replica(number) {
      const replica = replicas[number];
      if (replica === undefined) throw new RangeError(`no replica ${number}: there are ${replicas.length}, from 0 on`);
      return replica;
    },
    stats,
    close() {
      stopSchedule();
      closed ??= Promise.all(replicas.map((replica) => replica.close())).then(() => undefined);
      return closed;
    },
  };
}

function portOf({ port, gpus }: SimulatorSettings, number: number): number {
  if (port === 0) return 0;
  if (port + gpus - 1 > 65_535) {
    throw usageError(
      `${gpus} GPUs from port ${port} on would need port ${port + gpus - 1}: take a lower --port, or 0.`,
    );
  }
  return port + number;
}

/** Statistics are for this machine, whatever address the simulator listens on. */
function statsReply(request: IncomingMessage, stats: () => SimulatorStats): Reply {
  const { remoteAddress = '' } = request.socket;
  const local = remoteAddress === '::1' || remoteAddress.replace('::ffff:', '').startsWith('127.');
  return local ? jsonReply(200, stats()) : jsonReply(403, { detail: 'Forbidden' });
}
