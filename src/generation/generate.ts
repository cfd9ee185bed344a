import { hash64 } from '../text/hash.ts';
import { estimateTokens } from '../text/tokens.ts';
import { usageError } from '../vocabulary/error.ts';
import { addUsage, type Generation, NO_USAGE, type Usage } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import { readReply, type Reading } from './answer.ts';
import type { Clock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import type { OnEvent } from './events.ts';
import { FAULTS, outOfFiles } from './faults.ts';
import type { Fleet, Lease } from './fleet.ts';
import { keyRefused } from './probe.ts';
import { type Api, completionRequest, requestBody } from './protocol.ts';
import { MAX_ATTEMPTS, type RetryBudget, retryAfterMs, retryDelayMs } from './retry.ts';
import { nameModels } from './served-models.ts';
import type { Reply } from './transport.ts';

/** What it takes to answer the prompts of one configured model. */
export interface GenerateOptions {
  readonly fleet: Fleet;
  /** Overrides the prompt's own wish; undefined leaves it. */
  readonly api: Api | undefined;
  readonly apiKey: string | undefined;
  /** For one attempt with connection, queue and body, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly budget: RetryBudget;
  readonly random: () => number;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
}

/** Attempts of one prompt of which nothing was sent (no connection). They cost nothing, but must end some time. */
const MAX_UNSENT = 20;

type Fault = Extract<Reading, { kind: 'fault' }>;

/**
 * Answers one prompt: sends it where the fleet says, again where that may help, and counts what it cost.
 * Rejects with the signal's reason, with an outage, or with a usage error that only a person can mend.
 */
export async function generate(prompt: Prompt, signal: AbortSignal, options: GenerateOptions): Promise<Generation> {
  const { fleet, clock } = options;
  const api = options.api ?? prompt.endpoint;
  const body = requestBody(prompt, fleet.model, api);
  const affinityHash = Number(hash64(prompt.affinity) & 0xffff_ffffn);
  let attempts = 0;
  let unsent = 0;
  let usage: Usage = NO_USAGE;
  let unbilledAttempts = 0;
  let avoid: Endpoint | undefined;
  options.budget.earn();

  for (;;) {
    const lease = await fleet.lease(affinityHash, avoid, signal);
    const { endpoint } = lease;
    const request = completionRequest(endpoint.url, api, prompt.requestId, body, options.apiKey);
    const reply = await send(lease, request, signal, options);
    const reading = readReply(reply, endpoint.contextLength);

    if (reading.kind === 'answer') {
      const own = reading.usage ?? estimatedUsage(prompt, reading.text);
      fleet.settle(lease, { kind: 'answer', usage: own });
      return {
        kind: 'answer',
        text: reading.text,
        finishReason: reading.finishReason,
        model: reading.model ?? fleet.model,
        completionTokens: own.completionTokens,
        attempts: attempts + 1,
        usage: addUsage(usage, own),
        unbilledAttempts,
      };
    }

    if (reading.fault === 'refused') unsent += 1;
    else attempts += 1;
    if (reading.usage !== undefined) usage = addUsage(usage, reading.usage);
    if (reading.unbilled) unbilledAttempts += 1;
    const configured = fleet.succeeded ? undefined : configurationError(reading, endpoint, options);
    fleet.settle(lease, reading);
    if (configured !== undefined) throw configured;
    if (reading.code !== undefined && outOfFiles(reading.code)) throw filesError(fleet);

    const givenUp = giveUp(reading, attempts, unsent, endpoint, options.budget);
    if (givenUp !== undefined) {
      return {
        kind: 'failure',
        reason: `endpoint.${reading.fault}`,
        detail: `${endpoint.url.shown}: ${reading.detail}${givenUp}`,
        ofDocument: FAULTS[reading.fault].ofDocument,
        attempts,
        usage,
        unbilledAttempts,
      };
    }
    avoid = endpoint;
    const asked = retryAfterMs(reading.retryAfter, clock.wall());
    const delayMs = retryDelayMs(attempts + unsent, asked, options.random);
    options.onEvent({
      kind: 'retry',
      requestId: prompt.requestId,
      endpoint: endpoint.url.shown,
      fault: reading.fault,
      detail: reading.detail,
      attempt: attempts,
      delayMs: Math.round(delayMs),
    });
    await clock.sleep(delayMs, signal);
  }
}

async function send(
  lease: Lease,
  request: Parameters<Endpoint['transport']['send']>[0],
  signal: AbortSignal,
  options: GenerateOptions,
): Promise<Reply> {
  try {
    return await lease.endpoint.transport.send(request, options.requestTimeoutMs, signal);
  } catch (error) {
    options.fleet.cancel(lease);
    throw error;
  }
}

/** Why the prompt is not sent again, to be put behind the fault's own words; undefined: it is. */
function giveUp(
  fault: Fault,
  attempts: number,
  unsent: number,
  endpoint: Endpoint,
  budget: RetryBudget,
): string | undefined {
  if (!FAULTS[fault.fault].retryable) return '';
  if (attempts >= MAX_ATTEMPTS || unsent >= MAX_UNSENT) return ` (given up after ${attempts} requests)`;
  // What an endpoint lost by going down has to be asked again; the budget is for endpoints that answer, badly.
  if (endpoint.breaker.kind !== 'closed' || budget.take()) return undefined;
  return ' (not tried again: the retry budget is used up)';
}

/** Errors that every request would meet, as long as nothing has ever worked. */
function configurationError(fault: Fault, endpoint: Endpoint, options: GenerateOptions): Error | undefined {
  if (fault.fault === 'auth') return keyRefused(endpoint.url.shown, fault.detail, options.apiKey !== undefined);
  if (fault.fault !== 'not_found') return undefined;
  return usageError(
    `The endpoint ${endpoint.url.shown} does not know the model ${options.fleet.model} or the address ` +
      `(${fault.detail}). It serves: ${nameModels(endpoint.served)}. Check --model, and that --endpoint ends in /v1.`,
  );
}

function filesError(fleet: Fleet): Error {
  const { inFlight } = fleet.load();
  // Undici opens a new connection where a used one is not free in the same turn: up to two per request in flight.
  const needed = 2 ** Math.ceil(Math.log2(2 * inFlight + 512));
  return usageError(
    `The process may not open more files, with ${inFlight} requests in flight. ` +
      `Raise the limit (ulimit -n ${needed}) or lower --concurrency, and run the same command again.`,
  );
}

function estimatedUsage(prompt: Prompt, text: string): Usage {
  const promptTokens = estimateTokens(prompt.system ?? '') + estimateTokens(prompt.user);
  return { promptTokens, completionTokens: estimateTokens(text) };
}
