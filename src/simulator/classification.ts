import { unitInterval } from '../text/hash.ts';
import type { GenerationRequest } from './generation-request.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import type { SimulatorSettings } from './options.ts';

/** Scores lie between minus this and this. */
const WIDEST = 4;

/**
 * The body of an answer of `/classify`, as vLLM 0.15 gives it, raw scores in `probs`: drawn from the text and the seed.
 * One that misbehaves has no scores.
 */
export function classification(
  model: string,
  requestKey: string,
  { prompt, promptTokens }: GenerationRequest,
  { classes, seed }: SimulatorSettings,
  misbehaviour: Misbehaviour | undefined,
): string {
  const scores = Array.from({ length: misbehaviour === undefined ? classes : 0 }, (_, head) =>
    Number(((2 * unitInterval(seed, 'classify', head, prompt) - 1) * WIDEST).toFixed(4)),
  );
  const largest = scores.indexOf(Math.max(...scores));
  return JSON.stringify({
    id: `classify-${requestKey}`,
    object: 'list',
    created: 0,
    model,
    data: [{ index: 0, label: `LABEL_${largest}`, probs: scores, num_classes: scores.length }],
    usage: { prompt_tokens: promptTokens, total_tokens: promptTokens, completion_tokens: 0 },
  });
}
