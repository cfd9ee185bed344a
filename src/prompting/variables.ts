import { unitInterval } from '../text/hash.ts';

/**
 * One value for each variable of a strategy, drawn uniformly and independently for one task. The draw depends only on
 * the seed, the record id and the variable's name, so that it is the same however often the task is planned.
 *
 * @param variables the values to draw from, by variable; no list is empty
 */
export function drawVariables(
  variables: Readonly<Record<string, readonly string[]>>,
  seed: number,
  recordId: string,
): Record<string, string> {
  const drawn: Record<string, string> = {};
  for (const [name, values] of Object.entries(variables)) {
    const value = values[Math.floor(unitInterval(seed, recordId, name) * values.length)];
    if (value !== undefined) drawn[name] = value;
  }
  return drawn;
}
