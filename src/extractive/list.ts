import { type Draft, roomFor } from './draft.ts';
import { choose, middleOf } from './rank.ts';

/** Facts one a line, each a sentence that can be understood alone, in the source's order. */
export function writeKnowledgeList(draft: Draft): string {
  const tokens = middleOf(roomFor(draft, 0.25, 0.7));
  const facts = choose(draft, tokens, ({ standalone, personal }) => standalone && !personal);
  const chosen = facts.length >= 3 ? facts : choose(draft, tokens, ({ standalone }) => standalone);
  return chosen.map(({ text }) => `- ${text}`).join('\n');
}
