import { z } from 'zod';
import { dialogue } from './dialogue.ts';
import { faq } from './faq.ts';
import type { FormatGrammar } from './grammar.ts';
import { instruction } from './instruction.ts';
import { knowledgeList } from './knowledge-list.ts';
import { math } from './math.ts';
import { qa } from './qa.ts';
import { table } from './table.ts';

/** The bounds of every format, told apart by `kind`. A new format is one file, and a line here and below. */
export const formatBounds = z.discriminatedUnion(
  'kind',
  [qa.bounds, dialogue.bounds, faq.bounds, table.bounds, knowledgeList.bounds, math.bounds, instruction.bounds],
  { error: 'kind must be qa, dialogue, faq, table, knowledge-list, math or instruction: format: {kind: qa}' },
);

export type FormatBounds = z.output<typeof formatBounds>;

/** The grammar of each format. */
export const formatGrammars: Readonly<Record<FormatBounds['kind'], FormatGrammar<FormatBounds>>> = {
  qa,
  dialogue,
  faq,
  table,
  'knowledge-list': knowledgeList,
  math,
  instruction,
};
