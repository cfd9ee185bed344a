import { windowsOf } from '../prox/windows.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { chunksOf, type ChunkPart } from './chunks.ts';
import { cutPart } from './cut-part.ts';

/**
 * The requests of one task, in order; never none. With `join: separate` the source is a chunk already and stays whole;
 * with `lines` it is split into chunks; with `program` into ProX windows, or, for a strategy without `chunk`
 * (programs that keep or drop a whole document), not at all. Raters may see a long text cut. Windows of only white space are left out: there is
 * nothing in them to judge.
 *
 * @param source what the task rewrites; `firstLine` is its first line's index in the document, and the parts count on
 *   from it
 */
export function partsOf(source: ChunkPart, strategy: Strategy): ChunkPart[] {
  const parts = split(source, strategy).filter((part) => /\S/.test(part.text));
  if (parts.length === 0) return [source];
  return parts.map((part) => ({ ...part, firstLine: source.firstLine + part.firstLine }));
}

function split(source: ChunkPart, { output, chunk, cut }: Strategy): ChunkPart[] {
  const { text, tokens } = cutPart(source, cut);
  if (output.join === 'lines') return chunksOf(text, chunk?.maxTokens, tokens);
  if (output.join === 'program' && chunk !== undefined) {
    return windowsOf(text, chunk.maxTokens).map((window) => ({ ...window, tokens: estimateTokens(window.text) }));
  }
  return [{ text, tokens, firstLine: 0 }];
}

/** What a task rewrites, as the part that it is of its document. */
export function sourceOf({ source, sourceTokens, firstLine }: Task): ChunkPart {
  return { text: source, tokens: sourceTokens, firstLine };
}
