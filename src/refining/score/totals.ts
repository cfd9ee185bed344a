import { addOverlaps, NO_OVERLAP, type Overlap } from './overlap.ts';
import type { DocumentScore } from './score-document.ts';

/** Scores of documents added up, each line, word and document weighing alike. */
export interface Totals {
  readonly documents: number;
  readonly lines: number;
  readonly removal: Overlap;
  readonly keeping: Overlap;
  readonly words: Overlap;
  /** Documents dropped, and documents kept. */
  readonly dropping: Overlap;
  readonly retaining: Overlap;
  readonly tokens: DocumentScore['tokens'];
  readonly problems: number;
}

export const NO_TOTALS: Totals = {
  documents: 0,
  lines: 0,
  removal: NO_OVERLAP,
  keeping: NO_OVERLAP,
  words: NO_OVERLAP,
  dropping: NO_OVERLAP,
  retaining: NO_OVERLAP,
  tokens: { before: 0, after: 0, gold: 0 },
  problems: 0,
};

/** The totals with one more document. */
export function addScore(totals: Totals, score: DocumentScore): Totals {
  const { predicted, gold } = score.dropped;
  return {
    documents: totals.documents + 1,
    lines: totals.lines + score.lines,
    removal: addOverlaps(totals.removal, score.removal ?? NO_OVERLAP),
    keeping: addOverlaps(totals.keeping, score.keeping ?? NO_OVERLAP),
    words: addOverlaps(totals.words, score.words),
    dropping: addOverlaps(totals.dropping, choice(predicted, gold)),
    retaining: addOverlaps(totals.retaining, choice(!predicted, !gold)),
    tokens: {
      before: totals.tokens.before + score.tokens.before,
      after: totals.tokens.after + score.tokens.after,
      gold: totals.tokens.gold + score.tokens.gold,
    },
    problems: totals.problems + score.problems,
  };
}

function choice(predicted: boolean, gold: boolean): Overlap {
  return { both: Number(predicted && gold), predicted: Number(predicted), gold: Number(gold) };
}
