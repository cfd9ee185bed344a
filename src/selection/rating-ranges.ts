/** The least and the greatest rating that a rater gives, both possible. */
interface RatingRange {
  readonly least: number;
  readonly greatest: number;
}

const FIVE_POINTS: RatingRange = { least: 1, greatest: 5 };
const ADDITIVE: RatingRange = { least: 0, greatest: 5 };

/**
 * Ranges by the beginning of a column's path. DataMan rates 1 to 5 (Peng et al., 2025); FineWeb-Edu adds up to 0 to 5;
 * a classifier gives a probability; a perplexity is at least 1.
 */
const RANGES: readonly (readonly [string, RatingRange])[] = [
  ['annotations.dataman', FIVE_POINTS],
  ['annotations.fineweb_edu', ADDITIVE],
  ['annotations.classifier.score', { least: 0, greatest: 1 }],
  ['annotations.perplexity', { least: 1, greatest: Number.POSITIVE_INFINITY }],
];

/** Columns of a rater that are counts, beside its ratings. */
const COUNTS = /\.(?:tokens|segments|\w+_tokens)$/;

/** The range of a column's ratings, where its rater has one. */
export function ratingRangeOf(path: readonly string[]): RatingRange | undefined {
  const name = path.join('.');
  if (COUNTS.test(name)) return undefined;
  return RANGES.find(([prefix]) => name === prefix || name.startsWith(`${prefix}.`))?.[1];
}
