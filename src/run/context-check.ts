import { maxTokensFor } from '../prompting/max-tokens.ts';
import { estimateTokens } from '../text/tokens.ts';
import { BUILT_IN, stagesOfMix, type Strategy } from '../vocabulary/strategy.ts';
import type { Job } from './job.ts';

/** Estimates may miss a tokenizer's count by so much on prose. */
const MARGIN = 1.1;

/**
 * Strategies whose longest requests would not fit a model's context, one sentence each. Such a request fails with
 * `endpoint.context_length`; it is better to know before the night than after.
 */
export function contextWarnings({ mix, templates }: Job, contextLength: number): string[] {
  return stagesOfMix(mix).flatMap((strategy) => {
    // What the server itself cuts is never too long.
    if (strategy.model === BUILT_IN || 'truncate_prompt_tokens' in strategy.generation.fields) return [];
    const part = strategy.chunk?.maxTokens ?? strategy.cut?.maxTokens ?? Number.POSITIVE_INFINITY;
    const source = Math.min(part, strategy.accepts.maxTokens);
    const words = `${strategy.prompt.system ?? ''} ${templates.get(strategy.path)?.instruction ?? ''}`;
    const needed =
      Math.ceil((source + estimateTokens(words)) * MARGIN) + maxTokensFor(strategy.generation.maxTokens, source);
    if (needed <= contextLength) return [];
    const fix = fixOf(strategy);
    const then =
      strategy.output.kind === 'program' ? 'what is longer stays as it is: no operation' : 'longer ones will fail';
    return [
      `${strategy.name}: a request may take ${Number.isSafeInteger(needed) ? needed : 'any number of'} tokens, the model's context is ${contextLength}; ${then} (${fix} in ${strategy.path})`,
    ];
  });
}

function fixOf({ chunk, cut }: Strategy): string {
  if (chunk !== undefined) return 'lower chunk.max_tokens';
  return cut === undefined ? 'give it a chunk, or lower accepts.max_tokens' : 'lower cut.max_tokens';
}
