import type { Concepts, Fate } from '../concepts/concepts.ts';
import { ChosenRows } from '../selection/chosen-rows.ts';
import type { CandidateTable } from './candidates.ts';
import type { ScreenOptions } from './screen-band.ts';
import type { Screened } from './screened.ts';

/** Drops the candidates that repeat others: `concepts` has a fate for each, in the order of the table. */
export async function screenConcepts(
  table: CandidateTable,
  concepts: Concepts,
  { signal }: Pick<ScreenOptions, 'signal'>,
): Promise<Screened[]> {
  const dropped: Record<Exclude<Fate, 'kept'>, ChosenRows> = {
    duplicate: new ChosenRows(),
    redundant: new ChosenRows(),
  };
  let number = 0;
  for await (const page of table.pages(signal)) {
    for (const { row } of page) {
      const fate = concepts.fateOf(number++);
      if (fate !== 'kept') dropped[fate].add(row);
    }
  }
  return [
    { reason: 'selection.duplicate', rows: dropped.duplicate },
    { reason: 'selection.redundant', rows: dropped.redundant },
  ];
}
