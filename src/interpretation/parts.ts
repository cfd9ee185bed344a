import { windowsOf } from '../prox/windows.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import { chunksOf, type ChunkPart } from './chunks.ts';

/**
 * The requests of one task, in order; never none. With `join: separate` the source is a chunk already and stays whole;
 * with `lines` it is split into chunks; with `program` into ProX windows, or, for a strategy without `chunk`
 * (programs that keep or drop a whole document), not at all. Windows of only white space are left out: there is
 * nothing in them to judge.
 *
 * @param firstLine 0-based index of the source's first line in the document; the parts count on from it.
 */
export function partsOf(source: string, firstLine: number, strategy: Strategy): ChunkPart[] {
  const parts = split(source, strategy).filter((part) => part.text.trim() !== '');
  if (parts.length === 0) return [{ text: source, firstLine }];
  return parts.map((part) => ({ text: part.text, firstLine: firstLine + part.firstLine }));
}

function split(source: string, { output, chunk }: Strategy): ChunkPart[] {
  if (output.join === 'lines') return chunksOf(source, chunk?.maxTokens);
  if (output.join === 'program' && chunk !== undefined) return windowsOf(source, chunk.maxTokens);
  return [{ text: source, firstLine: 0 }];
}
