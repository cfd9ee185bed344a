import { join } from 'node:path';
import type { InputFile } from '../corpus/input-files.ts';
import { readFile } from '../corpus/read-file.ts';
import { ScratchFile } from '../external/scratch-file.ts';
import { createFeaturizer } from '../selection/dsir/features.ts';
import { createBucketCounts, LEAST_TOKENS, logRatios, logWeight } from '../selection/dsir/importance.ts';
import { usageError } from '../vocabulary/error.ts';

/** Less of the target's words than this in the corpus is no overlap: another language, say. */
const LEAST_OVERLAP = 0.01;

/** Importance weights of a corpus's texts for a target, in two steps: all are added, then each is weighed, in order. */
export interface DsirWeights {
  /** Counts a text; returns how many features were written down, or undefined for one that is too short. */
  add(text: string): number | undefined;
  /**
   * To be called after the last text: the share of the target's words that the corpus has too. Throws a usage error
   * where there is next to none.
   */
  end(): number;
  /** The log weight of the next text that was not too short; `features` as `add` returned it. */
  next(features: number): number;
  close(): void;
}

export interface DsirOptions {
  readonly target: readonly InputFile[];
  /** How messages call the option that names it. */
  readonly name: string;
  /** Of the target's texts. */
  readonly textColumn: string;
  /** For a scratch file: 4 bytes for each token of the corpus. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * Reads the target and makes ready for the corpus. The texts of the corpus are hashed once: their buckets wait on disk
 * until the corpus's own distribution is known. Throws a usage error for a target without a text.
 */
export async function openDsirWeights({ target, name, textColumn, folder, signal }: DsirOptions): Promise<DsirWeights> {
  const featurizer = createFeaturizer();
  const wanted = createBucketCounts();
  const raw = createBucketCounts();
  let texts = 0;
  for (const [index, file] of target.entries()) {
    for await (const row of readFile(file, index, { textColumn, idColumn: 'id', metadata: 'drop', fromRow: 0 })) {
      signal.throwIfAborted();
      if (row.kind === 'bad') continue;
      texts += 1;
      wanted.add(featurizer.featuresOf(row.document.text).buckets);
    }
  }
  if (texts === 0) {
    throw usageError(
      `${name}: no text could be read from ${target.map(({ label }) => label).join(', ')}: are they JSON lines or Parquet with a column ${JSON.stringify(textColumn)}?`,
    );
  }
  featurizer.endTarget();
  const written = new ScratchFile(join(folder, 'features'));
  let ratios: Float64Array = new Float64Array(0);
  let position = 0;
  let page = new Uint16Array(1 << 12);
  return {
    add(text) {
      const { buckets, tokens } = featurizer.featuresOf(text);
      raw.add(buckets);
      if (tokens < LEAST_TOKENS) return undefined;
      written.add(new Uint8Array(buckets.buffer, buckets.byteOffset, buckets.byteLength));
      return buckets.length;
    },
    end() {
      written.flush();
      const overlap = featurizer.overlap();
      if (overlap < LEAST_OVERLAP) {
        throw usageError(
          `${name}: ${(overlap * 100).toFixed(1)}% of its words stand in the corpus: the two have nothing in common (another language?), and every weight would be noise.`,
        );
      }
      ratios = logRatios(wanted.counts, raw.counts);
      return overlap;
    },
    next(features) {
      if (page.length < features) page = new Uint16Array(2 * features);
      const buckets = page.subarray(0, features);
      written.read(new Uint8Array(buckets.buffer, 0, buckets.byteLength), position);
      position += buckets.byteLength;
      return logWeight(buckets, ratios);
    },
    close: () => written.close(),
  };
}
