/** Why a task whose answers are programs is rejected: reason → what it means. */
export const PROGRAM_REASONS = {
  'program.dropped': 'the program drops the whole document',
  'program.unparsable': 'no answer contains a call that the program grammar knows',
  'program.removed_too_much': 'the programs remove more of the document than refining may',
  'program.empty': 'nothing but white space is left after the programs',
} as const satisfies Readonly<Record<string, string>>;
