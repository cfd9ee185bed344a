import { servesStrategy, writeExtractively } from '../extractive/write.ts';
import { cutToTokens } from './cut.ts';
import type { GenerationRequest } from './generation-request.ts';
import { drawMisbehaviour, misbehave, type Misbehaviour } from './misbehaviour.ts';
import type { SimulatorSettings } from './options.ts';
import { DEFAULT_STRATEGY, readRequest } from './read-request.ts';

/** What the simulated model answers. */
export interface SimulatedAnswer {
  readonly text: string;
  /** Estimated tokens of the text. */
  readonly tokens: number;
  readonly finishReason: 'stop' | 'length';
  readonly misbehaviour: Misbehaviour | undefined;
}

/** Answers a request. A function of the settings, the request's key (its id, or a hash of its body) and the request. */
export type Answerer = (
  request: GenerationRequest,
  requestId: string | undefined,
  requestKey: string,
) => SimulatedAnswer;

const FIXED_SENTENCE = 'Every request is answered with these same words, whatever it asks. ';

/** Makes the answerer that the settings ask for. */
export function createAnswerer(settings: SimulatorSettings): Answerer {
  if (settings.answers === 'fixed') {
    const text = FIXED_SENTENCE.repeat(Math.ceil(settings.fixedCharacters / FIXED_SENTENCE.length));
    const fixed = text.slice(0, settings.fixedCharacters);
    const whole = { ...bounded(fixed, Infinity), misbehaviour: undefined };
    return ({ maxTokens }) =>
      whole.tokens <= maxTokens ? whole : { ...bounded(fixed, maxTokens), misbehaviour: undefined };
  }
  return (request, requestId, requestKey) => {
    const read = readRequest(requestId, request.user);
    const brief = servesStrategy(read.strategy) ? read : { ...read, strategy: DEFAULT_STRATEGY };
    const misbehaviour = drawMisbehaviour(settings.misbehaviour, settings.seed, requestKey);
    const written = writeExtractively(brief);
    const text = misbehaviour === undefined ? written : misbehave(misbehaviour, written, brief.source);
    return { ...bounded(text, request.maxTokens), misbehaviour };
  };
}

function bounded(text: string, maxTokens: number): Pick<SimulatedAnswer, 'text' | 'tokens' | 'finishReason'> {
  const { text: kept, tokens, cut } = cutToTokens(text, maxTokens);
  return { text: kept, tokens, finishReason: cut ? 'length' : 'stop' };
}
