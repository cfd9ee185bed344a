import { setImmediate } from 'node:timers/promises';
import { SIGNATURE_LENGTH, sketchSimilarity } from '../text/min-hash.ts';
import { ExternalSort } from '../external/external-sort.ts';
import type { SignedRecords } from './sign-records.ts';
import type { UnionFind } from './union-find.ts';

const ROW_WORDS = 3;
const PAIR_WORDS = 2;

/** What was joined. */
export interface Joined {
  /** Pairs of records that share a band and were looked at; those of many bands count in each, unless verified. */
  readonly candidates: number;
  /** Pairs that the similarity of their sketches spoke against. */
  readonly refused: number;
}

export interface JoinOptions {
  /** For scratch files. */
  readonly folder: string;
  /** The least similarity that the sketches of two records must speak for; undefined: sharing a band is enough. */
  readonly minSimilarity: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Puts records into one group that share the key of a band. Of those that share one, each is paired with the first, and
 * where pairs are verified, also with the one before: all pairs would be too many where a thousand texts are alike.
 */
export async function joinBands(
  { bands, sketches }: Pick<SignedRecords, 'bands' | 'sketches'>,
  groups: UnionFind,
  { folder, minSimilarity, signal }: JoinOptions,
): Promise<Joined> {
  if (minSimilarity === undefined || sketches === undefined) {
    let candidates = 0;
    await eachPair(bands, signal, (first, _, number) => {
      candidates += 1;
      groups.union(first, number);
    });
    return { candidates, refused: 0 };
  }

  const pairs = new ExternalSort({ folder, name: 'pairs', width: PAIR_WORDS });
  try {
    await eachPair(bands, signal, (first, before, number) => {
      pairs.add(first, number);
      if (before !== first) pairs.add(before, number);
    });
    const left = new Uint8Array(SIGNATURE_LENGTH);
    const right = new Uint8Array(SIGNATURE_LENGTH);
    let held = -1;
    let candidates = 0;
    let refused = 0;
    await eachPairOnce(pairs, signal, (one, other) => {
      candidates += 1;
      if (one !== held) sketches.read(left, one * SIGNATURE_LENGTH);
      held = one;
      sketches.read(right, other * SIGNATURE_LENGTH);
      if (sketchSimilarity(left, right) >= minSimilarity) groups.union(one, other);
      else refused += 1;
    });
    return { candidates, refused };
  } finally {
    pairs.close();
  }
}

/** Calls back for each record but the first that has a key, with the first one and the one before. */
async function eachPair(
  bands: ExternalSort,
  signal: AbortSignal,
  pair: (first: number, before: number, number: number) => void,
): Promise<void> {
  let high = -1;
  let low = -1;
  let first = -1;
  let before = -1;
  for (const page of bands.sorted()) {
    for (let at = 0; at < page.length; at += ROW_WORDS) {
      const number = page[at + 2] ?? 0;
      if (page[at] === high && page[at + 1] === low) pair(first, before, number);
      else {
        high = page[at] ?? 0;
        low = page[at + 1] ?? 0;
        first = number;
      }
      before = number;
    }
    await breathe(signal);
  }
}

async function eachPairOnce(
  pairs: ExternalSort,
  signal: AbortSignal,
  pair: (one: number, other: number) => void,
): Promise<void> {
  let one = -1;
  let other = -1;
  for (const page of pairs.sorted()) {
    for (let at = 0; at < page.length; at += PAIR_WORDS) {
      if (page[at] === one && page[at + 1] === other) continue;
      one = page[at] ?? 0;
      other = page[at + 1] ?? 0;
      pair(one, other);
    }
    await breathe(signal);
  }
}

/** Lets signals be heard in the middle of synchronous work. */
async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate();
  signal.throwIfAborted();
}
