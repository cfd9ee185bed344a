import { z } from 'zod';
import { atLeast, type FormatGrammar, hasWords, linesOf, start } from './grammar.ts';

const bounds = z.strictObject({ kind: z.literal('knowledge-list'), min_items: atLeast(3), start });

const ITEM = /^\s*(?:[-*+•–]|\d{1,3}[.)])\s+\S/;
/** Share of the lines, headings and continuations aside, that must be items. */
const MOSTLY = 0.6;

/** Items beginning `- ` or `1.`; a title, headings between groups and indented continuations are allowed. */
export const knowledgeList: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(text, { min_items }) {
    let items = 0;
    let others = 0;
    for (const line of linesOf(text)) {
      if (line === '') continue;
      if (ITEM.test(line)) items += hasWords(line) ? 1 : 0;
      else if (line.trim() !== '' && !/^(?:\s*(?:#|\*\*[^*]*\*\*:?\s*$)|\s{2,}\S)/.test(line)) others++;
    }
    if (items < min_items) return `${items} items, at least ${min_items}`;
    return items < MOSTLY * (items + others) ? `${others} of ${items + others} lines are no items` : undefined;
  },
};
