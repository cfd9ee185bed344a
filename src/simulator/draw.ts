/**
 * Picks one of several happenings by their rates.
 * Takes rates that sum to at most 1, and a number in [0, 1); returns the name whose stretch of [0, 1) holds the number,
 * or undefined when it lies beyond them all.
 */
export function drawByRates<Name extends string>(rates: Readonly<Record<Name, number>>, at: number): Name | undefined {
  let end = 0;
  for (const name in rates) {
    end += rates[name];
    if (at < end) return name;
  }
  return undefined;
}
