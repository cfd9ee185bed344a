import { type NumberMention, numbersIn } from '../text/numbers.ts';

/** The numbers of a passage, for the grammars of formats: as `numbersIn` has them. */
export function numeralsIn(text: string): NumberMention[] {
  return numbersIn(text);
}
