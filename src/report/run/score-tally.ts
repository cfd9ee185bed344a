/** Equal classes that scores from 0 to 1 are counted in. */
const CLASSES = 20;

/** How the scores of one validator lie. */
export interface ScoreDistribution {
  readonly validator: string;
  /** Of 20 equal classes from 0 to 1, the last with all that is above. */
  readonly counts: readonly number[];
  readonly mean: number;
  /** The highest: shares stay within 1, ratios do not. */
  readonly most: number;
}

/** Counts scores, one record at a time. */
export interface ScoreTally {
  /** `scores` of a record: validator → score. */
  add(scores: Readonly<Record<string, unknown>>): void;
  /** In the order in which validators were met. */
  distributions(): ScoreDistribution[];
}

interface Counted {
  readonly counts: number[];
  sum: number;
  most: number;
  records: number;
}

export function scoreTally(): ScoreTally {
  const validators = new Map<string, Counted>();
  return {
    add(scores) {
      for (const [validator, score] of Object.entries(scores)) {
        if (typeof score !== 'number') continue;
        const known = validators.get(validator) ?? nothingCounted();
        const at = Math.max(0, Math.min(CLASSES - 1, Math.floor(score * CLASSES)));
        known.counts[at] = (known.counts[at] ?? 0) + 1;
        known.sum += score;
        known.most = Math.max(known.most, score);
        known.records += 1;
        validators.set(validator, known);
      }
    },
    distributions() {
      return [...validators].map(([validator, { counts, sum, most, records }]) => ({
        validator,
        counts,
        mean: sum / records,
        most,
      }));
    },
  };
}

function nothingCounted(): Counted {
  return { counts: Array.from({ length: CLASSES }, () => 0), sum: 0, most: 0, records: 0 };
}
