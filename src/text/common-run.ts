import { hashedItems, type HashedItems } from './hashed-items.ts';
import { longestRunBySearch } from './common-run-search.ts';

/** Items of a seed, as many as {@link seedHash} reads: a run that long is rare enough to be looked for wherever it stands. */
const SEED_ITEMS = 3;
/** Steps for each item of both lists that seeds may take: repetitive lists take more, and are searched instead. */
const STEPS_PER_ITEM = 8;
const FACTOR = 0x01000193;
/** Longer lists get a workspace of their own, which goes with them. */
const KEPT_ITEMS = 1 << 13;

/** By slot: the last place of a seed that falls there, plus 1; by place: the one before it. */
interface Workspace {
  readonly heads: Int32Array;
  readonly nexts: Int32Array;
}

let kept: Workspace | undefined;

function allocate(count: number): Workspace {
  return { heads: new Int32Array(2 ** (32 - Math.clz32(2 * count))), nexts: new Int32Array(count) };
}

/**
 * The length, in items, of the longest contiguous run that stands in both lists; 0 where they share nothing. Items and
 * runs are told apart by 64-bit hashes. O(n log n) on every input, and one pass on most.
 */
export function longestCommonRun(left: readonly string[], right: readonly string[]): number {
  return longestCommonHashRun(hashedItems(left), hashedItems(right));
}

/** The same for lists that are hashed already. */
export function longestCommonHashRun(left: HashedItems, right: HashedItems): number {
  const [shorter, longer] = left.count <= right.count ? [left, right] : [right, left];
  const seeded = longestRunBySeeds(shorter, longer);
  if (seeded === undefined) return longestRunBySearch(shorter, longer, shorter.count);
  return seeded > 0 ? seeded : longestRunBySearch(shorter, longer, SEED_ITEMS - 1);
}

/**
 * The longest common run of at least {@link SEED_ITEMS}: the places of every seed of the shorter list are kept, those
 * of the longer list are looked up, and a run is followed from its beginning. 0 where no seed is shared, undefined
 * where following all runs would take too long.
 */
function longestRunBySeeds(shorter: HashedItems, longer: HashedItems): number | undefined {
  const { firsts, seconds, count } = shorter;
  const { firsts: wantedFirsts, seconds: wantedSeconds, count: wantedCount } = longer;
  const size = 2 ** (32 - Math.clz32(2 * count));
  const mask = size - 1;
  const { heads, nexts } = count > KEPT_ITEMS ? allocate(count) : (kept ??= allocate(KEPT_ITEMS));
  heads.fill(0, 0, size);
  for (let place = 0; place + SEED_ITEMS <= count; place++) {
    const slot = seedHash(firsts, place) & mask;
    nexts[place] = heads[slot] ?? 0;
    heads[slot] = place + 1;
  }
  let longest = 0;
  let steps = STEPS_PER_ITEM * (count + wantedCount);
  for (let at = 0; at + SEED_ITEMS <= wantedCount; at++) {
    let next = heads[seedHash(wantedFirsts, at) & mask] ?? 0;
    for (; next > 0; next = nexts[next - 1] ?? 0) {
      const place = next - 1;
      steps -= 1;
      if (steps < 0) return undefined;
      // Not where the run has begun before: it has been followed from there.
      if (at > 0 && place > 0) {
        if (firsts[place - 1] === wantedFirsts[at - 1] && seconds[place - 1] === wantedSeconds[at - 1]) continue;
      }
      let run = 0;
      while (
        place + run < count &&
        at + run < wantedCount &&
        firsts[place + run] === wantedFirsts[at + run] &&
        seconds[place + run] === wantedSeconds[at + run]
      ) {
        run += 1;
      }
      steps -= run;
      if (run > longest) longest = run;
    }
  }
  return longest >= SEED_ITEMS ? longest : 0;
}

function seedHash(hashes: Int32Array, at: number): number {
  const two = (Math.imul(hashes[at] ?? 0, FACTOR) + (hashes[at + 1] ?? 0)) | 0;
  const hash = (Math.imul(two, FACTOR) + (hashes[at + 2] ?? 0)) | 0;
  return hash ^ (hash >>> 15);
}
