import { answerAll } from './answers.ts';
import { type Draft, roomFor } from './draft.ts';
import { questionsOf } from './questions.ts';

/** `Question:` and `Answer:` lines, a blank line between the pairs. */
export function writeQuestionsAndAnswers(draft: Draft): string {
  return pairsOf(draft)
    .map(({ question, answer }) => `Question: ${question}\nAnswer: ${answer}`)
    .join('\n\n');
}

/** `Instruction:` and `Response:` lines, a blank line between the pairs. */
export function writeInstructions(draft: Draft): string {
  return pairsOf(draft)
    .map(({ question, answer }) => `Instruction: ${question}\nResponse: ${answer}`)
    .join('\n\n');
}

/** A heading for each question, a paragraph for its answer. */
export function writeFaq(draft: Draft): string {
  return pairsOf(draft)
    .map(({ question, answer }) => `## ${question}\n\n${answer}`)
    .join('\n\n');
}

function pairsOf(draft: Draft): ReturnType<typeof answerAll> {
  return answerAll(draft, questionsOf(draft.source, draft.title), roomFor(draft, 0.32, 1.1), 5);
}
