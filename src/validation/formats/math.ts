import { z } from 'zod';
import { numeralsIn } from '../numerals.ts';
import { wrongResults } from './arithmetic.ts';
import { atLeast, type FormatGrammar, hasWords, start } from './grammar.ts';
import { type LabelledPart, labelledText } from './labels.ts';

const bounds = z.strictObject({ kind: z.literal('math'), min_problems: atLeast(1), start });

/** Lines of solutions whose calculations are done again: no text that a model writes has more. */
const MOST_LINES = 2000;
const BOXED_OR_MARKED = /\\boxed\{|^#{4} ?\S/;

/**
 * `Problem: …`, `Solution: …` and a last line with the result: `Answer: 42`, `#### 42` or `\boxed{42}`. The calculations
 * of the solution are done again and must come out as it says, and the numbers of the answer must stand in it or in the
 * problem.
 */
export const math: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(lines, { min_problems }) {
    const { parts } = labelledText(lines, ['problem', 'solution', 'answer']);
    const first = parts[0];
    if (first?.part !== 'problem') return 'does not begin with a problem';
    let problems = 0;
    let checked = 0;
    for (const [index, part] of parts.entries()) {
      if (part.part !== 'problem') continue;
      problems++;
      if (!part.lines.some(hasWords)) return `problem ${problems} is empty`;
      const solution = parts[index + 1];
      if (solution?.part !== 'solution') return `problem ${problems} has no solution`;
      const behind = parts[index + 2];
      if (!hasResult(solution, behind)) return `solution ${problems} ends without a number as its answer`;
      checked += solution.lines.length;
      if (checked > MOST_LINES) continue;
      const wrong = wrongResults(solution.lines)[0];
      if (wrong !== undefined) return `${wrong.equation} in solution ${problems}, but it is ${wrong.result}`;
      const unknown = unfoundedAnswer(part, solution, behind?.part === 'answer' ? behind : undefined);
      if (unknown !== undefined) return `the answer ${unknown} is not what solution ${problems} comes to`;
    }
    return problems < min_problems ? `${problems} problems, at least ${min_problems}` : undefined;
  },
};

function hasResult(solution: LabelledPart, next: LabelledPart | undefined): boolean {
  if (next?.part === 'answer') return solution.lines.some(hasWords) && next.lines.some((line) => /\p{N}/u.test(line));
  return solution.lines.some((line) => BOXED_OR_MARKED.test(line.trim()));
}

const RESULT = /^\s*#{4} ?(.*)$|\\boxed\{([^{}]*)\}/;

/** The first number of the answer that stands neither in the problem nor in the solution, where the solution has any. */
function unfoundedAnswer(
  problem: LabelledPart,
  solution: LabelledPart,
  answer: LabelledPart | undefined,
): string | undefined {
  const numbersOf = (lines: readonly string[]): string[] => numeralsIn(lines).map(({ value }) => value);
  const reasoned = numbersOf(solution.lines.map((line) => line.replace(RESULT, '')));
  if (reasoned.length === 0) return undefined;
  const known = new Set([...numbersOf(problem.lines), ...reasoned]);
  const results = answer?.lines ?? solution.lines.flatMap((line) => RESULT.exec(line)?.slice(1, 3) ?? []);
  // Behind a word, so that no line begins with its numeral, which would only number it.
  const stated = results.flatMap((line) => numeralsIn([`is ${line ?? ''}`]));
  return stated.find(({ value }) => !known.has(value))?.text;
}
