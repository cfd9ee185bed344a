/** The least and the greatest rating that a rater gives, both possible. */
export interface RatingRange {
  readonly least: number;
  readonly greatest: number;
}

/**
 * Ranges by the beginning of a column's path. DataMan rates 1 to 5 (Peng et al., 2025); FineWeb-Edu's rounded score and
 * ProX's two are 0 to 5 (Hugging Face, 2024; Zhou et al., 2024); a classifier gives a probability; a perplexity is at least
 * 1. Scores of served reward models and regressions have no bounds.
 */
const RANGES: readonly (readonly [string, RatingRange])[] = [
  ['annotations.dataman', { least: 1, greatest: 5 }],
  ['annotations.fineweb_edu.int_score', { least: 0, greatest: 5 }],
  ['annotations.prox_doc', { least: 0, greatest: 5 }],
  ['annotations.classifier.score', { least: 0, greatest: 1 }],
  ['annotations.perplexity.perplexity', { least: 1, greatest: Number.POSITIVE_INFINITY }],
];

/** The range of a column's ratings, where its rater has one. */
export function ratingRangeOf(path: readonly string[]): RatingRange | undefined {
  const name = path.join('.');
  return RANGES.find(([prefix]) => name === prefix || name.startsWith(`${prefix}.`))?.[1];
}
