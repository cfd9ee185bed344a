import { cutToTokens, lastTokens } from '../text/cut.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { CutOptions } from '../vocabulary/strategy.ts';
import type { ChunkPart } from './chunks.ts';

/** What stands between the two ends of a text whose middle is left out, as DataMan has it. */
const JOINT = '...';

/** The part as a rater sees it: as it is, or what a cut keeps of a longer one. Cuts fall between words. */
export function cutPart(part: ChunkPart, cut: CutOptions | undefined): ChunkPart {
  if (cut === undefined || part.tokens <= cut.maxTokens) return part;
  const text = cut.keep === 'start' ? cutToTokens(part.text, cut.maxTokens).text : endsOf(part.text, cut.maxTokens);
  return { ...part, text, tokens: estimateTokens(text) };
}

function endsOf(text: string, maxTokens: number): string {
  const half = Math.floor(maxTokens / 2);
  return cutToTokens(text, half).text + JOINT + lastTokens(text, half);
}
