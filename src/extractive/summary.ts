import { type Draft, joined, roomFor } from './draft.ts';
import { choose, middleOf } from './rank.ts';

/** A summary: the source's most central sentences in its order, about a third of it, in one paragraph. */
export function writeSummary(draft: Draft): string {
  return joined(choose(draft, middleOf(roomFor(draft, 0.2, 0.42))));
}
