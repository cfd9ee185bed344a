import { cosine } from '../text/vectors.ts';
import type { Embedder } from '../vocabulary/embedder.ts';
import type { Ask } from './check.ts';

/** Decimals of a cosine that records keep: embeddings of the same text differ in the seventh between two batches. */
const PLACES = 4;

/**
 * Compares a rewrite with its source by the cosine of their embeddings, asked for in one request, so that the same task
 * always sends the same one.
 */
export function compareBy(embedder: Embedder): Ask {
  return async ({ task, text }, signal) => {
    const { texts, usage } = await embedder.embed([task.source, text], `${task.recordId}/similarity`, signal);
    const [source, rewrite] = texts;
    for (const embedded of [source, rewrite]) {
      if (embedded?.kind === 'failure') return { kind: 'undecided', detail: embedded.detail, usage };
    }
    if (source?.kind !== 'embedding' || rewrite?.kind !== 'embedding')
      throw new Error('Two texts have two embeddings.');
    const score = Number(cosine(source.vector, rewrite.vector).toFixed(PLACES));
    return { kind: 'score', score, detail: `its similarity to the source is ${score}`, usage };
  };
}
