import { hash64 } from '../text/hash.ts';
import { usageError } from '../vocabulary/error.ts';
import { addUsage, type GenerationFailure, NO_USAGE, type Usage } from '../vocabulary/generation.ts';
import type { Clock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import type { OnEvent } from './events.ts';
import { FAULTS, outOfFiles } from './faults.ts';
import type { Fleet } from './fleet.ts';
import type { Lease } from './lease.ts';
import { outOfFilesError } from './open-files.ts';
import { keyRefused } from './probe.ts';
import type { ReadAnswer, ReadFault } from './reading.ts';
import { MAX_ATTEMPTS, type RetryBudget, retryAfterMs, retryDelayMs } from './retry.ts';
import { nameModels } from './served-models.ts';
import type { Outgoing, Reply } from './transport.ts';

/** What it takes to have requests to one configured model answered. */
export interface ExchangeOptions {
  readonly fleet: Fleet;
  readonly apiKey: string | undefined;
  /** For one attempt with connection, queue and body, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly budget: RetryBudget;
  readonly random: () => number;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
}

/** One request, whatever it asks for: how it is put to an endpoint, and how what comes back is read. */
export interface Exchange<A extends ReadAnswer> {
  /** Sent as `X-Request-Id`, and named in events. */
  readonly requestId: string;
  /** Requests with the same value should meet the same server. */
  readonly affinity: string;
  /** The request as this endpoint gets it. */
  outgoing(endpoint: Endpoint): Outgoing;
  /** What a reply turned out to be. Never throws. */
  read(reply: Reply, endpoint: Endpoint): A | ReadFault;
  /** What an answer was billed; where the server does not tell, by estimate. */
  usageOf(answer: A): Usage;
  /** Whether a request that was refused for what we put into it is to be sent again without it, at once. */
  amend(fault: ReadFault, endpoint: Endpoint): boolean;
}

/** An answer, and what it took to get it. */
export interface Exchanged<A extends ReadAnswer> {
  readonly kind: 'answer';
  readonly answer: A;
  /** Billed for the answer alone. */
  readonly own: Usage;
  readonly attempts: number;
  readonly usage: Usage;
  readonly unbilledAttempts: number;
}

/** Attempts of one request of which nothing was sent (no connection). They cost nothing, but must end some time. */
const MAX_UNSENT = 20;

/**
 * Has one request answered: sends it where the fleet says, again where that may help, and counts what it cost.
 * Rejects with the signal's reason, with an outage, or with a usage error that only a person can mend.
 */
export async function exchange<A extends ReadAnswer>(
  request: Exchange<A>,
  signal: AbortSignal,
  options: ExchangeOptions,
): Promise<Exchanged<A> | GenerationFailure> {
  const { fleet, clock } = options;
  const affinityHash = Number(hash64(request.affinity) & 0xffff_ffffn);
  let attempts = 0;
  let unsent = 0;
  let usage: Usage = NO_USAGE;
  let unbilledAttempts = 0;
  let avoid: Endpoint | undefined;
  options.budget.earn();

  for (;;) {
    const lease = await fleet.lease(affinityHash, avoid, signal);
    const { endpoint } = lease;
    const reply = await send(lease, request, signal, options);
    const reading = await believed(request.read(reply, endpoint), endpoint, fleet);

    if (reading.kind === 'answer') {
      const own = request.usageOf(reading);
      fleet.settle(lease, { kind: 'answer', usage: own });
      return {
        kind: 'answer',
        answer: reading,
        own,
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
    const asked = FAULTS[reading.fault].retryable ? retryAfterMs(reading.retryAfter, clock.wall()) : undefined;
    fleet.settle(lease, { ...reading, holdMs: asked });
    if (configured !== undefined) throw configured;
    if (reading.code !== undefined && outOfFiles(reading.code)) throw outOfFilesError(fleet.inFlight);
    if (request.amend(reading, endpoint)) continue;

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
    // The endpoint is left alone for as long as it asks; another one takes the request meanwhile.
    const waitMs = fleet.takesElsewhere(endpoint) ? undefined : asked;
    const delayMs = retryDelayMs(attempts + unsent, waitMs, options.random);
    options.onEvent({
      kind: 'retry',
      requestId: request.requestId,
      endpoint: endpoint.url.shown,
      fault: reading.fault,
      detail: reading.detail,
      attempt: attempts,
      delayMs: Math.round(delayMs),
    });
    await clock.sleep(delayMs, signal);
  }
}

/** An answer is believed only under a name of the model that was asked: else it is a fault, billed all the same. */
async function believed<A extends ReadAnswer>(
  reading: A | ReadFault,
  endpoint: Endpoint,
  fleet: Fleet,
): Promise<A | ReadFault> {
  if (reading.kind === 'fault' || reading.model === undefined) return reading;
  const { model, usage } = reading;
  if (endpoint.names.has(model) || (await fleet.knowsName(endpoint, model))) return reading;
  return {
    kind: 'fault',
    fault: 'wrong_model',
    detail: `the answer is from the model ${model}, not ${fleet.model}`,
    code: undefined,
    usage,
    unbilled: usage === undefined,
    retryAfter: undefined,
    room: undefined,
  };
}

/** Not async: the request and its body are garbage as soon as they are sent, not when the answer is there. */
function send<A extends ReadAnswer>(
  lease: Lease,
  request: Exchange<A>,
  signal: AbortSignal,
  { fleet, requestTimeoutMs }: ExchangeOptions,
): Promise<Reply> {
  const { endpoint } = lease;
  return endpoint.transport.send(request.outgoing(endpoint), requestTimeoutMs, signal).catch((error: unknown) => {
    fleet.cancel(lease);
    throw error;
  });
}

/** Why the request is not sent again, to be put behind the fault's own words; undefined: it is. */
function giveUp(
  fault: ReadFault,
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
function configurationError(fault: ReadFault, endpoint: Endpoint, options: ExchangeOptions): Error | undefined {
  if (fault.fault === 'auth') return keyRefused(endpoint.url.shown, fault.detail, options.apiKey !== undefined);
  if (fault.fault !== 'not_found') return undefined;
  return usageError(
    `The endpoint ${endpoint.url.shown} does not know the model ${options.fleet.model} or the address ` +
      `(${fault.detail}). It serves: ${nameModels(endpoint.served)}. Check --model, and that --endpoint ends in /v1.`,
  );
}
