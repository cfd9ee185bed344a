/** Why `rewrite select` leaves a document out: reason → what it means. Bad rows have the `input.` reasons beside these. */
export const SELECTION_REASONS = {
  'selection.where': 'The condition of --where does not hold, or a column that it compares is null.',
  'selection.no_score': 'The score of --by is null: a column that it needs is null or missing.',
  'selection.not_a_number': 'A text, NaN or an infinity stands where --by or --where needs a number.',
  'selection.out_of_range': 'A rating lies outside the range of its rater.',
  'selection.type': 'The condition of --where is neither true nor false: it compares a text with a number, say.',
  'selection.too_short': 'DSIR takes no text of under 100 tokens.',
  'selection.band': 'The score lies outside the band of --band.',
  'selection.duplicate': 'With --concepts: an equal or nearly equal document stays in its place.',
  'selection.redundant': 'With --concepts: enough others of its topic stay.',
  'selection.domain': 'The shares of --domains leave nothing to the domain.',
  'selection.not_sampled': 'Better ones, or the draw, filled the budget or the limit.',
} as const;

/** A reason why a document is left out. */
export type SelectionReason = keyof typeof SELECTION_REASONS;
