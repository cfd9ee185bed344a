import { nearest } from '../../text/nearest.ts';
import { FUNCTIONS, type FunctionName, isFunctionName } from './functions.ts';
import { type Lexeme, lexemesOf, syntaxError } from './lexer.ts';

/** Operators between two values. */
export type Operator = 'or' | 'and' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/';

/** A constant in an expression. */
type Literal = number | string | boolean | null;

/** An expression as a tree. */
export type Node =
  | { readonly kind: 'literal'; readonly value: Literal }
  /** Names from the outside in. */
  | { readonly kind: 'column'; readonly path: readonly string[] }
  | { readonly kind: 'negative' | 'not'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Node; readonly right: Node }
  | { readonly kind: 'in'; readonly operand: Node; readonly values: readonly Literal[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Node[] };

const CONSTANTS: Readonly<Record<string, Literal>> = { true: true, false: false, null: null };
const WORDS = new Set(['and', 'or', 'not', 'in', ...Object.keys(CONSTANTS)]);

/** Operators by how closely they bind, the loosest first; `not` stands between `and` and the comparisons. */
const LEVELS: readonly (readonly string[])[] = [['or'], ['and'], [], ['+', '-'], ['*', '/']];
const COMPARISONS = new Set(['=', '==', '!=', '<', '<=', '>', '>=']);
/** Parentheses within each other, and operators in all; more would overflow the stack. */
const MOST_NESTED = 100;
const MOST_OPERATORS = 1_000;

/**
 * Reads an expression: columns by path, numbers, strings, `+ - * /`, comparisons, `in (…)`, `and`, `or`, `not`,
 * parentheses and functions. Throws a usage error that begins with `where` and points at the place.
 */
export function parseSyntax(source: string, where: string): Node {
  const lexemes = lexemesOf(source, where);
  const end: Lexeme = { kind: 'end', value: '', at: source.length };
  let next = 0;
  let nested = 0;
  let operators = 0;
  const peek = (ahead = 0): Lexeme => lexemes[next + ahead] ?? end;
  const fail = (what: string, at = peek().at): never => {
    throw syntaxError(source, where, at, what);
  };
  const isWord = (word: string, lexeme = peek()): boolean =>
    lexeme.value === word && (lexeme.kind === 'symbol' || (lexeme.kind === 'name' && !lexeme.quoted));
  const accept = (word: string): boolean => {
    if (!isWord(word)) return false;
    next += 1;
    return true;
  };
  const expect = (word: string, after: string): void => {
    if (!accept(word)) fail(`expected ${JSON.stringify(word)} ${after}, found ${shown(peek())}`);
  };

  const level = (depth: number): Node => {
    if (depth === 2) return negation();
    if (depth === LEVELS.length) return sign();
    let left = level(depth + 1);
    for (;;) {
      const operator = LEVELS[depth]?.find((word) => accept(word));
      if (operator === undefined) return left;
      operators += 1;
      if (operators > MOST_OPERATORS)
        fail(`more than ${MOST_OPERATORS} operators; \`in ("a", "b")\` takes any number of values`);
      left = { kind: 'binary', operator: operator as Operator, left, right: level(depth + 1) };
    }
  };
  const negation = (): Node => {
    if (!accept('not')) return comparison();
    return within(() => ({ kind: 'not', operand: negation() }));
  };
  const comparison = (): Node => {
    const left = level(3);
    const { kind, value } = peek();
    if (kind === 'symbol' && COMPARISONS.has(value)) {
      next += 1;
      const operator = (value === '=' ? '==' : value) as Operator;
      const compared: Node = { kind: 'binary', operator, left, right: level(3) };
      const again = peek();
      if (again.kind === 'symbol' && COMPARISONS.has(again.value))
        fail('comparisons cannot be chained: join two with and');
      return compared;
    }
    const negated = isWord('not') && isWord('in', peek(1));
    if (negated) next += 1;
    if (!accept('in')) return left;
    const listed: Node = { kind: 'in', operand: left, values: list() };
    return negated ? { kind: 'not', operand: listed } : listed;
  };
  const list = (): Literal[] => {
    expect('(', 'after in');
    const values: Literal[] = [];
    do values.push(constant());
    while (accept(','));
    expect(')', 'after the list');
    return values;
  };
  const constant = (): Literal => {
    const negative = accept('-');
    const lexeme = peek();
    next += 1;
    if (lexeme.kind === 'number') return negative ? -lexeme.value : lexeme.value;
    if (lexeme.kind === 'string' && !negative) return lexeme.value;
    const named = lexeme.kind === 'name' && !lexeme.quoted && !negative ? CONSTANTS[lexeme.value] : undefined;
    if (named !== undefined) return named;
    return fail(`expected a number or a text in quotes, found ${shown(lexeme)}`, lexeme.at);
  };
  const sign = (): Node => {
    if (accept('-')) return within(() => ({ kind: 'negative', operand: sign() }));
    return primary();
  };
  const primary = (): Node => {
    const lexeme = peek();
    if (accept('(')) {
      const inner = within(() => level(0));
      expect(')', `to close the one at column ${lexeme.at + 1}`);
      return inner;
    }
    if (lexeme.kind === 'number' || lexeme.kind === 'string') {
      next += 1;
      return { kind: 'literal', value: lexeme.value };
    }
    if (lexeme.kind !== 'name') return fail(`expected a column, a number or a text in quotes, found ${shown(lexeme)}`);
    if (!lexeme.quoted && WORDS.has(lexeme.value)) {
      const value = CONSTANTS[lexeme.value];
      if (value === undefined) return fail(`expected a column, a number or a text in quotes, found ${shown(lexeme)}`);
      next += 1;
      return { kind: 'literal', value };
    }
    next += 1;
    if (!lexeme.quoted && isWord('(')) return call(lexeme.value, lexeme.at);
    const path = [lexeme.value];
    while (accept('.')) {
      const part = peek();
      if (part.kind !== 'name') return fail(`expected the name of a column after the dot, found ${shown(part)}`);
      path.push(part.value);
      next += 1;
    }
    return { kind: 'column', path };
  };
  const call = (name: string, at: number): Node => {
    if (!isFunctionName(name)) {
      const known = Object.keys(FUNCTIONS);
      const meant = nearest(name, known);
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      return fail(`there is no function ${name} (there are ${known.join(', ')})${hint}`, at);
    }
    expect('(', `after ${name}`);
    const args: Node[] = [];
    if (!isWord(')')) {
      do args.push(within(() => level(0)));
      while (accept(','));
    }
    expect(')', `after the values of ${name}`);
    const { least, most } = FUNCTIONS[name];
    if (args.length < least || args.length > most) {
      const wanted = least === most ? `${least}` : `at least ${least}`;
      return fail(`${name} takes ${wanted} value${wanted === '1' ? '' : 's'}, not ${args.length}`, at);
    }
    return { kind: 'call', name, args };
  };
  const within = (read: () => Node): Node => {
    nested += 1;
    if (nested > MOST_NESTED) fail('too deeply nested');
    const node = read();
    nested -= 1;
    return node;
  };

  const tree = level(0);
  if (peek().kind !== 'end') fail(`expected an operator or the end, found ${shown(peek())}`);
  return tree;
}

function shown(lexeme: Lexeme): string {
  return lexeme.kind === 'end' ? 'the end' : JSON.stringify(String(lexeme.value));
}
