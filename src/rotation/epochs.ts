/**
 * Epochs: the spans of documents over which a mix's weights stay the same. 250, 250, 500, 1,000 … 32,000 documents,
 * then 32,000 each: short at first, when the yields are only guessed, and never so long that a drift goes unanswered.
 */
const FIRST = 250;
const LONGEST = 32_000;
/** Epochs 0 … 8 double; the ninth, of 32,000 documents, ends here. */
const DOUBLING_EPOCHS = 9;
const DOUBLING_END = FIRST * 2 ** (DOUBLING_EPOCHS - 1);

/**
 * Weights of epoch e follow from outcomes of epochs ≤ e − 4. The lag keeps slots busy while stragglers finish: with a
 * lag of two, simulated fleets were 78–87% busy, with four 99%.
 */
export const EPOCH_LAG = 4;

/** The epoch that a document belongs to, by its ordinal (0-based, over parsed documents of this process). */
export function epochOf(ordinal: number): number {
  if (ordinal >= DOUBLING_END) return DOUBLING_EPOCHS + Math.floor((ordinal - DOUBLING_END) / LONGEST);
  return ordinal < FIRST ? 0 : Math.floor(Math.log2(ordinal / FIRST)) + 1;
}

/** The ordinal after the last document of an epoch. */
export function epochEnd(epoch: number): number {
  if (epoch >= DOUBLING_EPOCHS) return DOUBLING_END + (epoch - DOUBLING_EPOCHS + 1) * LONGEST;
  return FIRST * 2 ** epoch;
}

/** Documents in an epoch. */
export function epochSize(epoch: number): number {
  return epochEnd(epoch) - (epoch === 0 ? 0 : epochEnd(epoch - 1));
}
