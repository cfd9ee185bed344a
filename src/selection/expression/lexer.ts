import { usageError } from '../../vocabulary/error.ts';

/** A piece of an expression, and the UTF-16 offset where it begins. */
export type Lexeme = { readonly at: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  /** A name, or one in backticks, which is never a word of the language. */
  | { readonly kind: 'name'; readonly value: string; readonly quoted: boolean }
  | { readonly kind: 'symbol'; readonly value: string }
  | { readonly kind: 'end'; readonly value: '' }
);

const SPACE = /\s+/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NAME = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const QUOTED_NAME = /`([^`]+)`/y;
const STRING = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/sy;
const SYMBOL = /==|!=|<=|>=|[-+*/<>=(),.]/y;

/**
 * Cuts an expression into pieces, the last of them of kind `end`. `where` begins the message of the usage error for a
 * character that belongs to none, which points at it.
 */
export function lexemesOf(source: string, where: string): Lexeme[] {
  const found: Lexeme[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(source);
  };
  while (at < source.length) {
    const space = take(SPACE);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    // After a dot, digits are a name: `ratings.2`.
    const afterDot = found.at(-1)?.value === '.' && found.at(-1)?.kind === 'symbol';
    const [whole, lexeme] = lexemeAt(take, at, afterDot) ?? [];
    if (whole === undefined || lexeme === undefined) {
      const open = /["'`]/.test(source.charAt(at)) ? `, a quote that is not closed` : '';
      throw syntaxError(source, where, at, `${JSON.stringify(source.charAt(at))} means nothing here${open}`);
    }
    found.push(lexeme);
    at += whole.length;
  }
  return [...found, { kind: 'end', value: '', at: source.length }];
}

function lexemeAt(
  take: (pattern: RegExp) => RegExpExecArray | null,
  at: number,
  afterDot: boolean,
): readonly [string, Lexeme] | undefined {
  const digits = afterDot ? take(/\d+/y) : null;
  if (digits !== null) return [digits[0], { kind: 'name', value: digits[0], quoted: true, at }];
  const number = take(NUMBER);
  if (number !== null) return [number[0], { kind: 'number', value: Number(number[0]), at }];
  const string = take(STRING);
  if (string !== null) {
    const value = (string[1] ?? string[2] ?? '').replace(/\\(.)/gs, '$1');
    return [string[0], { kind: 'string', value, at }];
  }
  const quoted = take(QUOTED_NAME);
  if (quoted !== null) return [quoted[0], { kind: 'name', value: quoted[1] ?? '', quoted: true, at }];
  const name = take(NAME);
  if (name !== null) return [name[0], { kind: 'name', value: name[0], quoted: false, at }];
  const symbol = take(SYMBOL);
  return symbol === null ? undefined : [symbol[0], { kind: 'symbol', value: symbol[0], at }];
}

/** The error for an expression that cannot be read: what is wrong, the expression, and a mark under the place. */
export function syntaxError(source: string, where: string, at: number, what: string): Error {
  const start = source.lastIndexOf('\n', at - 1) + 1;
  const [line = ''] = source.slice(start).split('\n', 1);
  return usageError(`${where}: column ${at - start + 1}: ${what}\n  ${line}\n  ${' '.repeat(at - start)}^`);
}
