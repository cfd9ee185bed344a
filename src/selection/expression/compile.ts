import type { SourceDocument } from '../../vocabulary/document.ts';
import { ratingRangeOf } from '../rating-ranges.ts';
import { columnOf } from './column.ts';
import { FUNCTIONS } from './functions.ts';
import type { Node, Operator } from './syntax.ts';
import { type Fault, isFault, NOT_A_NUMBER, OUT_OF_RANGE, type Value, valueOf, WRONG_TYPE } from './value.ts';

/** An expression as a function of a document. */
export type Evaluate = (document: SourceDocument) => Value;

/** Makes closures of a tree: no text is ever evaluated as code. */
export function compile(node: Node): Evaluate {
  switch (node.kind) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'column':
      return compileColumn(node.path);
    case 'negative': {
      const operand = compile(node.operand);
      return (document) => arithmetic('-', 0, operand(document));
    }
    case 'not': {
      const operand = compile(node.operand);
      return (document) => {
        const value = truthOf(operand(document));
        return typeof value === 'boolean' ? !value : value;
      };
    }
    case 'in': {
      const operand = compile(node.operand);
      const values = new Set<unknown>(node.values);
      return (document) => {
        const value = operand(document);
        if (isFault(value)) return value;
        return value === null && !values.has(null) ? null : values.has(value);
      };
    }
    case 'call': {
      const { apply } = FUNCTIONS[node.name];
      const args = node.args.map(compile);
      return (document) => apply(args.map((arg) => arg(document)));
    }
    case 'binary':
      break;
  }
  return compileBinary(node.operator, node.left, node.right);
}

function compileColumn(path: readonly string[]): Evaluate {
  const read = columnOf(path);
  const range = ratingRangeOf(path);
  if (range === undefined) return (document) => valueOf(read(document));
  const { least, greatest } = range;
  return (document) => {
    const value = valueOf(read(document));
    return typeof value === 'number' && (value < least || value > greatest) ? OUT_OF_RANGE : value;
  };
}

function compileBinary(operator: Operator, leftNode: Node, rightNode: Node): Evaluate {
  const left = compile(leftNode);
  const right = compile(rightNode);
  switch (operator) {
    case 'and':
      return (document) => joined(left(document), () => right(document), false);
    case 'or':
      return (document) => joined(left(document), () => right(document), true);
    case '==':
    case '!=': {
      const wanted = operator === '==';
      // Only the word null asks for nothing; two unknown values are not the same one.
      const asksForNull = [leftNode, rightNode].some((node) => node.kind === 'literal' && node.value === null);
      return (document) => {
        const a = left(document);
        const b = right(document);
        if (isFault(a)) return a;
        if (isFault(b)) return b;
        if (!asksForNull && (a === null || b === null)) return null;
        return (a === b) === wanted;
      };
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return (document) => ordered(operator, left(document), right(document));
    case '+':
    case '-':
    case '*':
    case '/':
      break;
  }
  return (document) => arithmetic(operator, left(document), right(document));
}

const ARITHMETIC = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
} as const;

const ORDER = {
  '<': (a: number | string, b: number | string) => a < b,
  '<=': (a: number | string, b: number | string) => a <= b,
  '>': (a: number | string, b: number | string) => a > b,
  '>=': (a: number | string, b: number | string) => a >= b,
} as const;

function arithmetic(operator: keyof typeof ARITHMETIC, a: Value, b: Value): Value {
  if (isFault(a)) return a;
  if (isFault(b)) return b;
  if (typeof a === 'string' || typeof a === 'boolean' || typeof b === 'string' || typeof b === 'boolean') {
    return NOT_A_NUMBER;
  }
  if (a === null || b === null) return null;
  return ARITHMETIC[operator](a, b);
}

function ordered(operator: keyof typeof ORDER, a: Value, b: Value): Value {
  if (isFault(a)) return a;
  if (isFault(b)) return b;
  if (a === null || b === null) return null;
  if (typeof a === 'boolean' || typeof b === 'boolean' || typeof a !== typeof b) return WRONG_TYPE;
  // Neither is larger than NaN, nor is it as large.
  if (Number.isNaN(a) || Number.isNaN(b)) return NOT_A_NUMBER;
  return ORDER[operator](a, b);
}

/** `and` and `or` as SQL has them: a side that decides alone does, whatever the other is. */
function joined(left: Value, rightSide: () => Value, deciding: boolean): Value {
  const a = truthOf(left);
  if (a === deciding) return deciding;
  const b = truthOf(rightSide());
  if (b === deciding) return deciding;
  if (isFault(a)) return a;
  return a === null ? (isFault(b) ? b : null) : b;
}

function truthOf(value: Value): boolean | null | Fault {
  if (typeof value === 'boolean' || value === null || isFault(value)) return value;
  return WRONG_TYPE;
}
