import { problem, type Call, type ParsedProgram, type Problem } from './program.ts';
import { tokenize, type StringToken, type Token } from './tokenize.ts';

/**
 * Reads a program as a refining model wrote it: one call a line, in the paper's naming or in that of the published
 * checkpoints, arguments by name or by position. Blank lines, `#` comments and Markdown fences are ignored. Whatever
 * else is no whole call (prose, a call that was cut off, wrong arguments) becomes a problem and has no effect. Never
 * throws; linear in the program's length.
 */
export function parseProgram(program: string): ParsedProgram {
  const calls: Call[] = [];
  const problems: Problem[] = [];
  for (const [index, text] of program.split('\n').entries()) {
    const line = withoutFence(text.trim());
    if (line === '' || line.startsWith('#')) continue;
    const parsed = parseCall(tokenize(line), index + 1);
    if (typeof parsed === 'string') problems.push(problem(index + 1, line, parsed));
    else calls.push(parsed);
  }
  return { calls, problems };
}

const KEEP_NAMES: ReadonlySet<string> = new Set(['keep', 'keep_chunk', 'keep_doc', 'untouch_doc']);
const DROP_NAMES: ReadonlySet<string> = new Set(['drop', 'drop_doc']);

/** By argument, the names it goes by: the paper's, the published checkpoints', and the bare word. */
const START = ['start', 'line_start'];
const END = ['end', 'line_end'];
const SOURCE = ['source_str', 'source'];
const TARGET = ['target_str', 'target'];

const FENCE = /^(?:```|~~~)/;

/** A line without Markdown's marks for code: a fence becomes the empty line, `` `call()` `` and a one-line fence the call. */
function withoutFence(line: string): string {
  if (FENCE.test(line) && !line.includes('(')) return '';
  let first = 0;
  let end = line.length;
  while (first < end && isFenceMark(line, first)) first += 1;
  while (end > first && isFenceMark(line, end - 1)) end -= 1;
  return line.slice(first, end).trim();
}

function isFenceMark(line: string, position: number): boolean {
  return line[position] === '`' || line[position] === '~';
}

/** A call, or why the line is none. */
function parseCall(tokens: readonly Token[], line: number): Call | string {
  const [name, ...rest] = tokens;
  if (name?.kind !== 'name') return 'not a call';
  const keeps = KEEP_NAMES.has(name.text);
  if (keeps || DROP_NAMES.has(name.text)) {
    if (rest.length > 0) {
      const list = argumentList(rest);
      if (typeof list === 'string') return list;
      if (list.length > 0) return `${name.text} takes no arguments`;
    }
    return { kind: keeps ? 'keep' : 'drop' };
  }
  if (name.text !== 'remove_lines' && name.text !== 'normalize') return 'not a call';
  const list = argumentList(rest);
  if (typeof list === 'string') return list;
  return name.text === 'remove_lines' ? removeLines(list, line) : normalize(list, line);
}

interface Argument {
  readonly name: string | undefined;
  readonly value: Token;
}

/** The arguments between the parentheses, which must be all that is left of the line. */
function argumentList(tokens: readonly Token[]): Argument[] | string {
  if (tokens[0]?.kind !== '(') return tokens.length === 0 ? 'the call is not closed' : 'not a call';
  const list: Argument[] = [];
  let at = 1;
  while (tokens[at]?.kind !== ')') {
    if (list.length > 0) {
      if (tokens[at] !== undefined && tokens[at]?.kind !== ',') return 'a comma is missing between the arguments';
      at += 1;
    }
    const name = tokens[at + 1]?.kind === '=' ? tokens[at] : undefined;
    if (name !== undefined) at += 2;
    const value = tokens[at];
    if (value === undefined || value.kind === 'open_string') return 'the call is not closed';
    if (value.kind !== 'integer' && value.kind !== 'string' && value.kind !== 'name') return 'an argument is malformed';
    if (name !== undefined && name.kind !== 'name') return 'an argument is malformed';
    list.push({ name: name?.text, value });
    at += 1;
  }
  if (tokens.slice(at + 1).some((token) => token.kind !== ';')) return 'text follows the call';
  return list;
}

/** The values in the order of `names`, whether given by name or by position; undefined where one is missing. */
function bind(list: readonly Argument[], names: readonly (readonly string[])[]): (Token | undefined)[] | string {
  const values: (Token | undefined)[] = names.map(() => undefined);
  for (const [position, { name, value }] of list.entries()) {
    const place = name === undefined ? position : names.findIndex((known) => known.includes(name));
    if (place === -1) return `unknown argument ${name}`;
    if (place >= names.length) return 'too many arguments';
    if (values[place] !== undefined) return `argument ${names[place]?.[0]} is given twice`;
    values[place] = value;
  }
  return values;
}

function removeLines(list: readonly Argument[], line: number): Call | string {
  const values = bind(list, [START, END]);
  if (typeof values === 'string') return values;
  const [start, end] = values;
  if (start?.kind !== 'integer' || end?.kind !== 'integer') return 'remove_lines needs two line numbers';
  return { kind: 'remove_lines', start: start.value, end: end.value, line };
}

function normalize(list: readonly Argument[], line: number): Call | string {
  const values = bind(list, [SOURCE, TARGET]);
  if (typeof values === 'string') return values;
  const [source, target = EMPTY_STRING] = values;
  if (source?.kind !== 'string' || target.kind !== 'string') return 'normalize needs quoted strings';
  const call: Call = { kind: 'normalize', source: source.value, target: target.value, line };
  if (source.value === source.literal && target.value === target.literal) return call;
  return { ...call, literal: { source: source.literal, target: target.literal } };
}

const EMPTY_STRING: StringToken = { kind: 'string', value: '', literal: '' };
