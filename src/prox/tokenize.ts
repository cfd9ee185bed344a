/** A piece of one program line. */
export type Token =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'integer'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string; readonly literal: string }
  | { readonly kind: '(' | ')' | ',' | '=' | ';' }
  /** A string without its closing quote: the answer was cut off, or a quote is missing. */
  | { readonly kind: 'open_string' }
  /** From something the grammar has no use for to the end of the line. */
  | { readonly kind: 'other' };

/** Both strings of a `string` token: as meant, and as it stood between the quotes. */
export type StringToken = Extract<Token, { kind: 'string' }>;

const SPACE = /\s*/y;
const INTEGER = /\+?[0-9]+(?![\w.])/y;

const BACKSLASH = 0x5c;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"', "'": "'" };

/**
 * The tokens of one line of a program, in linear time; a `#` outside a string ends it. A quote inside a string ends
 * the string only where an argument can end, because the published models do not escape quotes. Integers beyond 2^53
 * become the largest safe integer: no document has that many lines.
 */
export function tokenize(line: string): Token[] {
  const tokens: Token[] = [];
  let position = skipSpace(line, 0);
  while (position < line.length && line.charAt(position) !== '#') {
    const { token, end } = tokenAt(line, position);
    tokens.push(token);
    position = skipSpace(line, end);
  }
  return tokens;
}

interface Found {
  readonly token: Token;
  readonly end: number;
}

function tokenAt(line: string, position: number): Found {
  const character = line.charAt(position);
  switch (character) {
    case '(':
    case ')':
    case ',':
    case '=':
    case ';':
      return { token: { kind: character }, end: position + 1 };
    case '"':
    case "'":
      return stringAt(line, position, character);
    default:
      return wordAt(line, position);
  }
}

function wordAt(line: string, position: number): Found {
  const nameEnd = skipName(line, position);
  if (nameEnd > position) return { token: { kind: 'name', text: line.slice(position, nameEnd) }, end: nameEnd };
  const integerEnd = skip(INTEGER, line, position);
  if (integerEnd > position) {
    const value = Math.min(Number(line.slice(position, integerEnd)), Number.MAX_SAFE_INTEGER);
    return { token: { kind: 'integer', value }, end: integerEnd };
  }
  return { token: { kind: 'other' }, end: line.length };
}

function stringAt(line: string, open: number, quote: string): Found {
  const mark = quote.charCodeAt(0);
  let position = open + 1;
  while (position < line.length) {
    const unit = line.charCodeAt(position);
    if (unit === mark && argumentEnds(line, position + 1)) {
      const literal = line.slice(open + 1, position);
      return { token: { kind: 'string', value: unescape(literal), literal }, end: position + 1 };
    }
    position += unit === BACKSLASH ? 2 : 1;
  }
  return { token: { kind: 'open_string' }, end: line.length };
}

/**
 * Whether an argument can end just before `position`: what follows is the next argument, the end of the call and of
 * the line, or nothing. It looks no further than the next quote, so that a line full of quotes stays linear.
 */
function argumentEnds(line: string, position: number): boolean {
  let at = skipSpace(line, position);
  if (at === line.length) return true;
  const character = line.charAt(at);
  at = skipSpace(line, at + 1);
  const next = line.charAt(at);
  if (character === ')') return next === '' || next === '#' || next === ';';
  if (character !== ',') return false;
  if (next === '"' || next === "'") return true;
  const nameEnd = skipName(line, at);
  return nameEnd > at && line.charAt(skipSpace(line, nameEnd)) === '=';
}

/** The next position that holds no white space; a look at one character mostly tells. */
function skipSpace(line: string, position: number): number {
  const code = line.charCodeAt(position);
  return code > 0x20 && code < 0x7f ? position : skip(SPACE, line, position);
}

/** Where the name at `position` ends: letters of ASCII, digits behind the first, underscores. */
function skipName(line: string, position: number): number {
  let at = position;
  while (isNameUnit(line.charCodeAt(at)) || (at > position && isDigit(line.charCodeAt(at)))) at += 1;
  return at;
}

function isNameUnit(unit: number): boolean {
  const small = unit | 0x20;
  return (small >= 0x61 && small <= 0x7a && unit >= 0x41) || unit === 0x5f;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Where a sticky pattern's match at `position` ends; `position` itself where it does not match. */
function skip(pattern: RegExp, line: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(line) ? pattern.lastIndex : position;
}

function unescape(literal: string): string {
  return !literal.includes('\\')
    ? literal
    : literal.replace(/\\(.)/g, (whole: string, character: string) => ESCAPES[character] ?? whole);
}
