/**
 * Why a row of the corpus becomes no document: reason → what it means, for the reference of reasons. The details of a
 * bad row say more.
 */
export const INPUT_REASONS = {
  'input.malformed': 'The line is not JSON, or it was cut off.',
  'input.not_object': 'The line is JSON, but no object with columns.',
  'input.encoding': 'The bytes are not UTF-8, or the text or id holds a lone surrogate or a NUL.',
  'input.no_text': 'The row has no column of the name given by --text-column.',
  'input.text_type': 'The text column holds something else than a string.',
  'input.empty_text': 'The text is empty or only white space.',
  'input.id_type': 'The id is no string, no whole number and not null, or a number too large to be read exactly.',
  'input.duplicate_id': 'Another document of the run has the same id.',
  'input.too_long': 'The line is longer than the reader takes.',
  'input.truncated': 'The compressed file is damaged or cut short; one row stands for all that could not be read.',
  'input.unreadable': 'The file is not Parquet, or a row group of it cannot be decoded; one row stands for all of it.',
} as const;

/** A reason why a row becomes no document. */
export type InputReason = keyof typeof INPUT_REASONS;
