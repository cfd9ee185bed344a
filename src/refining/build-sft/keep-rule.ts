/** Ratings of one document, 0 to 5; undefined where there is none that can be read. */
export interface Ratings {
  readonly education: number | undefined;
  readonly format: number | undefined;
}

export type Label = 'keep' | 'drop';

/**
 * The rule of ProX (Zhou et al., 2024) for its document labels: keep what teaches (education 3 or more), and what
 * teaches a little in good form (education 2, format 4 or more); drop the rest. Undefined where it takes a rating that
 * is missing: nothing is guessed.
 */
export function labelOf({ education, format }: Ratings): Label | undefined {
  if (education === undefined) return undefined;
  if (education !== 2) return education > 2 ? 'keep' : 'drop';
  if (format === undefined) return undefined;
  return format >= 4 ? 'keep' : 'drop';
}
