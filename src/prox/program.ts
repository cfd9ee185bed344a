/**
 * One edit a refining model asks for: the vocabulary of ProX (arXiv 2409.17115), whatever naming style the model
 * used. Both executors work on it. `line` is the 1-based line of the program that the call stands on.
 */
export type Call =
  | {
      readonly kind: 'remove_lines';
      /** First and last line to remove: 0-based over the whole document, both inclusive, as the model wrote them. */
      readonly start: number;
      readonly end: number;
      readonly line: number;
    }
  | {
      readonly kind: 'normalize';
      readonly source: string;
      /** What replaces every occurrence of `source`; empty deletes it. */
      readonly target: string;
      readonly line: number;
      /**
       * The strings as they stood between the quotes, only where reading escapes changed them: a model that does not
       * escape writes the LaTeX `\nabla` just so.
       */
      readonly literal?: { readonly source: string; readonly target: string };
    }
  | { readonly kind: 'keep' }
  | { readonly kind: 'drop' };

/** A line of a program that has no effect, and why. */
export interface Problem {
  /** 1-based line of the program. */
  readonly line: number;
  /** The line, cut short where it is long. */
  readonly text: string;
  /** For a person: what is wrong with it. */
  readonly reason: string;
}

/** A program as read: its calls in order, and the lines that are none. */
export interface ParsedProgram {
  readonly calls: readonly Call[];
  readonly problems: readonly Problem[];
}

/** How much of an offending line a problem quotes, in characters. */
const PROBLEM_TEXT_LENGTH = 80;

/** A problem on line `line` (1-based), quoting the start of `text`. */
export function problem(line: number, text: string, reason: string): Problem {
  if (text.length <= PROBLEM_TEXT_LENGTH) return { line, text, reason };
  // A cut inside a surrogate pair would leave half a character.
  const head = text.slice(0, PROBLEM_TEXT_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '');
  return { line, text: `${head}…`, reason };
}

/** The first problem, and how many more there are; empty of none. */
export function describeProblems(problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return '';
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  return `line ${first.line}: ${first.reason}: ${first.text}${more}`;
}

/** The programs of one document's windows as one program, in order; line numbers stay those of each program. */
export function joinPrograms(programs: readonly ParsedProgram[]): ParsedProgram {
  return {
    calls: programs.flatMap((program) => program.calls),
    problems: programs.flatMap((program) => program.problems),
  };
}
