import { estimateTokens } from '../text/tokens.ts';
import { type Draft, isApparatus, joined, type Room, tokensOf } from './draft.ts';
import { middleOf } from './rank.ts';
import type { Question } from './questions.ts';
import type { Statement } from './source-text.ts';

/** A question with its answer: consecutive statements of one paragraph. */
export interface Pair {
  readonly question: string;
  readonly answer: string;
}

/** Questions this weak are at most half of a set. */
const WEAK = 0.45;

/**
 * Chooses questions and gives each its answer, in document order, until the room is used: first the best questions
 * with one sentence each, then further sentences of the same paragraphs while the set is shorter than it should be.
 * @param sentences Most sentences in one answer.
 */
export function answerAll(draft: Draft, questions: readonly Question[], room: Room, sentences: number): Pair[] {
  const { statements, sections, language } = draft.source;
  const picked: { question: Question; answer: Statement[] }[] = [];
  let used = 0;
  let weak = 0;
  const ranked = questions
    .filter(({ answer }) => !isApparatus(sections[statements[answer]?.section ?? 0]?.heading ?? ''))
    .sort((left, right) => right.weight - left.weight || left.answer - right.answer);
  const enough = middleOf(room);
  for (const question of ranked) {
    const statement = statements[question.answer];
    if (statement === undefined) continue;
    if (question.weight <= WEAK && (weak + 1) * 2 > picked.length + 1 && picked.length > 1) continue;
    const cost = estimateTokens(question.text) + tokensOf(statement) + 6;
    if (used + cost > room.most) continue;
    // A set of good questions is not diluted with poor ones once it is long enough.
    if (used > enough && question.weight < 0.6) break;
    if (question.weight <= WEAK) weak += 1;
    picked.push({ question, answer: [statement] });
    used += cost;
  }
  picked.sort((left, right) => left.question.answer - right.question.answer);
  const starts = new Set(picked.map(({ question }) => question.answer));
  for (let length = 1; length < sentences; length += 1) {
    for (const { answer } of picked) {
      const next = statements[(answer.at(-1)?.order ?? -1) + 1];
      if (answer.length !== length || next === undefined || !next.continues || starts.has(next.order)) continue;
      const wanted = used < enough || (!next.standalone && length === 1);
      if (!wanted || used + tokensOf(next) > room.most) continue;
      answer.push(next);
      used += tokensOf(next);
    }
  }
  return picked.map(({ question, answer }) => ({ question: question.text, answer: joined(answer, language) }));
}
