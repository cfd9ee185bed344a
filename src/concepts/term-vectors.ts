import { join } from 'node:path';
import { ScratchFile } from '../external/scratch-file.ts';
import { mixed } from '../text/shingles.ts';
import { passingWords } from '../text/words.ts';
import { DIMENSIONS, scaleTo, type Vectorizer } from './document-vectors.ts';
import { VectorFile } from './vector-file.ts';

/** Words are told apart by so many bits: of a vocabulary of 100,000 a third shares its bucket. */
const BUCKET_BITS = 18;
const BUCKETS = 1 << BUCKET_BITS;
const COUNT_BITS = 32 - BUCKET_BITS;
const MOST_COUNTED = (1 << COUNT_BITS) - 1;
/** Words of a document that are looked at: what a text is about shows by then. */
const WORDS = 4096;
/** Numbers of the vector that a word adds to. With fewer, two words of one text hide each other more often. */
const SPREAD = 4;

/**
 * Vectors by hashed TF-IDF, without a model: a word counts (1 + ln tf) · ln((N + 1) / (df + 0.5)), and the vector of 2^18
 * buckets is brought to {@link DIMENSIONS} numbers by a sparse random projection (Achlioptas 2003), which keeps the cosine
 * of two documents to about ±0.09. A word that no other document has makes its document less like any other: it counts for
 * the length that the rest is measured by, and for nothing else. Words are those of `words.ts`. While texts come in, a
 * document's words wait on disk, four bytes each: the weights are known when all have been read.
 */
export function createTermVectors(folder: string): Vectorizer {
  const terms = new ScratchFile(join(folder, 'terms'));
  const lengths: number[] = [];
  const frequencies = new Uint32Array(BUCKETS);
  const counts = new Uint16Array(BUCKETS);
  let vectors: VectorFile | undefined;
  return {
    add(text) {
      const packed = termsOf(text, counts);
      for (const term of packed) {
        const bucket = term >>> COUNT_BITS;
        frequencies[bucket] = (frequencies[bucket] ?? 0) + 1;
      }
      terms.add(new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength));
      lengths.push(packed.length);
    },
    finish() {
      terms.flush();
      vectors = new VectorFile(join(folder, 'vectors'));
      const weights = Float32Array.from(frequencies, (df) => Math.log((lengths.length + 1) / (df + 0.5)));
      const vector = new Float32Array(DIMENSIONS);
      const packed = new Uint32Array(WORDS);
      let position = 0;
      for (const length of lengths) {
        const bytes = length * Uint32Array.BYTES_PER_ELEMENT;
        terms.read(new Uint8Array(packed.buffer, 0, bytes), position);
        position += bytes;
        project(packed.subarray(0, length), frequencies, weights, vector);
        vectors.add(vector);
      }
      vectors.flush();
      return Promise.resolve(vectors);
    },
    close() {
      terms.close();
      vectors?.close();
    },
  };
}

/** The different words of a text, each a bucket and how often it occurs; `counts` is all zeros before and after. */
function termsOf(text: string, counts: Uint16Array): Uint32Array {
  const { count, firsts } = passingWords(text);
  const found: number[] = [];
  for (let at = 0; at < Math.min(count, WORDS); at++) {
    const bucket = mixed(firsts[at] ?? 0) >>> COUNT_BITS;
    const before = counts[bucket] ?? 0;
    if (before === 0) found.push(bucket);
    counts[bucket] = before + 1;
  }
  return Uint32Array.from(found, (bucket) => {
    const times = Math.min(counts[bucket] ?? 0, MOST_COUNTED);
    counts[bucket] = 0;
    return ((bucket << COUNT_BITS) | times) >>> 0;
  });
}

function project(terms: Uint32Array, frequencies: Uint32Array, weights: Float32Array, vector: Float32Array): void {
  vector.fill(0);
  let shared = 0;
  let all = 0;
  for (const term of terms) {
    const bucket = term >>> COUNT_BITS;
    const weight = (1 + Math.log(term & MOST_COUNTED)) * (weights[bucket] ?? 0);
    all += weight * weight;
    if ((frequencies[bucket] ?? 0) < 2) continue;
    shared += weight * weight;
    for (let time = 1; time <= SPREAD; time++) {
      const hash = mixed(bucket * SPREAD + time);
      const at = (hash >>> 1) % DIMENSIONS;
      vector[at] = (vector[at] ?? 0) + ((hash & 1) === 0 ? weight : -weight);
    }
  }
  scaleTo(Math.sqrt(shared / all), vector);
}
