import { z } from 'zod';
import { numbersIn } from '../../text/numbers.ts';
import { wrongResults } from './arithmetic.ts';
import { atLeast, type FormatGrammar, hasWords, start } from './grammar.ts';
import { type LabelledPart, labelledText } from './labels.ts';

const bounds = z.strictObject({ kind: z.literal('math'), min_problems: atLeast(1), start });

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
    for (const [index, part] of parts.entries()) {
      if (part.part !== 'problem') continue;
      problems++;
      if (!part.lines.some(hasWords)) return `problem ${problems} is empty`;
      const solution = parts[index + 1];
      if (solution?.part !== 'solution') return `problem ${problems} has no solution`;
      const behind = parts[index + 2];
      if (!hasResult(solution, behind)) return `solution ${problems} ends without a number as its answer`;
      const wrong = wrongResults(solution.lines)[0];
      if (wrong !== undefined) return `${wrong.equation} in solution ${problems}, but it is ${wrong.result}`;
      const unknown = unfoundedAnswer([part, solution], behind?.part === 'answer' ? behind : undefined);
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

/** The first number of the answer that stands neither in the problem nor in the solution, where that has any. */
function unfoundedAnswer(given: readonly LabelledPart[], answer: LabelledPart | undefined): string | undefined {
  const lines = given.flatMap((part) => part.lines);
  const known = new Set(numbersIn(lines.map((line) => line.replace(RESULT, '')).join('\n')).map(({ value }) => value));
  if (known.size === 0) return undefined;
  const results = answer?.lines ?? lines.flatMap((line) => RESULT.exec(line)?.slice(1, 3) ?? []);
  // Behind a word, so that no line begins with its numeral, which would only number it.
  const stated = results.flatMap((line) => numbersIn(`is ${line ?? ''}`));
  return stated.find(({ value }) => !known.has(value))?.text;
}
