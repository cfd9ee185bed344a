import type { IncomingMessage, ServerResponse } from 'node:http';
import { hash64 } from '../text/hash.ts';
import type { Answerer, SimulatedAnswer } from './answer.ts';
import { readBody } from './body.ts';
import { classification } from './classification.ts';
import { checkEmbeddingRequest, embeddingBody } from './embedding-request.ts';
import type { Fault } from './fault-kinds.ts';
import {
  checkGenerationRequest,
  type GenerationEndpoint,
  type GenerationRequest,
  type ServedModel,
} from './generation-request.ts';
import type { Job } from './job.ts';
import { toldLogprobs } from './logprobs.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import type { RequestMetrics } from './metrics.ts';
import type { SimulatorSettings } from './options.ts';
import { promptBlocks } from './prompt-blocks.ts';
import type { RealTimeEngine } from './real-time.ts';
import { errorReply, type Reply } from './reply.ts';
import { isAtOnce, isWhole, sendAtOnce, sendFaulty } from './send-fault.ts';
import { send } from './send.ts';
import type { RequestCounters } from './stats.ts';

/** What a model can be asked for. */
export type ModelEndpoint = GenerationEndpoint | 'embeddings';

/** What of a replica serves requests to its model. Its model and its metrics change when it restarts. */
export interface ModelReplica {
  readonly model: string;
  readonly engine: RealTimeEngine;
  readonly metrics: RequestMetrics;
  /** The fault that this attempt of a request meets, if any. */
  nextFault(requestKey: string): Fault | undefined;
}

/** Serves one request to the model, from its body to the last byte of the answer. */
export type ServeModel = (endpoint: ModelEndpoint, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A request that is accepted: what it costs the engine, and what it is answered. */
interface Work {
  readonly prompt: string;
  readonly promptTokens: number;
  answer(requestId: string | undefined, requestKey: string): WorkDone;
}

interface WorkDone extends Pick<SimulatedAnswer, 'tokens' | 'finishReason'> {
  readonly body: string;
  readonly misbehaviour: Misbehaviour | undefined;
}

/** Makes the handler of the endpoints of a replica that its model answers. */
export function createServeModel(
  settings: SimulatorSettings,
  replica: ModelReplica,
  answerer: Answerer,
  counters: RequestCounters,
): ServeModel {
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
    const work = acceptWork(endpoint, body.text, settings, { model, contextLength: settings.contextLength }, answerer);
    if ('refused' in work) {
      counters.refused += 1;
      send(response, work.refused);
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

    const answer = work.answer(requestId, requestKey);
    const { promptTokens } = work;
    const whole: Reply = { status: 200, contentType: 'application/json', body: answer.body };
    const { metrics, engine } = replica;
    let finished = false;
    const job: Job = {
      promptTokens,
      outputTokens: Math.max(1, answer.tokens),
      blocks: promptBlocks(work.prompt, promptTokens),
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

/** What a request asks for, or why it is refused. Embeddings keep an engine busy for one token. */
function acceptWork(
  endpoint: ModelEndpoint,
  body: string,
  settings: SimulatorSettings,
  served: ServedModel,
  answerer: Answerer,
): Work | { readonly refused: Reply } {
  const { model } = served;
  if (endpoint === 'embeddings') {
    const checked = checkEmbeddingRequest(body, served);
    if (checked.kind === 'refused') return { refused: checked.reply };
    const { request } = checked;
    return {
      prompt: request.texts.join('\n'),
      promptTokens: request.promptTokens,
      answer: (_, requestKey) => ({
        body: embeddingBody(requestKey, model, request),
        tokens: 1,
        finishReason: 'stop',
        misbehaviour: undefined,
      }),
    };
  }
  const checked = checkGenerationRequest(endpoint, body, served);
  if (checked.kind === 'refused') return { refused: checked.reply };
  const { request } = checked;
  return {
    prompt: request.prompt,
    promptTokens: request.promptTokens,
    answer(requestId, requestKey) {
      const answer = answerer(request, requestId, requestKey);
      const written =
        endpoint === 'classify'
          ? classification(model, requestKey, request, settings, answer.misbehaviour)
          : answerBody(endpoint, model, requestKey, request, answer);
      return { ...answer, body: written };
    },
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
