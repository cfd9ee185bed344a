import type { Change, Defect, Ground } from './defect.ts';
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
export function mathProblem(draw: Draws, off = 0): string {
  const { boxes, each, given } = numbersOf(draw);
  const total = boxes * each;
  const left = total - given;
  const problem = `Problem: An office keeps its forms in ${boxes} boxes of ${each} forms each. It sends ${given} of the forms to another office. How many forms are left in the office?`;
  const big = (value: number): string => value.toLocaleString('en');
  const solutions = [
    `Solution: There are ${boxes} × ${each} = ${total + off} forms at first. After the office has sent its forms, ${total + off} - ${given} = ${left + off} forms are left.\nAnswer: ${left + off}`,
    `Solution: First count all forms: ${boxes} * ${each} = ${total}. Then take away what is sent: ${total} − ${given} = ${left + off}.\n\n#### ${left + off}`,
    `Solution: $${boxes} \\times ${each} = ${total + off}$ forms in all. Then $${total + off} - ${given} = ${left + off}$ forms are left. The result is \\boxed{${left + off}}.`,
    `Solution: (${boxes} x ${each}) - ${given} = ${big(left + off)} forms are left in the office, which is what was asked for.\nAnswer: ${big(left + off)} forms`,
    `Solution: All the forms together are ${boxes} \\cdot ${each} = ${total} forms, of which half are ${total} / 2 = ${total / 2 + off}. Of all of them ${total} - ${given} = ${left} are left.\nAnswer: ${left}`,
  ];
  return `${problem}\n\n${draw.oneOf(solutions)}`;
}

const planted =
  (change: (draw: Draws) => string) =>
  ({ draw }: Ground): Change => ({ text: change(draw) });

/** What is wrong with a worked problem. */
export const MATH_DEFECTS: readonly Defect[] = [
  {
    kind: 'math: a wrong result',
    strategy: 'math',
    by: ['format.math'],
    rules: true,
    plant: planted((draw) => mathProblem(draw, draw.oneOf([1, -1, 2, 10, 7]))),
  },
  {
    kind: 'math: another answer than the solution',
    strategy: 'math',
    by: ['format.math'],
    rules: true,
    plant: planted((draw) =>
      mathProblem(draw).replace(
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
    plant: planted((draw) => mathProblem(draw).replace(/(?:\nAnswer: |\n#### |The result is \\boxed).*$/, '')),
  },
];
