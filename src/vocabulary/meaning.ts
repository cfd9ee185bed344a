/**
 * What a model may be asked of a rewrite that passed every rule: how near its meaning is to its source's (`similarity`),
 * and whether it states only what the source supports (`judge`). In the order in which they are made.
 */
export const MEANING_CHECKS = ['similarity', 'judge'] as const;

export type MeaningCheck = (typeof MEANING_CHECKS)[number];

/** How one check of one rewrite ended, and what it took. */
export interface CheckAccount {
  /** `undecided`: no verdict was to be had (the model is down, slow or makes no sense). */
  readonly verdict: 'passed' | 'rejected' | 'undecided';
  /** Billed over all attempts. */
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** The checks that a rewrite was put to. */
export type MeaningAccount = Readonly<Partial<Record<MeaningCheck, CheckAccount>>>;
