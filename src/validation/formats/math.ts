import { z } from 'zod';
import { atLeast, type FormatGrammar, hasWords, start } from './grammar.ts';
import { type LabelledPart, labelledText } from './labels.ts';

const bounds = z.strictObject({ kind: z.literal('math'), min_problems: atLeast(1), start });

const BOXED_OR_MARKED = /\\boxed\{|^#{4} ?\S/;

/** `Problem: …`, `Solution: …` and a last line with the result: `Answer: 42`, `#### 42` or `\boxed{42}`. */
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
      if (!hasResult(solution, parts[index + 2])) return `solution ${problems} ends without a number as its answer`;
    }
    return problems < min_problems ? `${problems} problems, at least ${min_problems}` : undefined;
  },
};

function hasResult(solution: LabelledPart, next: LabelledPart | undefined): boolean {
  if (next?.part === 'answer') return solution.lines.some(hasWords) && next.lines.some((line) => /\p{N}/u.test(line));
  return solution.lines.some((line) => BOXED_OR_MARKED.test(line.trim()));
}
