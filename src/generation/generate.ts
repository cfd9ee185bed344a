import { hash64 } from '../text/hash.ts';
import { estimateTokens } from '../text/tokens.ts';
import { usageError } from '../vocabulary/error.ts';
import { addUsage, type Generation, NO_USAGE, type Usage } from '../vocabulary/generation.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import type { ChatTemplate, Prompt, PromptEndpoint } from '../vocabulary/prompt.ts';
import { readReply, type Reading } from './answer.ts';
import type { Clock } from './clock.ts';
import type { Endpoint } from './endpoint.ts';
import type { OnEvent } from './events.ts';
import { FAULTS, outOfFiles } from './faults.ts';
import type { Fleet } from './fleet.ts';
import type { Lease } from './lease.ts';
import { outOfFilesError } from './open-files.ts';
import { keyRefused } from './probe.ts';
import { type Api, completionRequest, requestBody } from './protocol.ts';
import { REPETITION_DETECTION, refusesRepetitionDetection } from './repetition-detection.ts';
import { fitsWith, requestFields } from './request-fields.ts';
import { MAX_ATTEMPTS, type RetryBudget, retryAfterMs, retryDelayMs } from './retry.ts';
import { nameModels } from './served-models.ts';
import type { Reply } from './transport.ts';

/** What it takes to answer the prompts of one configured model. */
export interface GenerateOptions {
  readonly fleet: Fleet;
  /** Overrides the prompt's own wish; undefined leaves it. */
  readonly api: Api | undefined;
  /** Overrides the prompt's own template for completions; undefined leaves it. */
  readonly chatTemplate: ChatTemplate | undefined;
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
  // Numbers come from one address only, whatever is used for text.
  const api = prompt.endpoint === 'classify' ? 'classify' : (options.api ?? prompt.endpoint);
  const affinityHash = Number(hash64(prompt.affinity) & 0xffff_ffffn);
  let attempts = 0;
  let unsent = 0;
  let usage: Usage = NO_USAGE;
  let unbilledAttempts = 0;
  let avoid: Endpoint | undefined;
  /** What a server said that the context leaves for the answer. */
  let room: number | undefined;
  options.budget.earn();

  for (;;) {
    const lease = await fleet.lease(affinityHash, avoid, signal);
    const { endpoint } = lease;
    const { coming, fields } = send(lease, { prompt, api, room }, signal, options);
    const reply = await coming;
    const reading = await believed(readReply(reply, endpoint.contextLength), endpoint, fleet);

    if (reading.kind === 'answer') {
      const own = reading.usage ?? estimatedUsage(prompt, reading.text);
      fleet.settle(lease, { kind: 'answer', usage: own });
      return {
        kind: 'answer',
        text: reading.text,
        ...(reading.numbers === undefined ? {} : { numbers: reading.numbers }),
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
    const asked = FAULTS[reading.fault].retryable ? retryAfterMs(reading.retryAfter, clock.wall()) : undefined;
    fleet.settle(lease, { ...reading, holdMs: asked });
    if (configured !== undefined) throw configured;
    if (reading.code !== undefined && outOfFiles(reading.code)) throw outOfFilesError(fleet.inFlight);

    // A request that is refused for what we put into it is sent again without it, at once.
    if (reading.fault === 'context_length' && room === undefined && fitsWith(prompt, reading.room)) {
      room = reading.room;
      continue;
    }
    if (refusesOurField(reading, fields, prompt)) {
      endpoint.detectsRepetition = false;
      continue;
    }

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

/** An answer is believed only under a name of the model that was asked: else it is a fault, billed all the same. */
async function believed(reading: Reading, endpoint: Endpoint, fleet: Fleet): Promise<Reading> {
  if (reading.kind !== 'answer' || reading.model === undefined) return reading;
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

/** Whether a request was refused for `repetition_detection`, which we had added. */
function refusesOurField(fault: Fault, sent: JsonObject, prompt: Prompt): boolean {
  const added = REPETITION_DETECTION in sent && !(REPETITION_DETECTION in prompt.fields);
  return added && fault.fault === 'rejected' && refusesRepetitionDetection(fault.detail);
}

/**
 * Sends a prompt: the reply to come, and the fields it was sent with. Not async: the prompt's text, the request and its
 * body are garbage as soon as they are sent, not when the answer is there.
 */
function send(
  lease: Lease,
  asked: { readonly prompt: Prompt; readonly api: PromptEndpoint; readonly room: number | undefined },
  signal: AbortSignal,
  { fleet, apiKey, chatTemplate, requestTimeoutMs }: GenerateOptions,
): { coming: Promise<Reply>; fields: JsonObject } {
  const { endpoint } = lease;
  const { layout } = asked.prompt;
  // A copy, since reading the text of a prompt renders it.
  const prompt: Prompt = {
    ...asked.prompt,
    user: asked.prompt.user,
    layout: { ...layout, template: chatTemplate ?? layout.template },
  };
  const fields = requestFields(prompt, endpoint, asked.room);
  const body = requestBody(prompt, fleet.model, asked.api, fields);
  const request = completionRequest(endpoint.url, asked.api, prompt.requestId, body, apiKey);
  const coming = endpoint.transport.send(request, requestTimeoutMs, signal).catch((error: unknown) => {
    fleet.cancel(lease);
    throw error;
  });
  return { coming, fields };
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

function estimatedUsage(prompt: Prompt, text: string): Usage {
  const promptTokens = estimateTokens(prompt.system ?? '') + estimateTokens(prompt.user);
  return { promptTokens, completionTokens: estimateTokens(text) };
}
