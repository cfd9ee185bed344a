import type { IncomingMessage, ServerResponse } from 'node:http';
import { hash64 } from '../text/hash.ts';
import { createAnswerer, type SimulatedAnswer } from './answer.ts';
import { readBody } from './body.ts';
import { createFaultDealer, type Fault } from './faults.ts';
import { checkGenerationRequest, type GenerationEndpoint, type GenerationRequest } from './generation-request.ts';
import type { SimulatorSettings } from './options.ts';
import { errorReply, jsonReply, type Reply } from './reply.ts';
import { send, sendHalf } from './send.ts';
import type { Slots } from './slots.ts';
import type { Counters } from './stats.ts';

const MALFORMED_REPLY: Reply = { status: 200, contentType: 'application/json', body: '{"id": "chatcmpl-' };

const STATUS_FAULTS: Readonly<Partial<Record<Fault, Reply>>> = {
  status429: errorReply(429, 'RateLimitError', 'Too many requests (a simulated fault).'),
  status500: errorReply(500, 'InternalServerError', 'Internal server error (a simulated fault).'),
  status503: errorReply(503, 'ServiceUnavailableError', 'Service unavailable (a simulated fault).'),
};

/** Serves one request for text, from its body to the last byte of the answer. */
export type ServeGeneration = (
  endpoint: GenerationEndpoint,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/**
 * Makes the handler of the two generating endpoints.
 * A fault that a status tells, and a reset, come at once and take no slot; the others come after the work.
 */
export function createServeGeneration(settings: SimulatorSettings, slots: Slots, counters: Counters): ServeGeneration {
  const answerer = createAnswerer(settings);
  const faults = createFaultDealer(settings.faults, settings.seed);

  return async (endpoint, request, response) => {
    counters.received += 1;
    const gone = whenGone(response);

    const body = await readBody(request, settings.maxBodyBytes);
    if (body.kind === 'gone') {
      counters.abandoned += 1;
      return;
    }
    if (body.kind === 'too_large') {
      counters.refused += 1;
      send(response, errorReply(413, 'BadRequestError', `The body is larger than ${settings.maxBodyBytes} bytes.`));
      return;
    }
    const checked = checkGenerationRequest(endpoint, body.text, settings);
    if (checked.kind === 'refused') {
      counters.refused += 1;
      send(response, checked.reply);
      return;
    }

    const header = request.headers['x-request-id'];
    const requestId = typeof header === 'string' && header !== '' ? header : undefined;
    const requestKey = requestId ?? hash64(body.text).toString(16);
    const fault = faults.next(requestKey);
    if (fault !== undefined) {
      counters.faults[fault] += 1;
      if (failAtOnce(fault, settings, response)) return;
    }

    if (!(await slots.acquire(gone))) {
      counters.abandoned += 1;
      return;
    }
    let held = 0;
    try {
      const answer = answerer(checked.request, requestId, requestKey);
      held = checked.request.promptTokens + answer.tokens;
      counters.tokensInFlight += held;
      if (!(await waited(settings, answer, gone))) {
        counters.abandoned += 1;
        return;
      }
      counters.promptTokens += checked.request.promptTokens;
      counters.generationTokens += answer.tokens;
      if (answer.misbehaviour !== undefined) counters.misbehaved[answer.misbehaviour] += 1;

      const reply = jsonReply(200, generationBody(endpoint, settings.model, requestKey, checked.request, answer));
      if (fault === 'malformed') send(response, MALFORMED_REPLY);
      else if (fault === 'halfAnswer') sendHalf(response, reply);
      else {
        counters.answered += 1;
        send(response, reply);
      }
    } finally {
      counters.tokensInFlight -= held;
      slots.release();
    }
  };
}

/** Fails with the faults that need no work done; returns whether it was one. */
function failAtOnce(fault: Fault, settings: SimulatorSettings, response: ServerResponse): boolean {
  if (fault === 'reset') {
    response.socket?.resetAndDestroy();
    return true;
  }
  const reply = STATUS_FAULTS[fault];
  if (reply === undefined) return false;
  const { retryAfterSeconds } = settings.faults;
  const mayReturn = reply.status !== 500 && retryAfterSeconds !== undefined;
  send(response, mayReturn ? { ...reply, retryAfter: retryAfterSeconds } : reply);
  return true;
}

/** Aborts when the client leaves before the whole answer is written. */
function whenGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** Waits as long as the answer takes to make; resolves to false when the client leaves meanwhile. */
function waited(settings: SimulatorSettings, answer: SimulatedAnswer, gone: AbortSignal): Promise<boolean> {
  const generating = settings.tokensPerSecond === undefined ? 0 : (answer.tokens / settings.tokensPerSecond) * 1000;
  const milliseconds = Math.round(settings.latencyMs + generating);
  if (gone.aborted) return Promise.resolve(false);
  if (milliseconds === 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const leave = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      gone.removeEventListener('abort', leave);
      resolve(true);
    }, milliseconds);
    gone.addEventListener('abort', leave, { once: true });
  });
}

/** The body of an answer. `created` is 0: identical requests get identical bytes. */
function generationBody(
  endpoint: GenerationEndpoint,
  model: string,
  requestKey: string,
  request: GenerationRequest,
  answer: SimulatedAnswer,
): unknown {
  const usage = {
    prompt_tokens: request.promptTokens,
    total_tokens: request.promptTokens + answer.tokens,
    completion_tokens: answer.tokens,
  };
  const ending = { logprobs: null, finish_reason: answer.finishReason };
  return endpoint === 'chat'
    ? {
        id: `chatcmpl-${requestKey}`,
        object: 'chat.completion',
        created: 0,
        model,
        choices: [{ index: 0, message: { role: 'assistant', content: answer.text }, ...ending }],
        usage,
      }
    : {
        id: `cmpl-${requestKey}`,
        object: 'text_completion',
        created: 0,
        model,
        choices: [{ index: 0, text: answer.text, ...ending }],
        usage,
      };
}
