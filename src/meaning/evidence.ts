import { type ChunkPart, chunksOf } from '../interpretation/chunks.ts';
import { words } from '../text/words.ts';

/** Passages that a source is split into for each that the judge sees of it. */
const PASSAGES = 5;
/** Shorter words (articles, prepositions) stand everywhere and tell nothing. */
const LEAST_LETTERS = 4;
/** Stands between passages that do not follow each other in the source. */
const GAP = '\n\n[…]\n\n';

/**
 * What of a source a statement of `rewrite` could rest on, at most `maxTokens` estimated tokens: all of it where it fits,
 * else the passages that have most words in common with it, in the source's order. A word counts the less the more
 * passages have it. Undefined `maxTokens`: all of it.
 */
export function evidenceFor(rewrite: string, source: ChunkPart, maxTokens: number | undefined): ChunkPart {
  if (maxTokens === undefined || source.tokens <= maxTokens) return source;
  const passages = chunksOf(source.text, Math.max(1, Math.floor(maxTokens / PASSAGES)), source.tokens);
  const vocabularies = passages.map(({ text }) => telling(text));
  const known = new Map<string, number>();
  for (const vocabulary of vocabularies) for (const word of vocabulary) known.set(word, (known.get(word) ?? 0) + 1);
  const wanted = [...telling(rewrite)].filter((word) => known.has(word));
  const ranked = passages
    .map((passage, index) => {
      const shared = wanted.filter((word) => vocabularies[index]?.has(word));
      return { index, passage, weight: shared.reduce((sum, word) => sum + 1 / (known.get(word) ?? 1), 0) };
    })
    .sort((left, right) => right.weight - left.weight || left.index - right.index);
  const chosen: typeof ranked = [];
  let tokens = 0;
  for (const candidate of ranked) {
    if (tokens + candidate.passage.tokens > maxTokens) break;
    chosen.push(candidate);
    tokens += candidate.passage.tokens;
  }
  chosen.sort((left, right) => left.index - right.index);
  let text = '';
  let last: number | undefined;
  for (const { index, passage } of chosen) {
    if (last !== undefined) text += index === last + 1 ? '\n' : GAP;
    text += passage.text;
    last = index;
  }
  return { text, tokens, firstLine: source.firstLine };
}

function telling(text: string): Set<string> {
  return new Set(words(text).filter((word) => word.length >= LEAST_LETTERS || /\p{N}/u.test(word)));
}
