import type { Span } from '../text/halves.ts';
import { lineKind } from '../text/lines.ts';
import { estimateTokens } from '../text/tokens.ts';
import { chunkBounds, type Unit } from './chunk-bounds.ts';
import { piecesOf } from './line-pieces.ts';

/** A part of a document that one request is about. */
export interface ChunkPart {
  readonly text: string;
  /** Estimated. */
  readonly tokens: number;
  /** 0-based index of the part's first line in the text that was split. */
  readonly firstLine: number;
}

/**
 * Splits a text at line boundaries into chunks of at most `maxTokens` estimated tokens; all of it is one chunk when it
 * fits or when there is no maximum. A break falls before a heading or between paragraphs where one lies in the last
 * third of the chunk, and a tiny last chunk is evened out with the one before. A line that is too long by itself is
 * split at sentence ends, else at white space, else (a single enormous word) between characters. Chunks are slices of
 * the text, in order, with nothing but white space between them, so that joined by `\n` they are the text's words
 * again; none is only white space, so a blank text has no chunks. Linear in the text.
 *
 * @param tokens estimated tokens of the text, where they are known already
 */
export function chunksOf(text: string, maxTokens: number | undefined, tokens = estimateTokens(text)): ChunkPart[] {
  if (!/\S/.test(text)) return [];
  if (maxTokens === undefined || tokens <= maxTokens) return [{ text, tokens, firstLine: 0 }];
  const stretches = stretchesOf(text, maxTokens);
  const units = stretches.map((stretch, index): Unit => {
    // White space up to the next stretch counts too: inside a chunk it is part of the chunk.
    const end = stretches[index + 1]?.start ?? stretch.end;
    return { ...stretch, tokens: estimateTokens(text.slice(stretch.start, end)) };
  });
  const textOf = (first: number, last: number): string => text.slice(stretches[first]?.start, stretches[last]?.end);
  const measure = (first: number, end: number): number => estimateTokens(textOf(first, end - 1));
  return chunkBounds(units, maxTokens, measure).map(([first, last]) => ({
    text: textOf(first, last),
    tokens: measure(first, last + 1),
    firstLine: stretches[first]?.line ?? 0,
  }));
}

/** A line that is not blank, or a piece of one that is too long. */
interface Stretch extends Span {
  readonly line: number;
  readonly heading: boolean;
  readonly fitness: Unit['fitness'];
}

function stretchesOf(text: string, maxTokens: number): Stretch[] {
  const stretches: Stretch[] = [];
  const lines = text.split('\n');
  let offset = 0;
  let afterBlank = false;
  for (const [line, content] of lines.entries()) {
    const whole = { start: offset, end: offset + content.trimEnd().length };
    offset += content.length + 1;
    const blank = content.trim() === '';
    if (!blank) {
      const heading = lineKind(content) === 'heading';
      // A reST title stands before its underline: a break belongs before both.
      const title = afterBlank && (heading || lineKind(lines[line + 1] ?? '') === 'heading');
      const fitness = title || (heading && content.startsWith('#')) ? 2 : afterBlank ? 1 : 0;
      for (const [piece, span] of piecesOf(text, whole, maxTokens).entries()) {
        stretches.push({ ...span, line, heading, fitness: piece === 0 ? fitness : 0 });
      }
    }
    afterBlank = blank;
  }
  return stretches;
}
