import { unitInterval } from '../text/hash.ts';
import type { Backend } from '../vocabulary/backend.ts';
import type { Embedder } from '../vocabulary/embedder.ts';
import type { ChatTemplate } from '../vocabulary/prompt.ts';
import { RewriteError, usageError } from '../vocabulary/error.ts';
import { type Clock, systemClock } from './clock.ts';
import { formatDuration } from './duration.ts';
import { createEndpoint } from './endpoint.ts';
import type { EndpointSnapshot } from './endpoint-snapshot.ts';
import { parseEndpointUrl } from './endpoint-url.ts';
import type { GenerationEvent, OnEvent } from './events.ts';
import { Fleet } from './fleet.ts';
import { createEmbedder } from './embed.ts';
import type { ExchangeOptions } from './exchange.ts';
import { generate, type GenerateOptions } from './generate.ts';
import { createHosted, type Hosted } from './hosted.ts';
import type { LoadSource } from './load.ts';
import { probeEndpoints, type ServerInfo } from './probe.ts';
import type { Api } from './protocol.ts';
import { createRetryBudget } from './retry.ts';
import type { Slots } from './slots.ts';

/** Where one configured model is served. */
export interface ModelTarget {
  /** Base URLs that end in `/v1`. */
  readonly endpoints: readonly string[];
  /** Its name there; undefined: the one that is served, if exactly one. */
  readonly model: string | undefined;
  /**
   * Undefined: as each prompt says. A model for `embeddings` answers no prompts; a `hosted` one has a name and a key, and
   * is asked through the SDK of such services at its first endpoint.
   */
  readonly api: Api | 'embeddings' | 'hosted' | undefined;
  /** Undefined: as each prompt says. */
  readonly chatTemplate: ChatTemplate | undefined;
  readonly apiKey: string | undefined;
}

/** What {@link connect} takes. Times in milliseconds. */
export interface ConnectOptions {
  /** Key that prompts name (`default`, `refiner` …) → where it is served. */
  readonly models: Readonly<Record<string, ModelTarget>>;
  /** For the first answer of a server that is still loading. */
  readonly waitMs: number;
  /** For one attempt with connection, queue and body. */
  readonly requestTimeoutMs: number;
  /** With no endpoint usable. */
  readonly outageLimitMs: number;
  /** Jitter of retries follows from it. */
  readonly seed: number;
  readonly onEvent?: (event: GenerationEvent) => void;
  /** Values in [0, 1) for the jitter of retries, instead of the seed's. */
  readonly random?: () => number;
  readonly clock?: Clock;
  /** Ends the waiting for servers that are still loading. */
  readonly signal?: AbortSignal;
}

/** Served models, ready for prompts. */
export interface Connected extends LoadSource {
  readonly backend: Backend;
  /**
   * The embedder of a model whose `api` is `embeddings`, by its key; `slots` bounds its requests in flight. Throws a
   * RewriteError `usage` for a model that is another's or nobody's.
   */
  embedder(key: string, slots: Slots): Embedder;
  /** Those that answered; endpoints that were absent are taken in later. */
  readonly servers: readonly ServerInfo[];
  /** The served model's name, by the key that prompts name. */
  readonly modelNames: Readonly<Record<string, string>>;
  /** The endpoints' state for `status.json` and reports, with what `/metrics` said last; no credentials. */
  snapshot(): readonly EndpointSnapshot[];
}

/**
 * Probes every endpoint, waits for servers that are still loading, and returns the backend over those that answer.
 *
 * @throws RewriteError `usage` when an endpoint, a model or a key is wrong; `outage` when no endpoint of a model
 * answered in time.
 */
export async function connect(options: ConnectOptions): Promise<Connected> {
  const clock = options.clock ?? systemClock;
  const onEvent: OnEvent = options.onEvent ?? ignore;
  const signal = options.signal ?? new AbortController().signal;
  const budget = createRetryBudget(() => clock.now());
  let draws = 0;
  const random = options.random ?? ((): number => unitInterval(options.seed, 'backoff', draws++));

  // Addresses first: a mistyped one should not wait for another model's servers to load.
  const all = Object.entries(options.models).map(([key, target]) => {
    if (target.endpoints.length === 0) throw usageError(`The model ${key} has no endpoint: give one with --endpoint.`);
    const urls = new Map(target.endpoints.map((text) => [text, parseEndpointUrl(text)]));
    return { key, target, urls: [...urls.values()] };
  });
  const targets = all.filter(({ target }) => target.api !== 'hosted');
  const servers: ServerInfo[] = [];
  const fleets: Fleet[] = [];
  const models = new Map<string, GenerateOptions>();
  const embeddings = new Map<string, ExchangeOptions & { readonly contextLength: number | undefined }>();
  const hosted = new Map<string, Hosted>();
  const modelNames: Record<string, string> = {};
  const { outageLimitMs, requestTimeoutMs } = options;

  const results = await Promise.all(
    targets.map(async ({ key, target, urls }) => {
      const { model, apiKey } = target;
      const probes = await probeEndpoints(urls, { model, apiKey, waitMs: options.waitMs, clock, signal, onEvent });
      const ready = probes.flatMap((probe) => (probe.kind === 'ready' ? [probe.server] : []));
      const first = ready[0];
      if (first === undefined) {
        const details = probes.map((probe, at) => `${urls[at]?.shown}: ${probe.kind === 'absent' ? probe.detail : ''}`);
        throw noneAnswered(key, details, options.waitMs);
      }
      const other = ready.find((server) => server.model !== first.model);
      if (other !== undefined) throw differentModels(first, other);
      return { probes, ready, model: first.model };
    }),
  );

  for (const [index, { key, target, urls }] of targets.entries()) {
    const result = results[index];
    if (result === undefined) continue;
    modelNames[key] = result.model;
    const endpoints = urls.flatMap((url, at) => {
      const probe = result.probes[at];
      if (probe === undefined) return [];
      if (probe.kind === 'absent') onEvent({ kind: 'absent', endpoint: url.shown, detail: probe.detail });
      return [createEndpoint(url, result.model, probe, clock.now())];
    });
    const fleet = new Fleet(endpoints, { model: result.model, apiKey: target.apiKey, outageLimitMs, clock, onEvent });
    fleets.push(fleet);
    servers.push(...result.ready);
    const { api, chatTemplate, apiKey } = target;
    const common = { fleet, apiKey, requestTimeoutMs, budget, random, clock, onEvent };
    if (api === 'embeddings') embeddings.set(key, { ...common, contextLength: shortestContext(result.ready) });
    else if (api !== 'hosted') models.set(key, { ...common, api, chatTemplate });
  }
  for (const { key, target, urls } of all) {
    const { api, model, apiKey } = target;
    const [url] = urls;
    if (api !== 'hosted' || url === undefined) continue;
    if (model === undefined || apiKey === undefined) throw new Error(`The hosted model ${key} has no name or no key.`);
    modelNames[key] = model;
    hosted.set(key, await createHosted({ url, model, apiKey, requestTimeoutMs, budget, random, clock, onEvent }));
  }

  const snapshot = (): readonly EndpointSnapshot[] => fleets.flatMap((fleet) => fleet.snapshot());
  return {
    backend: {
      name: 'openai',
      languageModel: true,
      async generate(prompt, requestSignal) {
        const service = hosted.get(prompt.model);
        if (service !== undefined) return await service(prompt, requestSignal);
        const model = models.get(prompt.model);
        if (model === undefined) throw unknownModel(prompt.model, [...models.keys()]);
        return await generate(prompt, requestSignal, model);
      },
      async close() {
        await Promise.all(fleets.map((fleet) => fleet.close()));
      },
    },
    embedder(key, slots) {
      const model = embeddings.get(key);
      if (model === undefined) throw notForEmbeddings(key);
      return createEmbedder({ ...model, slots });
    },
    servers,
    modelNames,
    snapshot,
    endpointCount: targets.reduce((count, { urls }) => count + urls.length, 0),
    loads: () => fleets.map((fleet) => fleet.load()),
    scrape: async () => (await Promise.all(fleets.map((fleet) => fleet.scrape()))).flat(),
    setCapacities: (capacities) => {
      for (const fleet of fleets) fleet.setCapacities(capacities);
    },
  };
}

function ignore(): void {}

/** The shortest context of servers, in tokens; undefined when none tells. */
export function shortestContext(servers: readonly ServerInfo[]): number | undefined {
  const lengths = servers.flatMap(({ contextLength }) => contextLength ?? []);
  return lengths.length === 0 ? undefined : Math.min(...lengths);
}

function noneAnswered(key: string, details: readonly string[], waitMs: number): RewriteError {
  const [whose, where] =
    key === 'default' ? ['', '--endpoint'] : [` of models.${key}`, 'its endpoints in rewrite.yaml'];
  return new RewriteError(
    'outage',
    `No endpoint${whose} answered within ${formatDuration(waitMs)} (--wait): ${details.join('; ')}. ` +
      `Start the server, or check ${where}; then run the same command again.`,
  );
}

function differentModels(first: ServerInfo, other: ServerInfo): RewriteError {
  return usageError(
    `The endpoints serve different models: ${first.endpoint} ${first.model}, ${other.endpoint} ${other.model}. ` +
      'Name the one you mean with --model, or give each its own entry under `models` in rewrite.yaml.',
  );
}

function notForEmbeddings(key: string): RewriteError {
  return usageError(
    `The model \`${key}\` is not configured for embeddings. Say in rewrite.yaml where it is served: ` +
      `models: {${key}: {endpoints: [http://host:port/v1], api: embeddings}}.`,
  );
}

function unknownModel(name: string, known: readonly string[]): RewriteError {
  return usageError(
    `A strategy asks for the model ${JSON.stringify(name)}, which is not configured. ` +
      `Configured: ${known.join(', ')}. Add it under \`models\` in rewrite.yaml.`,
  );
}
