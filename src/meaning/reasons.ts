import type { MeaningCheck } from '../vocabulary/meaning.ts';

/** The names under which a check's scores and rejections stand in records. */
export const CHECK_NAMES = {
  similarity: 'meaning.similarity',
  judge: 'meaning.judge',
} as const satisfies Readonly<Record<MeaningCheck, string>>;

/** Of a task that failed because a check had no verdict. */
export const UNDECIDED = 'meaning.undecided';

/** Why a task whose rewrite passed every rule is rejected or failed all the same: reason → what it means. */
export const MEANING_REASONS: Readonly<Record<string, string>> = {
  [CHECK_NAMES.similarity]: 'The embedding of the text is too far from that of its source.',
  [CHECK_NAMES.judge]: 'A language model found statements that the source does not support.',
  [UNDECIDED]: 'No verdict on the meaning was to be had, and `on_failure` says defer.',
};
