import { numbersIn } from '../text/numbers.ts';

/** The first five-digit number from a fixed one on that the source does not state. */
export function invent(source: string): number {
  const stated = new Set(numbersIn(source).map(({ value }) => value));
  let number = 48_271;
  while (stated.has(String(number))) number += 1;
  return number;
}
