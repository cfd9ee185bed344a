import type { Change, Defect, Ground } from './defect.ts';
import type { Phrases } from './phrases/phrases.ts';
import type { Draws } from './seeded.ts';

interface Numbers {
  readonly boxes: number;
  readonly each: number;
  readonly given: number;
}

const numbersOf = (draw: Draws): Numbers => {
  const [boxes, each] = [3 + draw.below(40), 4 + draw.below(30)];
  return { boxes, each, given: 1 + draw.below(boxes * each - 1) };
};

/** A word problem with its solution, in one of the ways that models write them; `off` is what a result is wrong by. */
export function mathProblem(draw: Draws, [things, owner]: Phrases['counted'], off = 0): string {
  const { boxes, each, given } = numbersOf(draw);
  const total = boxes * each;
  const left = total - given;
  const problem = `Problem: The ${owner} keeps its ${things} in ${boxes} boxes of ${each} ${things} each. It sends ${given} of the ${things} to somebody else. How many ${things} are left in the ${owner}?`;
  const big = (value: number): string => value.toLocaleString('en');
  const solutions = [
    `Solution: There are ${boxes} × ${each} = ${total + off} ${things} at first. After the ${owner} has sent its ${things}, ${total + off} - ${given} = ${left + off} ${things} are left.\nAnswer: ${left + off}`,
    `Solution: First count all ${things}: ${boxes} * ${each} = ${total}. Then take away what is sent: ${total} − ${given} = ${left + off}.\n\n#### ${left + off}`,
    `Solution: $${boxes} \\times ${each} = ${total + off}$ ${things} in all. Then $${total + off} - ${given} = ${left + off}$ ${things} are left. The result is \\boxed{${left + off}}.`,
    `Solution: (${boxes} x ${each}) - ${given} = ${big(left + off)} ${things} are left in the ${owner}, which is what was asked for.\nAnswer: ${big(left + off)} ${things}`,
    `Solution: All the ${things} together are ${boxes} \\cdot ${each} = ${total} ${things}, of which half are ${total} / 2 = ${total / 2 + off}. Of all of them ${total} - ${given} = ${left} are left.\nAnswer: ${left}`,
  ];
  return `${problem}\n\n${draw.oneOf(solutions)}`;
}

const planted =
  (change: (draw: Draws, counted: Phrases['counted']) => string) =>
  ({ draw, phrases }: Ground): Change => ({ text: change(draw, phrases.counted) });

/** What is wrong with a worked problem. */
export const MATH_DEFECTS: readonly Defect[] = [
  {
    kind: 'math: a wrong result',
    strategy: 'math',
    by: ['format.math'],
    rules: true,
    plant: planted((draw, counted) => mathProblem(draw, counted, draw.oneOf([1, -1, 2, 10, 7]))),
  },
  {
    kind: 'math: another answer than the solution',
    strategy: 'math',
    by: ['format.math'],
    rules: true,
    plant: planted((draw, counted) =>
      mathProblem(draw, counted).replace(
        /(Answer: |#### |boxed\{)([\d,]+)/,
        (_, label: string, value: string) => `${label}${Number(value.replace(',', '')) + 3}`,
      ),
    ),
  },
  {
    kind: 'math: no answer',
    strategy: 'math',
    by: ['format.math', 'truncated'],
    rules: true,
    plant: planted((draw, counted) =>
      mathProblem(draw, counted).replace(/(?:\nAnswer: |\n#### |The result is \\boxed).*$/, ''),
    ),
  },
];
