import { z } from 'zod';

/** The form of one kind of rewrite. */
export interface FormatGrammar<Bounds> {
  /** What is wrong with a text, given as its lines, for a person; undefined when it has the form. Linear. */
  problem(lines: readonly string[], bounds: Bounds): string | undefined;
}

/** The bound that every kind has: a marker that the text must begin with. */
export const start = z.string().min(1).optional();

/** A least count as a bound. */
export function atLeast(count: number): z.ZodDefault<z.ZodNumber> {
  return z.number().int().positive().default(count);
}

/** Whether a text, bold marks and closing quotes or brackets aside, ends with a question mark of any script. */
export function isQuestion(text: string): boolean {
  return /[?？؟՞\u037E]["'”’»)\]*_ ]{0,6}$/.test(text.trimEnd().slice(-12));
}

/** Whether a part of a text has a letter or a digit. */
export function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
