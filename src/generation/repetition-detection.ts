import type { JsonObject } from '../vocabulary/json.ts';
import type { Engine } from './served-models.ts';

/** The request field with which vLLM ends an answer that goes round in circles (`finish_reason: repetition`). */
export const REPETITION_DETECTION = 'repetition_detection';

/**
 * What is sent where a strategy does not say otherwise: the last tokens are one piece of 20 to 40 tokens four times
 * over. A shorter loop is also one of twice the length, so all loops of up to 40 tokens are found, after 80 to 160.
 * No text that passes `loop` ends so. The range is narrow because the server tries each size on every token.
 */
export const REPETITION_DEFAULTS: JsonObject = { min_pattern_size: 20, max_pattern_size: 40, min_count: 4 };

/** vLLM knows the field since 0.17.0 (its pull request 35451). */
const SINCE = { major: 0, minor: 17 };

/** Whether a server knows the field, by what it is and the version it tells. In doubt it does not. */
export function knowsRepetitionDetection(engine: Engine, version: string | undefined): boolean {
  const found = engine === 'vllm' ? /^v?(\d+)\.(\d+)/.exec(version ?? '') : null;
  if (found === null) return false;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  return major > SINCE.major || (major === SINCE.major && minor >= SINCE.minor);
}

/** Refusals of a field that a server does not know: its name, or that there is one too many. */
const REFUSED =
  /repetition_detection|extra (?:field|input|key|param)|(?:unknown|unrecognized|unexpected|unsupported) /i;

/** Whether a 400's or 422's words may be about this field. */
export function refusesRepetitionDetection(detail: string): boolean {
  return REFUSED.test(detail);
}
