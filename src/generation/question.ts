import type { Endpoint } from './endpoint.ts';
import { pathBeside, pathOf } from './endpoint-url.ts';
import { addMetrics } from './metrics-since.ts';
import { mayMean, namesOf } from './model-names.ts';
import { readVersion } from './probe.ts';
import { getRequest } from './protocol.ts';
import { knowsRepetitionDetection } from './repetition-detection.ts';
import { nameModels, readServedModels } from './served-models.ts';
import { readServerError } from './server-error.ts';
import { parseServerMetrics } from './server-metrics.ts';

/** What a question to an endpoint needs: nothing of it concerns a document. */
export interface Asking {
  /** The model's name at the endpoint. */
  readonly model: string;
  readonly apiKey: string | undefined;
  readonly signal: AbortSignal;
}

/** Deadlines of questions, in milliseconds. */
const MODELS_TIMEOUT_MS = 10_000;
const METRICS_TIMEOUT_MS = 2_000;

/**
 * Asks an endpoint for its models, and keeps the list: what is wrong with it, or undefined when it serves the model.
 * Rejects only with the signal's reason.
 */
async function askForModel(endpoint: Endpoint, { model, apiKey, signal }: Asking): Promise<string | undefined> {
  const request = getRequest(endpoint.url, pathOf(endpoint.url, '/models'), apiKey);
  const reply = await endpoint.transport.send(request, MODELS_TIMEOUT_MS, signal);
  if (reply.kind === 'fault') return reply.detail;
  if (reply.status !== 200) return readServerError(reply.status, reply.body, undefined).detail;
  const served = readServedModels(reply.body);
  if (served === undefined) return 'its list of models cannot be read';
  const found = served.find((candidate) => candidate.id === model);
  if (found === undefined) return `it serves ${nameModels(served)} now, not ${model}`;
  endpoint.served = served;
  endpoint.names = namesOf(model, served);
  endpoint.contextLength = found.contextLength;
  return undefined;
}

/**
 * As {@link askForModel}, of an endpoint that was away or never there: the server that answers now may know other
 * fields than the one before.
 */
export async function askOnReturn(endpoint: Endpoint, asking: Asking): Promise<string | undefined> {
  const trouble = await askForModel(endpoint, asking);
  if (trouble !== undefined) return trouble;
  const version = await readVersion(endpoint.url, asking.signal);
  asking.signal.throwIfAborted();
  const engine = endpoint.served.find(({ id }) => id === asking.model)?.engine ?? 'unknown';
  // A version that could not be read says nothing; a server that refuses the field is not sent it again.
  if (version !== undefined) endpoint.detectsRepetition = knowsRepetitionDetection(engine, version);
  return undefined;
}

/**
 * Asks whether the endpoint may call its model `name`, a name that it has not used before. True is remembered. False
 * also when it cannot be asked: its answers are not believed until it can.
 */
export async function askAboutName(endpoint: Endpoint, name: string, asking: Asking): Promise<boolean> {
  const learnt = endpoint.names;
  const trouble = await askForModel(endpoint, asking);
  if (trouble !== undefined) {
    endpoint.lastError = trouble;
    return false;
  }
  for (const known of learnt) endpoint.names.add(known);
  if (!mayMean(asking.model, name, endpoint.served)) return false;
  endpoint.names.add(name);
  return true;
}

/** Reads `/metrics` of an endpoint; what cannot be read is undefined. Never rejects. */
export async function askForMetrics(endpoint: Endpoint, { apiKey, signal }: Asking): Promise<void> {
  const request = getRequest(endpoint.url, pathBeside(endpoint.url, '/metrics'), apiKey);
  try {
    const reply = await endpoint.transport.send(request, METRICS_TIMEOUT_MS, signal);
    endpoint.metrics = reply.kind === 'response' && reply.status === 200 ? parseServerMetrics(reply.body) : undefined;
  } catch {
    // Closing: nobody reads them any more.
    endpoint.metrics = undefined;
  }
  if (endpoint.metrics !== undefined) endpoint.since = addMetrics(endpoint.since, endpoint.metrics);
}
