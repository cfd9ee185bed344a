import { passingWords } from '../../text/words.ts';

/** How many different words there are among the first `words` of an arm. */
export interface GrowthPoint {
  readonly words: number;
  readonly different: number;
}

/** The first decade of lengths and the longest: memory is that of the different words among so many. */
const FIRST_WORDS = 100;
const MOST_WORDS = 10_000_000;

/** Steps of a decade that are about equally far apart in proportion (ISO 3, series R″10). */
const STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8] as const;

/** The lengths at which every arm of every ablation is measured, so that arms are compared at equal ones. */
const LENGTHS: readonly number[] = lengthsOf();

function lengthsOf(): number[] {
  const lengths: number[] = [];
  for (let decade = FIRST_WORDS; decade < MOST_WORDS; decade *= 10) {
    for (const step of STEPS) lengths.push(Math.round(step * decade));
  }
  return [...lengths, MOST_WORDS];
}

/**
 * Counts in one pass how the vocabulary of texts grows (Heaps 1978), up to 10 million words. Words are those of `words()`,
 * told apart by 53 bits of their hashes.
 */
export function countVocabulary(): { add(text: string): void; finish(): readonly GrowthPoint[] } {
  const seen = new Set<number>();
  const points: GrowthPoint[] = [];
  let all = 0;
  return {
    add(text) {
      if (points.length === LENGTHS.length) return;
      const { firsts, seconds, count } = passingWords(text);
      for (let at = 0; at < count && points.length < LENGTHS.length; at++) {
        seen.add(((firsts[at] ?? 0) >>> 0) * 2 ** 21 + ((seconds[at] ?? 0) & (2 ** 21 - 1)));
        all += 1;
        if (all === LENGTHS[points.length]) points.push({ words: all, different: seen.size });
      }
    },
    finish: () => points,
  };
}

/** The mean over seeds, in whole words, as far as all of them go. */
export function meanGrowth(seeds: readonly (readonly GrowthPoint[])[]): GrowthPoint[] {
  const [first = [], ...others] = seeds;
  return first
    .slice(0, Math.min(first.length, ...others.map(({ length }) => length)))
    .map(({ words, different }, at) => {
      const sum = others.reduce((all, points) => all + (points[at]?.different ?? 0), different);
      return { words, different: Math.round(sum / seeds.length) };
    });
}
