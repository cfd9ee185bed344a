import type { IncomingMessage, ServerResponse } from 'node:http';
import { hash64 } from '../text/hash.ts';
import type { Answerer, SimulatedAnswer } from './answer.ts';
import { readBody } from './body.ts';
import type { Fault } from './fault-kinds.ts';
import { checkGenerationRequest, type GenerationEndpoint, type GenerationRequest } from './generation-request.ts';
import type { Job } from './job.ts';
import { toldLogprobs } from './logprobs.ts';
import type { RequestMetrics } from './metrics.ts';
import type { SimulatorSettings } from './options.ts';
import { promptBlocks } from './prompt-blocks.ts';
import type { RealTimeEngine } from './real-time.ts';
import { classification } from './classification.ts';
import { errorReply, type Reply } from './reply.ts';
import { isAtOnce, isWhole, sendAtOnce, sendFaulty } from './send-fault.ts';
import { send } from './send.ts';
import type { RequestCounters } from './stats.ts';

/** What of a replica serves requests for text. Its model and its metrics change when it restarts. */
export interface GeneratingReplica {
  readonly model: string;
  readonly engine: RealTimeEngine;
  readonly metrics: RequestMetrics;
  /** The fault that this attempt of a request meets, if any. */
  nextFault(requestKey: string): Fault | undefined;
}

/** Serves one request for text, from its body to the last byte of the answer. */
export type ServeGeneration = (
  endpoint: GenerationEndpoint,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** Makes the handler of the two generating endpoints of a replica. */
export function createServeGeneration(
  settings: SimulatorSettings,
  replica: GeneratingReplica,
  answerer: Answerer,
  counters: RequestCounters,
): ServeGeneration {
  return async (endpoint, request, response) => {
    counters.received += 1;
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
    const { model } = replica;
    const checked = checkGenerationRequest(endpoint, body.text, { model, contextLength: settings.contextLength });
    if (checked.kind === 'refused') {
      counters.refused += 1;
      send(response, checked.reply);
      return;
    }

    const header = request.headers['x-request-id'];
    const requestId = typeof header === 'string' && header !== '' ? header : undefined;
    const requestKey = requestId ?? hash64(body.text).toString(16);
    const fault = replica.nextFault(requestKey);
    if (fault !== undefined) counters.faults[fault] += 1;
    if (response.destroyed) {
      counters.abandoned += 1;
      return;
    }
    if (fault !== undefined && isAtOnce(fault)) {
      if (fault === 'hang') response.once('close', () => (counters.abandoned += 1));
      sendAtOnce(response, fault, settings.faults);
      return;
    }

    const answer = answerer(checked.request, requestId, requestKey);
    const { promptTokens } = checked.request;
    const body200 =
      endpoint === 'classify'
        ? classification(model, requestKey, checked.request, settings, answer.misbehaviour)
        : answerBody(endpoint, model, requestKey, checked.request, answer);
    const whole: Reply = { status: 200, contentType: 'application/json', body: body200 };
    const { metrics, engine } = replica;
    let finished = false;
    const job: Job = {
      promptTokens,
      outputTokens: Math.max(1, answer.tokens),
      blocks: promptBlocks(checked.request.prompt, promptTokens),
      finished(timing) {
        finished = true;
        metrics.finished(answer.finishReason, timing);
        if (answer.misbehaviour !== undefined) counters.misbehaved[answer.misbehaviour] += 1;
        if (fault === undefined || isWhole(fault)) counters.answered += 1;
        if (fault === undefined) send(response, whole);
        else sendFaulty(response, fault, whole, settings.faults);
      },
    };
    response.once('close', () => {
      if (finished) return;
      counters.abandoned += 1;
      metrics.finished('abort');
      engine.cancel(job);
    });
    engine.submit(job);
  };
}

/**
 * The body of an answer, written by hand: most of it is the same for every request. `created` is 0: identical requests
 * get identical bytes.
 */
function answerBody(
  endpoint: Exclude<GenerationEndpoint, 'classify'>,
  model: string,
  requestKey: string,
  { prompt, promptTokens, logprobs }: GenerationRequest,
  { json, tokens, finishReason, misbehaviour }: SimulatedAnswer,
): string {
  // A server that forgets them is what a client has to reckon with.
  const told =
    logprobs === undefined || misbehaviour !== undefined
      ? '"logprobs":null'
      : toldLogprobs(prompt, promptTokens, tokens, logprobs);
  const [prefix, object, content] =
    endpoint === 'chat'
      ? ['chatcmpl', 'chat.completion', `"message":{"role":"assistant","content":${json}}`]
      : ['cmpl', 'text_completion', `"text":${json}`];
  return (
    `{"id":${JSON.stringify(`${prefix}-${requestKey}`)},"object":"${object}","created":0,` +
    `"model":${JSON.stringify(model)},"choices":[{"index":0,${content},${told},` +
    `"finish_reason":"${finishReason}"}],"usage":{"prompt_tokens":${promptTokens},` +
    `"total_tokens":${promptTokens + tokens},"completion_tokens":${tokens}}}`
  );
}
