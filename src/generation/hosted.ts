import { usageError } from '../vocabulary/error.ts';
import { addUsage, type Generation, NO_USAGE } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import { estimateTokens } from '../text/tokens.ts';
import { onAbort } from './abort-listeners.ts';
import { readReply } from './answer.ts';
import type { Clock } from './clock.ts';
import type { EndpointUrl } from './endpoint-url.ts';
import type { OnEvent } from './events.ts';
import { FAULTS } from './faults.ts';
import { keyRefused } from './probe.ts';
import { MAX_ATTEMPTS, type RetryBudget, retryAfterMs, retryDelayMs } from './retry.ts';
import { type Reply, TIMED_OUT } from './transport.ts';

/** A model behind a service that is paid for by the token. Times in milliseconds. */
export interface HostedOptions {
  readonly url: EndpointUrl;
  readonly model: string;
  /** Never shown. */
  readonly apiKey: string;
  /** For one attempt. */
  readonly requestTimeoutMs: number;
  readonly budget: RetryBudget;
  readonly random: () => number;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
}

interface Refusal {
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  readonly error: unknown;
}

/** Puts prompts to a hosted model. */
export type Hosted = (prompt: Prompt, signal: AbortSignal) => Promise<Generation>;

/**
 * A hosted model through the openai SDK. It does no retrying of its own: faults are what they are with served models, and
 * are sent again within the same bounds. There is no fleet, no list of models and no health to watch: the service
 * answers for itself. The result rejects with the signal's reason, or with a usage error while nothing has ever worked.
 */
export async function createHosted(options: HostedOptions): Promise<Hosted> {
  const { url, model, apiKey, requestTimeoutMs, clock } = options;
  // Loaded only here: importing the SDK takes a tenth of a second.
  const { OpenAI, APIError, APIConnectionTimeoutError } = await import('openai');
  const client = new OpenAI({
    baseURL: url.origin + url.path,
    apiKey,
    defaultQuery: Object.fromEntries(new URLSearchParams(url.search)),
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: requestTimeoutMs,
    logLevel: 'off',
  });
  let succeeded = false;

  const attempt = async (prompt: Prompt, signal: AbortSignal): Promise<Reply> => {
    const { max_tokens, ...fields } = prompt.fields;
    const user = { role: 'user', content: prompt.user } as const;
    const body = {
      ...fields,
      model,
      messages: prompt.system === undefined ? [user] : [{ role: 'system', content: prompt.system } as const, user],
      // The name that every chat model of the service knows; `max_tokens` is refused by those that reason.
      ...(typeof max_tokens === 'number' ? { max_completion_tokens: max_tokens } : {}),
    };
    signal.throwIfAborted();
    // The SDK leaves its listeners on the signal that it is given.
    const own = new AbortController();
    const forget = onAbort(signal, () => own.abort(signal.reason));
    try {
      const response = await client.chat.completions.create(body, { signal: own.signal }).asResponse();
      const headers = Object.fromEntries(response.headers);
      return { kind: 'response', status: response.status, headers, body: await response.text() };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof APIError && error.status !== undefined) return refusedReply(error);
      const late = error instanceof APIConnectionTimeoutError;
      const detail = late ? `no complete answer within ${requestTimeoutMs / 1000} s` : describe(error);
      return { kind: 'fault', code: late ? TIMED_OUT : 'UNKNOWN', detail };
    } finally {
      forget();
    }
  };

  return async (prompt, signal) => {
    let usage = NO_USAGE;
    let unbilledAttempts = 0;
    options.budget.earn();
    for (let attempts = 1; ; attempts++) {
      const reading = readReply(await attempt(prompt, signal), undefined);
      if (reading.usage !== undefined) usage = addUsage(usage, reading.usage);
      if (reading.kind === 'answer') {
        succeeded = true;
        const { text, finishReason } = reading;
        if (reading.usage === undefined) {
          const promptTokens = estimateTokens(prompt.system ?? '') + estimateTokens(prompt.user);
          usage = addUsage(usage, { promptTokens, completionTokens: estimateTokens(text) });
        }
        const completionTokens = reading.usage?.completionTokens ?? estimateTokens(text);
        const name = reading.model ?? model;
        return { kind: 'answer', text, finishReason, model: name, completionTokens, attempts, usage, unbilledAttempts };
      }
      const { fault, detail } = reading;
      if (reading.unbilled) unbilledAttempts += 1;
      if (!succeeded && fault === 'auth') throw keyRefused(url.shown, detail, true);
      if (!succeeded && fault === 'not_found') throw unknownHere(url, model, detail);
      if (!FAULTS[fault].retryable || attempts === MAX_ATTEMPTS || !options.budget.take()) {
        return {
          kind: 'failure',
          reason: `endpoint.${fault}`,
          detail: `${url.shown}: ${detail} (given up after ${attempts} requests)`,
          ofDocument: FAULTS[fault].ofDocument,
          attempts,
          usage,
          unbilledAttempts,
        };
      }
      const delayMs = retryDelayMs(attempts, retryAfterMs(reading.retryAfter, clock.wall()), options.random);
      const { requestId } = prompt;
      options.onEvent({
        kind: 'retry',
        requestId,
        endpoint: url.shown,
        fault,
        detail,
        attempt: attempts,
        delayMs: Math.round(delayMs),
      });
      await clock.sleep(delayMs, signal);
    }
  };
}

function unknownHere(url: EndpointUrl, model: string, detail: string): Error {
  return usageError(
    `The service ${url.shown} does not know the model ${model} or the address (${detail}). Check \`model\` and \`endpoints\` of its entry under models.`,
  );
}

/** What the SDK made an error of, as the reply that it was. */
function refusedReply({ status, headers, error }: Refusal): Reply {
  const retryAfter = headers?.get('retry-after') ?? undefined;
  return {
    kind: 'response',
    status: status ?? 0,
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
    body: error === undefined ? '' : JSON.stringify({ error }),
  };
}

/** The SDK says "Connection error."; why stands in the last cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? describe(error.cause) : error.message;
}
