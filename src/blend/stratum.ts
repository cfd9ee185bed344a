/** A stratum's tokens are known in so many parts, and keys by the part that they lie in. */
const BINS = 4_096;

/** The bin of a key in [0, 1): 12 bits. */
export function binOf(key: number): number {
  return Math.floor(key * BINS);
}

/**
 * The documents of a source, or of one domain of it: what is drawn from at random, by tokens, in bounded memory.
 *
 * Each document has a key, uniform in [0, 1). In the order of their keys' 4,096 bins, within a bin as they are read, the
 * documents make a line of tokens; a second epoch goes on behind the first. A draw of n tokens is a stretch of that line,
 * and holds the documents whose middle lies in it: exact to half a document, none of them twice before all are taken once.
 * A first pass finds how many tokens are in each bin, a second one where each document stands.
 */
export interface Stratum {
  readonly domain: string;
  documents: number;
  tokens: number;
  /** The first reading: counts a document by the bin of its key. */
  count(bin: number, tokens: number): void;
  /** Afterwards, of the same documents in the same order: tokens of the line before a document. */
  place(bin: number, tokens: number): number;
}

/** A stratum without documents. */
export function createStratum(domain: string): Stratum {
  const bins = new Float64Array(BINS);
  let next: Float64Array | undefined;
  return {
    domain,
    documents: 0,
    tokens: 0,
    count(bin, tokens) {
      bins[bin] = (bins[bin] ?? 0) + tokens;
      this.documents += 1;
      this.tokens += tokens;
    },
    place(bin, tokens) {
      next ??= startsOf(bins);
      const at = next[bin] ?? 0;
      next[bin] = at + tokens;
      return at;
    },
  };
}

function startsOf(bins: Float64Array): Float64Array {
  const starts = new Float64Array(bins.length);
  for (let bin = 1; bin < bins.length; bin++) starts[bin] = (starts[bin - 1] ?? 0) + (bins[bin - 1] ?? 0);
  return starts;
}
