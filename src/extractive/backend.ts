import { estimateTokens } from '../text/tokens.ts';
import type { Backend } from '../vocabulary/backend.ts';
import type { Generation } from '../vocabulary/generation.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import { READING, type Reading, servesStrategy, writeExtractively } from './write.ts';

/** Sources kept parsed: enough for a document whose strategies are asked one after the other, few enough to forget. */
const REMEMBERED_SOURCES = 16;

/**
 * The built-in backend: it answers from the brief by rule, without a model, a network or a download, and always the
 * same. Usage is estimated from the texts. A strategy that it does not serve is an `endpoint.unserved` failure.
 *
 * One answer is computed per turn of the event loop, so that timers, signals and sockets live however many requests
 * are in flight.
 */
export function createExtractiveBackend(): Backend {
  const reading: Reading = { source: remembering(READING.source), removed: remembering(READING.removed) };
  let turn: Promise<void> = Promise.resolve();
  return {
    name: 'extractive',
    languageModel: false,
    async generate(prompt, signal) {
      turn = turn.then(nextTurn);
      await turn;
      signal.throwIfAborted();
      return answer(prompt, reading);
    },
    close: () => Promise.resolve(),
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function answer(prompt: Prompt, reading: Reading): Generation {
  const { strategy } = prompt.brief;
  if (!servesStrategy(strategy)) {
    return {
      kind: 'failure',
      reason: 'endpoint.unserved',
      detail: `the built-in backend has no rules for strategy "${strategy}"; use a served model for it`,
      ofDocument: true,
      attempts: 0,
      usage: { promptTokens: 0, completionTokens: 0 },
      unbilledAttempts: 0,
    };
  }
  const text = writeExtractively(prompt.brief, reading);
  const completionTokens = estimateTokens(text);
  const promptTokens = estimateTokens(prompt.user) + estimateTokens(prompt.system ?? '');
  return {
    kind: 'answer',
    text,
    finishReason: 'stop',
    model: 'extractive',
    completionTokens,
    attempts: 1,
    usage: { promptTokens, completionTokens },
    unbilledAttempts: 0,
  };
}

/** Several strategies, and several windows, ask about the same text within a short time: it is looked at once. */
function remembering<T>(look: (text: string, language: string) => T): (text: string, language: string) => T {
  const remembered = new Map<string, T>();
  return (text, language) => {
    const key = `${language}\n${text}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const seen = look(text, language);
    const oldest = remembered.size < REMEMBERED_SOURCES ? undefined : remembered.keys().next().value;
    if (oldest !== undefined) remembered.delete(oldest);
    remembered.set(key, seen);
    return seen;
  };
}
