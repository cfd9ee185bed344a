import type { LinearModel } from './linear-model.ts';
import type { TellingNgram } from './model-file.ts';
import { eachBucket, wordHashes } from './ngram-buckets.ts';

/** How often each bucket is met in the texts of a class. */
export type BucketCounts = Uint32Array;

/** N-grams that are told of each class. */
const MOST_TOLD = 30;
/** Buckets whose n-grams are looked for: more than are told, since some hold n-grams that are all rare. */
const CANDIDATES = 2 * MOST_TOLD;
/** Different n-grams that are remembered of a bucket: nearly all have one, some two. */
const MOST_NGRAMS = 8;
/** What is met less often tells of one text rather than of a class. */
const FEWEST = 3;

/** Finds out, in a second look at the texts of a class, which n-grams its most telling buckets stand for. */
export interface TellingNgrams {
  add(text: string): void;
  /** Most telling first: by weight times the root of how often it was met. */
  found(): TellingNgram[];
}

/** Looks for the buckets of a model that tell one class; `counts` are those of that class. */
export function createTellingNgrams(
  { bits, weights }: LinearModel,
  counts: BucketCounts,
  positive: boolean,
): TellingNgrams {
  const towards = (bucket: number): number => (positive ? 1 : -1) * (weights[bucket] ?? 0);
  const tells = (bucket: number): number => towards(bucket) * Math.sqrt(counts[bucket] ?? 0);
  const candidates = Array.from(weights.keys())
    .filter((bucket) => towards(bucket) > 0 && (counts[bucket] ?? 0) >= FEWEST)
    .sort((left, right) => tells(right) - tells(left) || left - right)
    .slice(0, CANDIDATES);
  const wanted = new Map(candidates.map((bucket) => [bucket, new Map<string, number>()]));
  return {
    add(text) {
      const words = wordHashes(text);
      const { starts, lengths } = words;
      eachBucket(words, bits, (bucket, first, last) => {
        const ngrams = wanted.get(bucket);
        if (ngrams === undefined) return;
        const ngram = text.slice(starts[first], (starts[last] ?? 0) + (lengths[last] ?? 0)).replace(/\s+/g, ' ');
        const seen = ngrams.get(ngram);
        if (seen !== undefined || ngrams.size < MOST_NGRAMS) ngrams.set(ngram, (seen ?? 0) + 1);
      });
    },
    found() {
      const found = candidates.flatMap((bucket) => {
        const [commonest] = [...(wanted.get(bucket) ?? [])].sort((left, right) => right[1] - left[1]);
        if (commonest === undefined || commonest[1] < FEWEST) return [];
        const [ngram, count] = commonest;
        return [{ ngram, weight: Math.round(towards(bucket) * 1e3) / 1e3, count }];
      });
      return found.slice(0, MOST_TOLD);
    },
  };
}
