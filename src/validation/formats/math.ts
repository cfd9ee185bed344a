import { z } from 'zod';
import { numbersIn } from '../../text/numbers.ts';
import { wrongResults } from './arithmetic.ts';
import { atLeast, type FormatGrammar, hasWords, linesOf, start } from './grammar.ts';
import { labelledParts, type Part } from './labels.ts';
import type { Passage } from './passages.ts';

const bounds = z.strictObject({ kind: z.literal('math'), min_problems: atLeast(1), start });

/** UTF-16 units of problems and solutions that are worked through again: no text that a model writes has more. */
const MOST_UNITS = 100_000;
const BOXED_OR_MARKED = /\\boxed\{|(?:^|\n)[^\S\n]*#{4} ?\S/;

/**
 * `Problem: …`, `Solution: …` and a last line with the result: `Answer: 42`, `#### 42` or `\boxed{42}`. The calculations
 * of the solution are done again and must come out as it says, and the numbers of the answer must stand in it or in the
 * problem.
 */
export const math: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(text, { min_problems }) {
    const parts = labelledParts(text, ['problem', 'solution', 'answer']);
    const next = (): Passage<Part> | undefined => parts.next().value;
    next(); // What stands before the first label.
    let part = next();
    if (part?.head !== 'problem') return 'does not begin with a problem';
    let problems = 0;
    let units = 0;
    while (part !== undefined) {
      if (part.head !== 'problem') {
        part = next();
        continue;
      }
      problems++;
      if (!hasWords(part.text)) return `problem ${problems} is empty`;
      const solution = next();
      if (solution?.head !== 'solution') return `problem ${problems} has no solution`;
      const behind = next();
      const answer = behind?.head === 'answer' ? behind.text : undefined;
      if (!hasResult(solution.text, answer)) return `solution ${problems} ends without a number as its answer`;
      units += part.text.length + solution.text.length + (answer?.length ?? 0);
      if (units <= MOST_UNITS) {
        const lines = [...linesOf(solution.text)];
        const wrong = wrongResults(lines)[0];
        if (wrong !== undefined) return `${wrong.equation} in solution ${problems}, but it is ${wrong.result}`;
        const unknown = unfoundedAnswer(part.text, lines, answer);
        if (unknown !== undefined) return `the answer ${unknown} is not what solution ${problems} comes to`;
      }
      part = behind;
    }
    return problems < min_problems ? `${problems} problems, at least ${min_problems}` : undefined;
  },
};

function hasResult(solution: string, answer: string | undefined): boolean {
  if (answer !== undefined) return hasWords(solution) && /\p{N}/u.test(answer);
  return BOXED_OR_MARKED.test(solution);
}

const RESULT = /^\s*#{4} ?(.*)$|\\boxed\{([^{}]*)\}/;

/** The first number of the answer that stands neither in the problem nor in the solution, where the solution has any. */
function unfoundedAnswer(problem: string, solution: readonly string[], answer: string | undefined): string | undefined {
  const numbersOf = (text: string): string[] => numbersIn(text).map(({ value }) => value);
  const reasoned = numbersOf(solution.map((line) => line.replace(RESULT, '')).join('\n'));
  if (reasoned.length === 0) return undefined;
  const known = new Set([...numbersOf(problem), ...reasoned]);
  const results =
    answer === undefined ? solution.flatMap((line) => RESULT.exec(line)?.slice(1, 3) ?? []) : [...linesOf(answer)];
  // Behind a word, so that no line begins with its numeral, which would only number it.
  const stated = results.flatMap((line) => numbersIn(`is ${line ?? ''}`));
  return stated.find(({ value }) => !known.has(value))?.text;
}
