import { estimateTokens } from '../text/tokens.ts';
import { type Draft, isApparatus, type Room, tokensOf } from './draft.ts';
import { middleOf } from './rank.ts';
import type { Question } from './questions.ts';
import type { Statement } from './source-text.ts';

/** A question with its answer: consecutive statements, with nothing of the source left out between them. */
export interface Pair {
  readonly question: string;
  readonly answer: readonly Statement[];
}

/** How long one answer may become. */
export interface AnswerLimits {
  readonly sentences: number;
  readonly paragraphs: number;
}

/** Questions this weak are at most a third of a set. */
const WEAK = 0.45;
/** From this weight on a question is asked although the set is long enough without it. */
const GOOD = 0.6;
/** Tokens of labels and white space around one pair. */
const PAIR_TOKENS = 6;

interface Growing {
  readonly question: Question;
  readonly answer: Statement[];
}

/**
 * Chooses questions and gives each its answer, in document order, until the room is used: first the best questions
 * with one sentence each, then the sentences that follow in the source while the set is shorter than it should be.
 */
export function answerAll(draft: Draft, questions: readonly Question[], room: Room, limits: AnswerLimits): Pair[] {
  const pairs = pick(draft, questions, room);
  lengthen(draft, pairs, room, limits);
  return pairs.map(({ question, answer }) => ({ question: question.text, answer }));
}

function pick(draft: Draft, questions: readonly Question[], room: Room): Growing[] {
  const { statements, sections } = draft.source;
  const enough = middleOf(room);
  const ranked = questions
    .filter(({ answer }) => !isApparatus(sections[statements[answer]?.section ?? 0]?.heading ?? ''))
    .sort((left, right) => right.weight - left.weight || left.answer - right.answer);
  const picked: Growing[] = [];
  let used = 0;
  let weak = 0;
  for (const question of ranked) {
    const statement = statements[question.answer];
    if (statement === undefined) continue;
    const isWeak = question.weight <= WEAK;
    if (isWeak && (weak + 1) * 3 > picked.length + 1 && picked.length > 1) continue;
    const cost = estimateTokens(question.text) + tokensOf(statement) + PAIR_TOKENS;
    if (used + cost > room.most) continue;
    // A set of good questions is not diluted with poor ones once it is long enough.
    if (used > enough && question.weight < GOOD) break;
    if (isWeak) weak += 1;
    picked.push({ question, answer: [statement] });
    used += cost;
  }
  return picked.sort((left, right) => left.question.answer - right.question.answer);
}

function lengthen(draft: Draft, pairs: readonly Growing[], room: Room, limits: AnswerLimits): void {
  const { statements } = draft.source;
  const enough = middleOf(room);
  const starts = new Set(pairs.map(({ question }) => question.answer));
  let used = pairs.reduce(
    (sum, { question, answer }) =>
      sum + estimateTokens(question.text) + PAIR_TOKENS + answer.reduce((tokens, one) => tokens + tokensOf(one), 0),
    0,
  );
  for (let length = 1; length < limits.sentences; length += 1) {
    for (const { answer } of pairs) {
      const next = statements[(answer.at(-1)?.order ?? -1) + 1];
      if (answer.length !== length || next === undefined || starts.has(next.order)) continue;
      const paragraphs = new Set(answer.map(({ paragraph }) => paragraph)).size;
      if (!next.continues && !(next.opensNext && paragraphs < limits.paragraphs)) continue;
      // What leans on the answer is part of it, however long the set is.
      const wanted = used < enough || (!next.standalone && next.continues && length === 1);
      if (!wanted || used + tokensOf(next) > room.most) continue;
      answer.push(next);
      used += tokensOf(next);
    }
  }
}
