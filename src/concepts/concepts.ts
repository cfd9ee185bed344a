import { join } from 'node:path';
import { clustersOf } from '../dedup/clusters.ts';
import { ExternalSort } from '../external/external-sort.ts';
import { joinBands } from '../dedup/join-bands.ts';
import { KEYS_WORDS, signBatch } from '../dedup/sign-batch.ts';
import { ScratchFile } from '../external/scratch-file.ts';
import { createUnionFind } from '../dedup/union-find.ts';
import { titleOf } from '../selection/title.ts';
import { unitInterval } from '../text/hash.ts';
import { BAND_KEY_WORDS } from '../text/min-hash.ts';
import type { JsonObject } from '../vocabulary/json.ts';
import { assign } from './assign.ts';
import { chooseWithin } from './choose-within.ts';
import { DIMENSIONS, type DocumentVectors, type Vectorizer } from './document-vectors.ts';
import { sphericalKMeans } from './k-means.ts';
import { type KeptShareRule, quotas } from './quotas.ts';

/** Clusters that are looked for at most: as many as the method's paper has for 50 million pictures. */
const MOST_CLUSTERS = 500;
/** Documents for each cluster that the centroids are found on. */
const SAMPLED_PER_CLUSTER = 50;
/** Bytes of a title that are kept, and titles shown of each cluster: those nearest to its centroid. */
const TITLE_BYTES = 96;
const EXAMPLES = 3;

/** What becomes of a document. `duplicate`: an equal or nearly equal one stays in its place. */
export type Fate = 'kept' | 'duplicate' | 'redundant';

export interface ConceptOptions {
  /** For scratch files, about 1.5 kB a document; must be there. */
  readonly folder: string;
  /** What vectors are made by. Closed with the rest. */
  readonly vectorizer: Vectorizer;
  /** The share of documents that is to stay, after duplicates have gone. */
  readonly keep: number;
  /** Clusters; undefined: the square root of the documents, 500 at most. */
  readonly clusters: number | undefined;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** One cluster of documents on the same matter. */
export interface ConceptCluster {
  readonly documents: number;
  readonly kept: number;
  /** How much two of its documents differ, on average, 1 − cosine: near 0 where they repeat each other. */
  readonly spread: number;
  /** Titles of the documents nearest to the centroid, or how they begin; empty ones left out. */
  readonly examples: readonly string[];
}

/** What was found, and what becomes of each document, by the order in which it was added. */
export interface Concepts {
  readonly fateOf: (number: number) => Fate;
  readonly documents: number;
  readonly duplicates: number;
  readonly redundant: number;
  /** By which each cluster's share stays. */
  readonly rule: KeptShareRule;
  /** The largest first. */
  readonly clusters: readonly ConceptCluster[];
}

/** A document as it comes in. */
export interface ConceptDocument {
  readonly id: string;
  readonly text: string;
  /** The source's other columns, among them perhaps a title. */
  readonly metadata: JsonObject;
  /** Where documents compete, higher values stay; undefined: lots are drawn. */
  readonly value: number | undefined;
}

/**
 * Finds out which documents of a corpus say again what others say, in one pass over them. Exact and near duplicates
 * (MinHash, as `rewrite dedup`) go first. The rest are clustered by their vectors, and how many of a cluster stay follows
 * from its spread (see {@link quotas}): of a hundred pages on one and the same thing few stay, of a hundred that differ
 * many. 40 bytes of memory a document. A class, because it owns files.
 */
export class ConceptPass {
  readonly #options: ConceptOptions;
  readonly #bands: ExternalSort;
  readonly #titles: ScratchFile;
  readonly #values: number[] = [];
  readonly #draws: number[] = [];

  constructor(options: ConceptOptions) {
    this.#options = options;
    this.#bands = new ExternalSort({ folder: options.folder, name: 'bands', width: BAND_KEY_WORDS + 1 });
    this.#titles = new ScratchFile(join(options.folder, 'titles'));
  }

  async add({ id, text, metadata, value }: ConceptDocument): Promise<void> {
    const number = this.#values.length;
    const { keys } = signBatch({ texts: [text], sketches: false });
    for (let at = 0; at < KEYS_WORDS; at += BAND_KEY_WORDS) this.#bands.add(keys[at] ?? 0, keys[at + 1], number);
    const bytes = Buffer.alloc(TITLE_BYTES);
    // Most pages of a web corpus have no heading: their beginning says what they are about.
    bytes.write((titleOf(text, metadata) || text.trimStart()).slice(0, TITLE_BYTES));
    this.#titles.add(bytes);
    this.#values.push(value ?? Number.NEGATIVE_INFINITY);
    this.#draws.push(unitInterval(this.#options.seed, 'concepts', id));
    await this.#options.vectorizer.add(text);
  }

  /** What becomes of the documents, once, after the last. Rejects with the signal's reason. */
  async finish(): Promise<Concepts> {
    const { folder, vectorizer, keep, seed, signal } = this.#options;
    const count = this.#values.length;
    this.#titles.flush();
    const groups = createUnionFind(count);
    await joinBands({ bands: this.#bands, sketches: undefined }, groups, { folder, minSimilarity: undefined, signal });
    const near = clustersOf(groups, Float64Array.from(this.#values));
    const isKeeper = (number: number): boolean => near.keeperOf(number) === number;
    let keepers = 0;
    for (let number = 0; number < count; number++) if (isKeeper(number)) keepers += 1;

    const vectors = await vectorizer.finish();
    const wanted = this.#options.clusters ?? Math.min(MOST_CLUSTERS, Math.ceil(Math.sqrt(keepers)));
    const sampled = Math.min(1, (wanted * SAMPLED_PER_CLUSTER) / keepers);
    const sample = gather(vectors, (number) => isKeeper(number) && (this.#draws[number] ?? 1) < sampled);
    const centroids = sphericalKMeans(sample, wanted, seed);
    signal.throwIfAborted();
    const assigned = assign(vectors, centroids, { isWanted: isKeeper, examples: EXAMPLES, signal });
    const { kept, rule } = quotas(assigned.sizes, assigned.spreads, Math.round(keep * keepers));
    const stays = chooseWithin(assigned.clusterOf, kept, { values: this.#values, draws: this.#draws });
    const clusters = assigned.sizes.map(
      (documents, cluster): ConceptCluster => ({
        documents,
        kept: kept[cluster] ?? 0,
        spread: assigned.spreads[cluster] ?? 0,
        examples: (assigned.nearest[cluster] ?? [])
          .map(({ number }) => this.#titleOf(number))
          .filter((title) => title !== ''),
      }),
    );
    return {
      fateOf: (number) => (isKeeper(number) ? (stays[number] === 1 ? 'kept' : 'redundant') : 'duplicate'),
      documents: count,
      duplicates: count - keepers,
      redundant: keepers - kept.reduce((sum, stay) => sum + stay, 0),
      rule,
      clusters: clusters
        .filter(({ documents }) => documents > 0)
        .sort((left, right) => right.documents - left.documents),
    };
  }

  /** Closes all files; safe to call twice. */
  close(): void {
    for (const owned of [this.#bands, this.#titles, this.#options.vectorizer]) owned.close();
  }

  #titleOf(number: number): string {
    const bytes = Buffer.alloc(TITLE_BYTES);
    this.#titles.read(bytes, number * TITLE_BYTES);
    return bytes.toString('utf8').replace(/\0+$|\ufffd?\0*$/g, '');
  }
}

/** The vectors of the documents that are wanted, one after the other. */
function gather(vectors: DocumentVectors, isWanted: (number: number) => boolean): Float32Array {
  const wanted: number[] = [];
  for (let number = 0; number < vectors.count; number++) if (isWanted(number)) wanted.push(number);
  const gathered = new Float32Array(wanted.length * DIMENSIONS);
  for (const [at, number] of wanted.entries()) {
    vectors.read(number, gathered.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS));
  }
  return gathered;
}
