import type { ChosenRows } from '../selection/chosen-rows.ts';

/** What a selection chose of a run's input files. */
export interface ChosenInput {
  /** Rows of the whole corpus, counted through its files. */
  readonly rows: ChosenRows;
  /** Places for rows in each file. */
  readonly rowsOf: readonly number[];
}

/** Why a row is passed over that no selection chose. */
export const NOT_CHOSEN = 'selection.not_chosen';

export const NOT_CHOSEN_REASONS: Readonly<Record<string, string>> = {
  [NOT_CHOSEN]: "the run's selection left it out; selection/selection.json in the run directory says why",
};

/** Whether a row of a file is chosen, as a reader asks it. */
export function chosenIn({ rows, rowsOf }: ChosenInput, file: number): (row: number) => boolean {
  const first = rowsOf.slice(0, file).reduce((sum, count) => sum + count, 0);
  const count = rowsOf[file] ?? 0;
  return (row) => row < count && rows.has(first + row);
}
