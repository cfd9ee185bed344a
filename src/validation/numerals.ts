import { numbersIn } from '../text/numbers.ts';

/** The numbers of some lines, for the grammars of formats: value and numeral of each, as `numbersIn` has them. */
export function numeralsIn(lines: readonly string[]): { readonly value: string; readonly text: string }[] {
  return numbersIn(lines.join('\n'));
}
