import { estimateTokens } from '../text/tokens.ts';
import type { Generation, Usage } from '../vocabulary/generation.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import type { ChatTemplate, Prompt } from '../vocabulary/prompt.ts';
import { type ReadCompletion, readReply } from './answer.ts';
import { exchange, type Exchange, type ExchangeOptions } from './exchange.ts';
import { type Api, apiRequest, requestBody } from './protocol.ts';
import type { ReadFault } from './reading.ts';
import { REPETITION_DETECTION, refusesRepetitionDetection } from './repetition-detection.ts';
import { fitsWith, requestFields } from './request-fields.ts';

/** What it takes to answer the prompts of one configured model. */
export interface GenerateOptions extends ExchangeOptions {
  /** Overrides the prompt's own wish; undefined leaves it. */
  readonly api: Api | undefined;
  /** Overrides the prompt's own template for completions; undefined leaves it. */
  readonly chatTemplate: ChatTemplate | undefined;
}

/**
 * Answers one prompt, with what the fleet has to do for it.
 * Rejects with the signal's reason, with an outage, or with a usage error that only a person can mend.
 */
export async function generate(prompt: Prompt, signal: AbortSignal, options: GenerateOptions): Promise<Generation> {
  const exchanged = await exchange(completionOf(prompt, options), signal, options);
  if (exchanged.kind === 'failure') return exchanged;
  const { answer, own, attempts, usage, unbilledAttempts } = exchanged;
  return {
    kind: 'answer',
    text: answer.text,
    ...(answer.numbers === undefined ? {} : { numbers: answer.numbers }),
    finishReason: answer.finishReason,
    model: answer.model ?? options.fleet.model,
    completionTokens: own.completionTokens,
    attempts,
    usage,
    unbilledAttempts,
  };
}

/** The exchange of a prompt for its completion, chat or plain. */
function completionOf(
  prompt: Prompt,
  { fleet, api: wanted, chatTemplate, apiKey }: GenerateOptions,
): Exchange<ReadCompletion> {
  // Numbers come from one address only, whatever is used for text.
  const api = prompt.endpoint === 'classify' ? 'classify' : (wanted ?? prompt.endpoint);
  /** What a server said that the context leaves for the answer. */
  let room: number | undefined;
  let sent: JsonObject = {};
  return {
    requestId: prompt.requestId,
    affinity: prompt.affinity,
    outgoing(endpoint) {
      const { layout } = prompt;
      // A copy, since reading the text of a prompt renders it.
      const rendered: Prompt = {
        ...prompt,
        user: prompt.user,
        layout: { ...layout, template: chatTemplate ?? layout.template },
      };
      sent = requestFields(rendered, endpoint, room);
      const body = requestBody(rendered, fleet.model, api, sent);
      return apiRequest(endpoint.url, api, prompt.requestId, body, apiKey);
    },
    read: (reply, { contextLength }) => readReply(reply, contextLength),
    usageOf: ({ usage, text }) => usage ?? estimatedUsage(prompt, text),
    amend(fault, endpoint) {
      if (fault.fault === 'context_length' && room === undefined && fitsWith(prompt, fault.room)) {
        room = fault.room;
        return true;
      }
      if (!refusesOurField(fault, sent, prompt)) return false;
      endpoint.detectsRepetition = false;
      return true;
    },
  };
}

/** Whether a request was refused for `repetition_detection`, which we had added. */
function refusesOurField(fault: ReadFault, sent: JsonObject, prompt: Prompt): boolean {
  const added = REPETITION_DETECTION in sent && !(REPETITION_DETECTION in prompt.fields);
  return added && fault.fault === 'rejected' && refusesRepetitionDetection(fault.detail);
}

function estimatedUsage(prompt: Prompt, text: string): Usage {
  const promptTokens = estimateTokens(prompt.system ?? '') + estimateTokens(prompt.user);
  return { promptTokens, completionTokens: estimateTokens(text) };
}
