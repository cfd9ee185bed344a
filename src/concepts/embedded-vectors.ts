import { join } from 'node:path';
import { mixed } from '../text/shingles.ts';
import { DIMENSIONS, scaleTo, type Vectorizer } from './document-vectors.ts';
import { VectorFile } from './vector-file.ts';

/** Texts sent at a time, and batches under way. */
const BATCH = 64;
const BATCHES_AHEAD = 8;

/** Embeddings of texts, in their order, all of one length. */
export type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>;

/**
 * Vectors by a served embedding model. Longer embeddings are brought to {@link DIMENSIONS} numbers by a random projection
 * of signs (Achlioptas 2003), which keeps the cosine of two documents to about ±0.09; shorter ones are filled up with
 * zeros. What `embed` rejects with, the next call does.
 */
export function createEmbeddedVectors(folder: string, embed: Embed): Vectorizer {
  const vectors = new VectorFile(join(folder, 'vectors'));
  const ahead: Promise<readonly Float32Array[]>[] = [];
  const vector = new Float32Array(DIMENSIONS);
  let texts: string[] = [];
  const send = (): void => {
    if (texts.length === 0) return;
    const embedded = embed(texts);
    // Whoever awaits it is told; until then a failure is nobody's.
    embedded.catch(() => {});
    ahead.push(embedded);
    texts = [];
  };
  const takeUntil = async (left: number): Promise<void> => {
    while (ahead.length > left) {
      for (const embedding of (await ahead.shift()) ?? []) {
        project(embedding, vector);
        vectors.add(vector);
      }
    }
  };
  return {
    async add(text) {
      texts.push(text);
      if (texts.length < BATCH) return;
      send();
      await takeUntil(BATCHES_AHEAD);
    },
    async finish() {
      send();
      await takeUntil(0);
      vectors.flush();
      return vectors;
    },
    close: () => vectors.close(),
  };
}

function project(embedding: Float32Array, vector: Float32Array): void {
  vector.fill(0);
  if (embedding.length <= DIMENSIONS) vector.set(embedding);
  else {
    for (const [from, value] of embedding.entries()) {
      for (let at = 0; at < DIMENSIONS; at += 32) {
        const signs = mixed(from * 4 + at / 32 + 1);
        for (let bit = 0; bit < 32; bit++) {
          vector[at + bit] = (vector[at + bit] ?? 0) + (((signs >>> bit) & 1) === 0 ? value : -value);
        }
      }
    }
  }
  scaleTo(1, vector);
}
