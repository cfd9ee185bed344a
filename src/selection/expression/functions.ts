import { estimateTokens } from '../../text/tokens.ts';
import { roundHalfEven } from '../../text/round-half-even.ts';
import { isFault, NOT_A_NUMBER, type Value, WRONG_TYPE } from './value.ts';

/** A function of expressions: how many values it takes, and what it makes of them. */
interface ExpressionFunction {
  readonly least: number;
  readonly most: number;
  readonly apply: (values: readonly Value[]) => Value;
}

/** Functions by name. Of a null they make null, but for `coalesce`; what is no number is a fault. */
export const FUNCTIONS = {
  min: ofNumbers(1, Number.POSITIVE_INFINITY, (values) => Math.min(...values)),
  max: ofNumbers(1, Number.POSITIVE_INFINITY, (values) => Math.max(...values)),
  abs: ofNumbers(1, 1, ([value = 0]) => Math.abs(value)),
  /** Natural. */
  log: ofNumbers(1, 1, ([value = 0]) => Math.log(value)),
  exp: ofNumbers(1, 1, ([value = 0]) => Math.exp(value)),
  /** To the nearest whole number; halves to the even one, as FineWeb-Edu rounds its classifier's scores. */
  round_half_even: ofNumbers(1, 1, ([value = 0]) => roundHalfEven(value)),
  /** UTF-16 units of a text. */
  length: ofText((text) => text.length),
  /** Estimated tokens of a text. */
  tokens: ofText(estimateTokens),
  /** The first value that is not null. */
  coalesce: {
    least: 1,
    most: Number.POSITIVE_INFINITY,
    apply: (values) => values.find((value) => value !== null) ?? null,
  },
} as const satisfies Readonly<Record<string, ExpressionFunction>>;

export type FunctionName = keyof typeof FUNCTIONS;

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

function ofNumbers(least: number, most: number, compute: (values: readonly number[]) => number): ExpressionFunction {
  return {
    least,
    most,
    apply(values) {
      const numbers: number[] = [];
      for (const value of values) {
        if (isFault(value)) return value;
        if (value === null) return null;
        if (typeof value !== 'number') return NOT_A_NUMBER;
        numbers.push(value);
      }
      return compute(numbers);
    },
  };
}

function ofText(measure: (text: string) => number): ExpressionFunction {
  return {
    least: 1,
    most: 1,
    apply([value = null]) {
      if (value === null || isFault(value)) return value;
      return typeof value === 'string' ? measure(value) : WRONG_TYPE;
    },
  };
}
