/** Which part of the documents a band takes, in the order of their scores. */
export const BANDS = ['lowest', 'middle', 'highest'] as const;

export type Band = (typeof BANDS)[number];

/**
 * Ranks (0-based, by ascending score) that a band takes of `count` documents: from the first up to but not including
 * the second. As Marion et al. (2023) cut by perplexity: `share` of the documents from the bottom, from around the
 * median, or from the top.
 */
export function bandRanks(band: Band, share: number, count: number): readonly [number, number] {
  const taken = Math.round(share * count);
  switch (band) {
    case 'lowest':
      return [0, taken];
    case 'middle': {
      const first = Math.floor((count - taken) / 2);
      return [first, first + taken];
    }
    case 'highest':
      return [count - taken, count];
  }
}
