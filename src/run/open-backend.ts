import { createExtractiveBackend } from '../extractive/backend.ts';
import { connect, shortestContext } from '../generation/client.ts';
import { initialLimit, startController } from '../generation/controller.ts';
import type { OnEvent } from '../generation/events.ts';
import { checkOpenFiles, openFilesLimit } from '../generation/open-files.ts';
import { Slots } from '../generation/slots.ts';
import type { Backend } from '../vocabulary/backend.ts';
import { NO_USAGE } from '../vocabulary/generation.ts';
import { BUILT_IN, stagesOfMix } from '../vocabulary/strategy.ts';
import { boundHeap } from './heap.ts';
import type { Job } from './job.ts';
import { type EndpointStatus, endpointStatus } from './snapshot.ts';

/** Whoever rewrites, ready for prompts. */
export interface OpenBackend {
  readonly backend: Backend;
  readonly slots: Slots;
  /** Slots of requests that the built-in rules answer beside servers: they hold none of the servers'. */
  readonly builtInSlots?: Slots;
  /** Served model by the key that strategies name. */
  readonly modelNames: Readonly<Record<string, string>>;
  /** The shortest context of the models that answered, in tokens; undefined when none tells. */
  readonly contextLength: number | undefined;
  /** Base URLs without credentials. */
  readonly endpoints: readonly string[];
  status(): readonly EndpointStatus[];
  close(): Promise<void>;
}

/** vLLM's batch of small models, about: what `auto` is likely to come to. */
const USUAL_PER_ENDPOINT = 256;

/** Requests of the built-in backend at a time: it computes one after the other, so more would only wait in memory. */
const EXTRACTIVE_SLOTS = 16;

/** Connects to the servers of a job, or makes the built-in backend. Throws a RewriteError `usage` or `outage`. */
export async function openBackend(job: Job, onEvent: OnEvent, signal: AbortSignal): Promise<OpenBackend> {
  if (job.backend === 'extractive') return openExtractive(job);
  const { options } = job;
  // Before the servers are asked: it would end a run in its first minute.
  if (options.concurrency !== 'auto') checkOpenFiles(options.concurrency, openFilesLimit());
  const connected = await connect({
    models: job.models,
    waitMs: options.wait,
    requestTimeoutMs: options.request_timeout,
    outageLimitMs: options.outage_limit,
    seed: options.seed,
    onEvent,
    signal,
  });
  const { concurrency } = options;
  const ruled = stagesOfMix(job.mix).some(({ model }) => model === BUILT_IN) ? createExtractiveBackend() : undefined;
  // Servers that still load come later.
  boundHeap(concurrency === 'auto' ? USUAL_PER_ENDPOINT * connected.endpointCount : concurrency);
  const slots = new Slots(initialLimit(concurrency, connected.servers.length));
  const controller = startController({ slots, concurrency, source: connected, onEvent });
  return {
    backend: ruled === undefined ? connected.backend : withRules(connected.backend, ruled),
    slots,
    ...(ruled === undefined ? {} : { builtInSlots: new Slots(EXTRACTIVE_SLOTS) }),
    modelNames: { ...connected.modelNames, ...(ruled === undefined ? {} : { [BUILT_IN]: ruled.name }) },
    contextLength: shortestContext(connected.servers),
    endpoints: connected.snapshot().map(({ endpoint }) => endpoint),
    status: () => connected.snapshot().map(endpointStatus),
    async close() {
      await controller.close();
      await connected.backend.close();
    },
  };
}

/** Servers, and beside them the built-in rules for the strategies that want these; nobody bills for what they write. */
function withRules(served: Backend, rules: Backend): Backend {
  return {
    ...served,
    async generate(prompt, signal) {
      if (prompt.model !== BUILT_IN) return await served.generate(prompt, signal);
      return { ...(await rules.generate(prompt, signal)), usage: NO_USAGE };
    },
  };
}

function openExtractive(job: Job): OpenBackend {
  const { concurrency } = job.options;
  const backend = createExtractiveBackend();
  return {
    backend,
    slots: new Slots(concurrency === 'auto' ? EXTRACTIVE_SLOTS : concurrency),
    modelNames: Object.fromEntries(stagesOfMix(job.mix).map(({ model }) => [model, backend.name])),
    contextLength: undefined,
    endpoints: [],
    status: () => [],
    close: () => backend.close(),
  };
}
