import { unitInterval } from '../text/hash.ts';
import { answerAll } from './answers.ts';
import { clauseOf } from './clause.ts';
import { type Draft, roomFor } from './draft.ts';
import { subjectName } from './naming.ts';
import { type Question, questionsOf } from './questions.ts';
import type { Statement } from './source-text.ts';

const TEACHING: readonly (readonly [string, string])[] = [
  ['Student', 'Teacher'],
  ['Learner', 'Tutor'],
  ['Reader', 'Librarian'],
  ['Newcomer', 'Expert'],
];
const INTERVIEW: readonly (readonly [string, string])[] = [
  ['Interviewer', 'Author'],
  ['Host', 'Guest'],
];
/** From this share of statements in the first or second person on, the source speaks for itself: it is interviewed. */
const PERSONAL_SHARE = 0.35;
const MOST_ASKED_AFTER = 0.35;

/** Turns of two speakers, one a line: one asks, the other answers with the source's sentences. */
export function writeDialogue(draft: Draft): string {
  const { source, title } = draft;
  const personal = source.statements.filter((statement) => statement.personal).length;
  const interview = personal > source.statements.length * PERSONAL_SHARE;
  const questions = questionsOf(source, title, interview ? 'you' : 'the authors');
  const casts = interview ? INTERVIEW : TEACHING;
  const cast = Math.floor(unitInterval(0, 'dialogue', source.text) * casts.length);
  const [asking, answering] = casts[cast] ?? ['Student', 'Teacher'];
  const pairs = answerAll(draft, [...questions, ...askAfter(draft, questions)], roomFor(draft, 0.32, 1.1), 5);
  return pairs.map(({ question, answer }) => `${asking}: ${question}\n${answering}: ${answer}`).join('\n');
}

/** In talk one may simply ask about a thing: what the statements without a question of their own are about. */
function askAfter(draft: Draft, questions: readonly Question[]): Question[] {
  if (draft.source.language !== 'en') return [];
  const answered = new Set(questions.map(({ answer }) => answer));
  const known = new Set(questions.map(({ text }) => text.toLowerCase()));
  const found: Question[] = [];
  for (const statement of draft.source.statements) {
    if (answered.has(statement.order) || !statement.standalone) continue;
    const name = topicOf(statement, draft);
    if (name === undefined || known.has(name)) continue;
    known.add(name);
    const ways = [
      `What can you tell me about ${name}?`,
      `What about ${name}?`,
      `Could you say something about ${name}?`,
    ];
    const text = ways[found.length % ways.length] ?? '';
    found.push({ text, answer: statement.order, weight: MOST_ASKED_AFTER });
  }
  return found;
}

function topicOf(statement: Statement, draft: Draft): string | undefined {
  const clause = clauseOf(statement.text);
  if (clause === undefined || clause.writer !== undefined || clause.subject.length < 2) return undefined;
  const name = subjectName(clause, { common: draft.source.common, title: draft.title, writers: 'you' });
  return name === undefined || /[`*“"()|]|^(?:any|no|all|each|every|many|most|some|several)\b/.test(name)
    ? undefined
    : name;
}
