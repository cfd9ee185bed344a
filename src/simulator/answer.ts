import { writeExtractively } from '../extractive/write.ts';
import { estimateTokens } from '../text/tokens.ts';
import { cutToTokens } from '../text/cut.ts';
import type { GenerationRequest } from './generation-request.ts';
import { judgeRewrite } from './judge.ts';
import { drawLength } from './lengths.ts';
import { drawMisbehaviour, misbehave, type Misbehaviour } from './misbehaviour.ts';
import type { SimulatorSettings } from './options.ts';
import { rate } from './rate.ts';
import { readRequest, userTurn } from './read-request.ts';

/** What the simulated model answers. */
export interface SimulatedAnswer {
  /** The text as a JSON string, quotes included. */
  readonly json: string;
  /** Tokens of the text: estimated, or as drawn. */
  readonly tokens: number;
  readonly finishReason: 'stop' | 'length';
  /** Undefined also where it changed nothing: there was no injection to obey, say. */
  readonly misbehaviour: Misbehaviour | undefined;
}

/** Answers a request. A function of the settings, the request's key (its id, or a hash of its body) and the request. */
export type Answerer = (
  request: GenerationRequest,
  requestId: string | undefined,
  requestKey: string,
) => SimulatedAnswer;

/** It has nothing that JSON would escape. */
const FIXED_SENTENCE = 'Every request is answered with these same words, whatever it asks. ';

/** Different bounds on a fixed answer that are kept cut to length. */
const CUTS_KEPT = 4096;

/** Makes the answerer that the settings ask for. */
export function createAnswerer(settings: SimulatorSettings): Answerer {
  if (settings.answers === 'fixed') {
    return settings.outputTokens === undefined ? fixedAnswers(settings) : drawnAnswers(settings, settings.outputTokens);
  }
  return (request, requestId, requestKey) => {
    const brief = readRequest(requestId, request.user);
    const misbehaviour = drawMisbehaviour(settings.misbehaviour, settings.seed, requestKey);
    const written =
      judgeRewrite(request.user) ?? rate(userTurn(request.user), settings.seed) ?? writeExtractively(brief);
    const text =
      misbehaviour === undefined ? written : misbehave(misbehaviour, written, brief.source, userTurn(request.user));
    return { ...bounded(text, request.maxTokens), misbehaviour: text === written ? undefined : misbehaviour };
  };
}

function fixedAnswers({ fixedCharacters }: SimulatorSettings): Answerer {
  const text = repeated(fixedCharacters);
  const whole = bounded(text, Infinity);
  const cuts = new Map<number, SimulatedAnswer>();
  return ({ maxTokens }) => {
    if (whole.tokens <= maxTokens) return whole;
    const known = cuts.get(maxTokens);
    if (known !== undefined) return known;
    const cut = bounded(text, maxTokens);
    if (cuts.size < CUTS_KEPT) cuts.set(maxTokens, cut);
    return cut;
  };
}

function drawnAnswers(settings: SimulatorSettings, spread: NonNullable<SimulatorSettings['outputTokens']>): Answerer {
  const sample = repeated(10_000);
  const charactersPerToken = sample.length / estimateTokens(sample);
  const longest = repeated(Math.ceil(settings.contextLength * charactersPerToken));
  return ({ maxTokens }, _, requestKey) => {
    const drawn = drawLength(spread, settings.seed, requestKey);
    const tokens = Math.min(drawn, maxTokens);
    return {
      json: `"${longest.slice(0, Math.max(1, Math.round(tokens * charactersPerToken)))}"`,
      tokens,
      finishReason: drawn <= maxTokens ? 'stop' : 'length',
      misbehaviour: undefined,
    };
  };
}

function repeated(characters: number): string {
  return FIXED_SENTENCE.repeat(Math.ceil(characters / FIXED_SENTENCE.length)).slice(0, characters);
}

function bounded(text: string, maxTokens: number): SimulatedAnswer {
  const { text: kept, tokens, cut } = cutToTokens(text, maxTokens);
  return {
    json: JSON.stringify(kept),
    tokens,
    finishReason: cut ? 'length' : 'stop',
    misbehaviour: undefined,
  };
}
