import { estimateTokens } from '../text/tokens.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import { REPETITION_DEFAULTS, REPETITION_DETECTION } from './repetition-detection.ts';

/** Where one request goes, as far as its fields depend on it. */
export interface Destination {
  /** Tokens of prompt and completion together; undefined where the server does not tell. */
  readonly contextLength: number | undefined;
  readonly detectsRepetition: boolean;
}

/** An answer cut below this part of what the strategy asked for is as good as certain to be cut off. */
const LEAST_PART = 0.5;
/** Estimates may miss a tokenizer's count by so much on prose; a chat template adds so many tokens. */
const MARGIN = 1.1;
const TEMPLATE_TOKENS = 32;

/**
 * The request fields that an endpoint gets: `max_tokens` no larger than the context leaves by our estimate, but never
 * below half of what the strategy asked for (the server counts exactly, and says so), and `repetition_detection` where
 * the server knows it, the strategy does not set it and a good answer does not repeat itself. The prompt's own fields where nothing changes.
 * `room`: what a server said that the context leaves; it overrides the estimate.
 */
export function requestFields(prompt: Prompt, to: Destination, room: number | undefined): JsonObject {
  const { fields } = prompt;
  const limit = fittingMaxTokens(prompt, room ?? estimatedRoom(prompt, to.contextLength));
  const detect = to.detectsRepetition && prompt.mayRepeat !== true && !(REPETITION_DETECTION in fields);
  if (limit === fields['max_tokens'] && !detect) return fields;
  return {
    ...fields,
    ...(limit === undefined ? {} : { max_tokens: limit }),
    ...(detect ? { [REPETITION_DETECTION]: REPETITION_DEFAULTS } : {}),
  };
}

/** Whether a request that did not fit may be sent again with an answer of `room` tokens. */
export function fitsWith(prompt: Prompt, room: number | undefined): boolean {
  const wanted = prompt.fields['max_tokens'];
  return room !== undefined && typeof wanted === 'number' && room < wanted && room >= LEAST_PART * wanted;
}

function fittingMaxTokens(prompt: Prompt, room: number): number | undefined {
  const wanted = prompt.fields['max_tokens'];
  if (typeof wanted !== 'number') return undefined;
  return Math.min(wanted, Math.max(Math.ceil(LEAST_PART * wanted), Math.floor(room)));
}

function estimatedRoom(prompt: Prompt, contextLength: number | undefined): number {
  if (contextLength === undefined) return Number.POSITIVE_INFINITY;
  const system = prompt.system ?? '';
  const wanted = prompt.fields['max_tokens'];
  // Hardly any text has more tokens than UTF-16 units: nothing to count where even that would fit.
  if (typeof wanted === 'number' && prompt.user.length + system.length + TEMPLATE_TOKENS + wanted <= contextLength) {
    return Number.POSITIVE_INFINITY;
  }
  return contextLength - MARGIN * (estimateTokens(prompt.user) + estimateTokens(system)) - TEMPLATE_TOKENS;
}
