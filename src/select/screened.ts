import type { ChosenRows } from '../selection/chosen-rows.ts';

/**
 * What one step takes out of the candidates before any is chosen. A step looks at all of them together, where a
 * condition looks at one.
 */
export interface Screened {
  readonly reason: string;
  /** The rows that it takes out. */
  readonly rows: ChosenRows;
}
