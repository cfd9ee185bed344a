import { logProbabilitiesOf, scoresOf } from './answer-numbers.ts';
import {
  asObject,
  broken,
  type ReadAnswer,
  type ReadBody,
  type ReadFault,
  readBody,
  withoutAnswer,
} from './reading.ts';
import type { Reply } from './transport.ts';

/** A completion, as it was read. */
export interface ReadCompletion extends ReadAnswer {
  readonly text: string;
  /** Log-probabilities of the prompt's tokens, or a classifier's scores, where the server was asked for them. */
  readonly numbers?: readonly number[];
  readonly finishReason: string;
}

/** What a reply turned out to be. */
export type Reading = ReadCompletion | ReadFault;

/** Finish reasons that mean the server gave up in the middle (vLLM and SGLang while they stop; vLLM on an error). */
const GIVEN_UP: ReadonlySet<string> = new Set(['abort', 'error']);

/**
 * Finish reasons with which an answer without text is the model's own: the strategy's validators judge it. Asking again
 * would cost as much and, at temperature 0, say the same.
 */
const SAID_WITHOUT_TEXT: ReadonlySet<string> = new Set(['stop', 'length', 'content_filter', 'repetition']);

/**
 * Reads a completion out of a reply, chat or plain. Never throws.
 * `contextLength`: the model's, where known.
 */
export function readReply(reply: Reply, contextLength: number | undefined): Reading {
  const read = readBody(reply, contextLength);
  return read.kind === 'fault' ? read : readCompletion(read);
}

function readCompletion(read: ReadBody): Reading {
  const { body, model, usage } = read;
  const choice = Array.isArray(body['choices']) ? asObject(body['choices'][0]) : undefined;
  if (choice === undefined) {
    const scores = scoresOf(body);
    if (scores !== undefined) return { kind: 'answer', text: '', numbers: scores, finishReason: 'stop', model, usage };
    return withoutAnswer(read, 'the answer has no choices');
  }
  const text = textOf(choice);
  const finishReason = typeof choice['finish_reason'] === 'string' ? choice['finish_reason'] : 'unknown';
  if (GIVEN_UP.has(finishReason)) {
    const detail = `the server gave up in the middle of the answer (finish_reason ${finishReason})`;
    return { ...broken('server_error', detail), usage, unbilled: usage === undefined };
  }
  if (text.trim() === '' && !SAID_WITHOUT_TEXT.has(finishReason)) {
    const detail = `the completion is empty (finish_reason ${finishReason})`;
    return { ...broken('empty_answer', detail), usage, unbilled: usage === undefined };
  }
  const numbers = logProbabilitiesOf(choice, usage?.completionTokens ?? 0);
  return { kind: 'answer', text, ...(numbers === undefined ? {} : { numbers }), finishReason, model, usage };
}

/**
 * The text of a choice: chat's `message.content` (a string, or parts of which the texts are joined), a refusal in its
 * place, or a plain completion's `text`. Reasoning (`reasoning_content`) is not part of the text.
 */
function textOf(choice: Readonly<Record<string, unknown>>): string {
  if (typeof choice['text'] === 'string') return choice['text'];
  const message = asObject(choice['message']);
  const content = message?.['content'];
  if (typeof content === 'string' && content !== '') return content;
  if (Array.isArray(content)) {
    return content
      .map((part) => asObject(part)?.['text'])
      .filter((text) => typeof text === 'string')
      .join('');
  }
  const refusal = message?.['refusal'];
  return typeof refusal === 'string' ? refusal : '';
}
