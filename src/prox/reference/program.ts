import { pythonInteger, strip, withoutLastCharacter } from './python.ts';

/** First and last line, both inclusive, of any size and sign: Python's integers have no bounds. */
export type Interval = readonly [first: bigint, last: bigint];

/** One `normalize` call that has its effect. */
export interface Replacement {
  readonly source: string;
  /** Empty where the call has one argument. */
  readonly target: string;
  /** Whether the text is left alone: an empty source or a single space, in a call of two arguments. */
  readonly skipped: boolean;
}

/** A program as the published executor takes it. */
export interface ReferenceProgram {
  /** In the program's order, as they stand there. */
  readonly intervals: readonly Interval[];
  readonly removesAll: boolean;
  /** In the program's order. */
  readonly replacements: readonly Replacement[];
  /** Missing parentheses and arguments that cannot be read; a line can have two. */
  readonly errors: number;
}

/**
 * Reads a program as the published executor does, which has no grammar: a line that begins with `remove_lines` or
 * `normalize` is a call, everything else is nothing, and what stands between the first `(` and the first `)` is split
 * at commas and at `=`. Linear in the program.
 */
export function readReferenceProgram(program: string): ReferenceProgram {
  const intervals: Interval[] = [];
  const replacements: Replacement[] = [];
  let removesAll = false;
  let errors = 0;
  for (const line of strip(program, ' ').split('\n')) {
    const removes = line.startsWith('remove_lines');
    if (!removes && !line.startsWith('normalize')) continue;
    if (removes && line.includes('all=True')) {
      removesAll = true;
      continue;
    }
    const list = argumentList(line);
    errors += list.errors;
    if (list.text === undefined) continue;
    const parameters = list.text.split(',');
    if (removes) {
      const interval = intervalOf(parameters);
      if (interval === undefined) errors += 1;
      else intervals.push(interval);
    } else if (parameters.length <= 2) {
      const replacement = replacementOf(parameters);
      if (replacement === undefined) errors += 1;
      else replacements.push(replacement);
    }
  }
  return { intervals, removesAll, replacements, errors };
}

/** What stands between the parentheses; without the closing one, the rest of the line but for its last character. */
function argumentList(line: string): { readonly text: string | undefined; readonly errors: number } {
  const open = line.indexOf('(');
  if (open === -1) return { text: undefined, errors: 1 };
  const close = line.indexOf(')');
  if (close === -1) return { text: withoutLastCharacter(line).slice(open + 1), errors: 1 };
  // A `)` before the `(` leaves nothing between them.
  return { text: line.slice(open + 1, Math.max(close, open + 1)), errors: 0 };
}

/** Two numbers, whatever their names; undefined where either cannot be read. */
function intervalOf([start, end]: readonly string[]): Interval | undefined {
  const first = pythonInteger(valueOf(start) ?? '');
  const last = pythonInteger(valueOf(end) ?? '');
  return first === undefined || last === undefined ? undefined : [first, last];
}

function replacementOf(parameters: readonly string[]): Replacement | undefined {
  const [source, target = ''] = parameters.map((parameter) => valueOf(parameter));
  if (source === undefined) return undefined;
  if (parameters.length === 1) return { source: strip(source, '"'), target: '', skipped: false };
  if (valueOf(parameters[1]) === undefined) return undefined;
  const stripped = strip(source, '"');
  return { source: stripped, target: strip(target, '"'), skipped: stripped === '' || stripped === ' ' };
}

/** What stands between the first `=` and the next, if there is one at all. */
function valueOf(parameter: string | undefined): string | undefined {
  return parameter?.split('=', 2)[1];
}
