import { answerAll } from './answers.ts';
import { clauseOf } from './clause.ts';
import { type Draft, isApparatus, joined, roomFor } from './draft.ts';
import { questionsOf } from './questions.ts';
import { choose, middleOf } from './rank.ts';
import type { Statement } from './source-text.ts';

const MOST_FIELDS = 8;

/** A table of terms with what the source says of each, then one question with its answer. */
export function writeTable(draft: Draft): string {
  const rows = new Map<string, readonly [string, string]>();
  for (const { key, value } of draft.source.fields.slice(0, MOST_FIELDS)) {
    if (value !== '' && isCell(value)) rows.set(key.toLowerCase(), [key, value]);
  }
  const terms = new Map<number, string>();
  for (const statement of draft.source.statements) {
    const term = statement.standalone && isCell(statement.text) ? termOf(statement) : undefined;
    if (term !== undefined && !isApparatus(draft.source.sections[statement.section]?.heading ?? '')) {
      terms.set(statement.order, term);
    }
  }
  const room = roomFor(draft, 0.25, 0.9);
  for (const { order, text } of choose(draft, middleOf(room) * 0.75, ({ order }) => terms.has(order))) {
    const term = terms.get(order) ?? '';
    if (!rows.has(term.toLowerCase())) rows.set(term.toLowerCase(), [term, text]);
  }
  if (rows.size === 0) return '';
  const table = [
    '| Topic | What the text says |',
    '| --- | --- |',
    ...[...rows.values()].map((cells) => `| ${cells.join(' | ')} |`),
  ];
  const best = questionsOf(draft).sort((left, right) => right.weight - left.weight)[0];
  const [pair] = best === undefined ? [] : answerAll(draft, [best], room, { sentences: 2, paragraphs: 1 });
  if (pair !== undefined) table.push('', `Question: ${pair.question}`, `Answer: ${joined(pair.answer)}`);
  return table.join('\n');
}

function isCell(text: string): boolean {
  return !text.includes('|');
}

/** The subject of an English statement without its article, capitalised. */
function termOf(statement: Statement): string | undefined {
  const clause = clauseOf(statement.text);
  if (clause === undefined || clause.writer !== undefined) return undefined;
  const [first = '', ...others] = clause.subject;
  const articled = /^(?:the|an?)$/i.test(first);
  if (/^(?:this|any|no|all|each|every|many|most|some|several|our|my)$/i.test(first)) return undefined;
  const term = (articled ? others : [first, ...others]).join(' ');
  if (term.length < 3 || /[*"“”]/.test(term)) return undefined;
  return term.charAt(0).toUpperCase() + term.slice(1);
}
