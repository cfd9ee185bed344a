import { z } from 'zod';

/** The form of one kind of rewrite. */
export interface FormatGrammar<Bounds> {
  /** What is wrong with a text, for a person; undefined when it has the form. Linear. */
  problem(text: string, bounds: Bounds): string | undefined;
}

/** The bound that every kind has: a marker that the text must begin with. */
export const start = z.string().min(1).optional();

/** A least count as a bound. */
export function atLeast(count: number): z.ZodDefault<z.ZodNumber> {
  return z.number().int().positive().default(count);
}

/** The lines of a text one by one: a list of them would take more time than most of what is asked of each. */
export function* linesOf(text: string): Generator<string> {
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    yield end === start ? '' : text.slice(start, end);
    start = end + 1;
  }
  yield text.slice(start);
}

/** Whether a line of a text, bold marks and closing quotes or brackets aside, ends with a question mark of any script. */
export function hasQuestion(text: string): boolean {
  return /[?？؟՞\u037E]["'”’»)\]*_ ]{0,6}[^\S\n]*(?:\n|$)/.test(text);
}

/** Whether a part of a text has a letter or a digit. */
export function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}
