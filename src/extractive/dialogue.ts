import { answerAll } from './answers.ts';
import { clauseOf } from './clause.ts';
import { type Draft, joined, roomFor } from './draft.ts';
import { subjectName } from './naming.ts';
import { type Question, questionsOf } from './questions.ts';
import type { Statement } from './source-text.ts';
import { castOf } from './speakers.ts';

/** From this share of statements in the first or second person on the source speaks for itself: it is interviewed. */
const PERSONAL_SHARE = 0.35;
/** Weight of asking about a thing without knowing what is said of it: below every other question. */
const ASKING_ABOUT = 0.35;
const LIMITS = { sentences: 8, paragraphs: 2 };

/** Asks the other to go on where an answer has a second paragraph. */
const GO_ON = ['Can you say more about that?', 'What else is there to know?', 'Could you go on?'];

/** Turns of two speakers, one a line: one asks, the other answers with the source's sentences. */
export function writeDialogue(draft: Draft): string {
  const { source, variables } = draft;
  const personal = source.statements.filter((statement) => statement.personal).length;
  const { asking, answering } = castOf(
    variables.speakers,
    personal > source.statements.length * PERSONAL_SHARE,
    source.text,
  );
  // Only an author can be asked what he himself did.
  const questions = questionsOf(draft, answering === 'Author' ? 'you' : 'the authors');
  const pairs = answerAll(draft, [...questions, ...askAbout(draft, questions)], roomFor(draft, 0.32, 1.1), LIMITS);
  const turns: string[] = [];
  let goneOn = 0;
  for (const { question, answer } of pairs) {
    turns.push(`${asking}: ${question}`);
    for (const [at, paragraph] of paragraphsOf(answer).entries()) {
      if (at > 0) {
        turns.push(`${asking}: ${GO_ON[goneOn % GO_ON.length] ?? ''}`);
        goneOn += 1;
      }
      turns.push(`${answering}: ${joined(paragraph)}`);
    }
  }
  return turns.join('\n');
}

function paragraphsOf(statements: readonly Statement[]): Statement[][] {
  const paragraphs: Statement[][] = [];
  for (const statement of statements) {
    const last = paragraphs.at(-1);
    if (last !== undefined && last[0]?.paragraph === statement.paragraph) last.push(statement);
    else paragraphs.push([statement]);
  }
  return paragraphs;
}

/** In talk one may simply ask about a thing: what the statements without a question of their own are about. */
function askAbout(draft: Draft, questions: readonly Question[]): Question[] {
  if (draft.source.language !== 'en') return [];
  const answered = new Set(questions.map(({ answer }) => answer));
  const asked = new Set<string>();
  const found: Question[] = [];
  for (const statement of draft.source.statements) {
    if (answered.has(statement.order) || !statement.standalone) continue;
    const name = topicOf(statement, draft);
    if (name === undefined || asked.has(name)) continue;
    asked.add(name);
    const ways = [
      `What can you tell me about ${name}?`,
      `What about ${name}?`,
      `Could you say something about ${name}?`,
    ];
    const text = ways[found.length % ways.length] ?? '';
    found.push({ text, answer: statement.order, weight: ASKING_ABOUT });
  }
  return found;
}

function topicOf(statement: Statement, draft: Draft): string | undefined {
  const clause = clauseOf(statement.text);
  if (clause === undefined || clause.writer !== undefined || clause.subject.length < 2) return undefined;
  // `The codecs` alone does not say which: a name or a longer phrase does.
  const general = clause.subject.length === 2 && /^(?:the|an?)$/i.test(clause.subject[0] ?? '');
  if (general && /^\p{Ll}+$/u.test(clause.subject[1] ?? '')) return undefined;
  const name = subjectName(clause, { ...draft.source, title: draft.title, writers: 'the authors' });
  return name === undefined || /[`*“"()|]|^(?:any|no|all|each|every|many|most|some|several|this)\b/.test(name)
    ? undefined
    : name;
}
