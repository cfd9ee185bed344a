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
  const below: Readonly<Record<Band, number>> = {
    lowest: 0,
    middle: Math.floor((count - taken) / 2),
    highest: count - taken,
  };
  return [below[band], below[band] + taken];
}
