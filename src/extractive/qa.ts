import { type AnswerLimits, answerAll } from './answers.ts';
import { type Draft, joined, roomFor } from './draft.ts';
import { questionsOf } from './questions.ts';

const SHORT: AnswerLimits = { sentences: 5, paragraphs: 1 };
const LONG: AnswerLimits = { sentences: 8, paragraphs: 3 };

/** `Question:` and `Answer:` lines, a blank line between the pairs. */
export function writeQuestionsAndAnswers(draft: Draft): string {
  return written(draft, SHORT, (question, answer) => `Question: ${question}\nAnswer: ${answer}`);
}

/** `Instruction:` and `Response:` lines, a blank line between the pairs. */
export function writeInstructions(draft: Draft): string {
  return written(draft, SHORT, (question, answer) => `Instruction: ${question}\nResponse: ${answer}`);
}

/** A heading for each question, a paragraph for its answer. */
export function writeFaq(draft: Draft): string {
  return written(draft, LONG, (question, answer) => `## ${question}\n\n${answer}`);
}

function written(draft: Draft, limits: AnswerLimits, form: (question: string, answer: string) => string): string {
  return answerAll(draft, questionsOf(draft), roomFor(draft, 0.32, 1.1), limits)
    .map(({ question, answer }) => form(question, joined(answer)))
    .join('\n\n');
}
