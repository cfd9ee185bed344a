import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { z } from 'zod';
import { usageError } from '../vocabulary/error.ts';
import type { Clock } from './clock.ts';
import { type EndpointUrl, pathBeside } from './endpoint-url.ts';
import type { OnEvent } from './events.ts';
import { type Engine, nameModels, nearestModel, readServedModels, type ServedModel } from './served-models.ts';
import { readServerError } from './server-error.ts';

/** What an endpoint said about itself when the run began. */
export interface ServerInfo {
  /** Base URL without credentials. */
  readonly endpoint: string;
  readonly model: string;
  readonly version?: string;
  /** Tokens of prompt and completion together. */
  readonly contextLength?: number;
  readonly engine: Engine;
}

/** How an endpoint answered: ready, or not within the time given. */
export type Probe =
  | { readonly kind: 'ready'; readonly server: ServerInfo; readonly served: readonly ServedModel[] }
  | { readonly kind: 'absent'; readonly detail: string };

/** What to ask of each endpoint. */
export interface ProbeOptions {
  /** The model to look for; undefined: the one that is served, if exactly one. */
  readonly model: string | undefined;
  readonly apiKey: string | undefined;
  /** How long a server may take to load, in milliseconds. */
  readonly waitMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
}

/** Endpoints asked at a time. */
const PARALLEL = 32;
/** One question's deadline, and the pause between two, in milliseconds. */
const PROBE_TIMEOUT_MS = 10_000;
const PAUSE_MS = 1_000;
/** When one endpoint is ready, the others get so much longer before the run starts without them. */
const GRACE_MS = 5_000;

/**
 * Asks every endpoint for its models, waiting for those that are still loading (no connection, 5xx, 429). Once one is
 * ready, those that are not within five seconds are `absent`. Results in the order of `urls`.
 *
 * @throws RewriteError (`usage`) when an endpoint is reached and cannot be what was meant: an unknown model, a refused
 * key, an address that is no OpenAI-compatible API.
 */
export async function probeEndpoints(urls: readonly EndpointUrl[], options: ProbeOptions): Promise<readonly Probe[]> {
  const { clock, signal, onEvent } = options;
  const limit = pLimit(PARALLEL);
  const startedAt = clock.now();
  let deadline = startedAt + options.waitMs;
  // When one endpoint's answer ends the run, the others need not be waited for.
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  // Every question listens: with many endpoints that is no leak.
  setMaxListeners(0, ended);

  const untilReady = async (url: EndpointUrl): Promise<Probe> => {
    for (;;) {
      ended.throwIfAborted();
      const probe = await limit(() => probeOnce(url, options, ended));
      const now = clock.now();
      if (probe.kind === 'ready') {
        deadline = Math.min(deadline, now + GRACE_MS);
        onEvent({ kind: 'connected', server: probe.server });
        return probe;
      }
      if (now >= deadline) return probe;
      onEvent({ kind: 'loading', endpoint: url.shown, detail: probe.detail, waitedMs: Math.round(now - startedAt) });
      await clock.sleep(Math.min(PAUSE_MS, deadline - now), ended);
    }
  };
  try {
    return await Promise.all(urls.map(untilReady));
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}

async function probeOnce(url: EndpointUrl, options: ProbeOptions, signal: AbortSignal): Promise<Probe> {
  // Loaded only here: importing the SDK takes a tenth of a second that runs without a server need not spend.
  const { OpenAI, APIError } = await import('openai');
  const client = new OpenAI({
    baseURL: url.origin + url.path,
    apiKey: options.apiKey ?? 'none',
    defaultHeaders: options.apiKey === undefined ? { Authorization: url.authorization ?? null } : {},
    defaultQuery: Object.fromEntries(new URLSearchParams(url.search)),
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: PROBE_TIMEOUT_MS,
    logLevel: 'off',
  });
  let body: string;
  try {
    const response = await client.models.list({ signal }).asResponse();
    body = await response.text();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof APIError && error.status !== undefined) {
      // The SDK's own message repeats the status; what the server said is the error object, where it sent one.
      const said = error.error === undefined ? '' : JSON.stringify({ error: error.error as unknown });
      return refusal(url, error.status, said, options.apiKey !== undefined);
    }
    return unreachable(url, error);
  }
  const served = readServedModels(body);
  if (served === undefined) throw notAnApi(url, 'answers /models with something that is no list of models');
  const model = chooseModel(url, served, options.model);
  if (model === undefined) return { kind: 'absent', detail: 'it serves no model yet' };
  const version = await readVersion(url, signal);
  const server: ServerInfo = {
    endpoint: url.shown,
    model: model.id,
    engine: model.engine,
    ...(version === undefined ? {} : { version }),
    ...(model.contextLength === undefined ? {} : { contextLength: model.contextLength }),
  };
  return { kind: 'ready', server, served };
}

function refusal(url: EndpointUrl, status: number, body: string, keySent: boolean): Probe {
  const { kind, detail } = readServerError(status, body, undefined);
  if (kind === 'auth') throw keyRefused(url.shown, `HTTP ${status}`, keySent);
  if (kind === 'not_found') throw notAnApi(url, `answers HTTP ${status} to ${url.path}/models`);
  if (status >= 500 || kind === 'timeout' || kind === 'rate_limited') return { kind: 'absent', detail };
  throw usageError(`The endpoint ${url.shown} refuses to list its models: ${detail}`);
}

/** The error for a refused API key. */
export function keyRefused(endpoint: string, status: string, keySent: boolean): Error {
  const what = keySent ? 'does not accept the API key it was sent' : 'asks for an API key';
  return usageError(
    `The endpoint ${endpoint} ${what} (${status}). ` +
      'Put the key in an environment variable and name the variable with --api-key-env (OPENAI_API_KEY without it).',
  );
}

function notAnApi(url: EndpointUrl, what: string): Error {
  const fix = url.path.endsWith('/v1')
    ? 'Is an OpenAI-compatible server behind that address?'
    : `The URL should end in /v1: try ${url.shown}/v1.`;
  return usageError(`The endpoint ${url.shown} ${what}. ${fix}`);
}

/** Errors that waiting does not mend: a name that does not exist, a connection that is encrypted otherwise. */
const HOPELESS = /^(?:ENOTFOUND|ERR_SSL.*|ERR_TLS.*|.*CERT.*|.*SIGNATURE.*)$/;

function unreachable(url: EndpointUrl, error: unknown): Probe {
  const code = deepestCode(error);
  const detail = code ?? (error instanceof Error ? error.message : String(error));
  if (code !== undefined && HOPELESS.test(code)) {
    throw usageError(`The endpoint ${url.shown} cannot be reached (${code}): check the host name and http or https.`);
  }
  return { kind: 'absent', detail: `no answer (${detail})` };
}

/** The code at the bottom of a chain of causes, where the reason of a failed fetch stands. */
function deepestCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const below = error instanceof AggregateError ? error.errors[0] : error.cause;
  const own = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return deepestCode(below) ?? own;
}

function chooseModel(
  url: EndpointUrl,
  served: readonly ServedModel[],
  wanted: string | undefined,
): ServedModel | undefined {
  if (served.length === 0) return undefined;
  if (wanted === undefined) {
    if (served.length === 1) return served[0];
    throw usageError(`The endpoint ${url.shown} serves several models: choose one with --model: ${nameModels(served)}`);
  }
  const found = served.find((model) => model.id === wanted);
  if (found !== undefined) return found;
  const near = nearestModel(wanted, served);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw usageError(
    `The endpoint ${url.shown} does not serve the model ${JSON.stringify(wanted)}. It serves: ${nameModels(served)}.${meant}`,
  );
}

const versionSchema = z.object({ version: z.string() });

/** The version that vLLM tells; undefined from servers that do not. Never rejects. */
export async function readVersion(url: EndpointUrl, signal: AbortSignal): Promise<string | undefined> {
  try {
    const response = await fetch(url.origin + pathBeside(url, '/version'), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]),
    });
    const text = await response.text();
    return response.ok ? versionSchema.parse(JSON.parse(text)).version : undefined;
  } catch {
    return undefined;
  }
}
