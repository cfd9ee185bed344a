import { compilePatterns } from '../pattern-set.ts';
import type { Replacement } from './program.ts';
import { splitAt } from './python.ts';

/** Characters that are looked through plainly, call by call, before lines without any of the strings are left out. */
const PLAIN_WORK = 10_000_000;

/** Characters that may be written over all calls, for any program. */
const LEAST_BUDGET = 16_000_000;
/** The same, for each character of the text and of the program's strings. */
const BUDGET_PER_CHARACTER = 64;

/**
 * Replaces string after string, each everywhere in what the ones before have left, as Python's `str.replace` does: a
 * call may find what an earlier one has put there. Undefined where that takes more than the budget allows: a text that
 * grows from call to call, or one enormous line that thousands of calls change. The strings hold no line breaks.
 *
 * What comes out depends on the order, so the work is calls × text in general. With many calls it is done line by line:
 * a line takes only the calls whose string stands in it, found for all of them in one pass.
 */
export function replaceInTurn(text: string, replacements: readonly Replacement[]): string | undefined {
  const calls = replacements.filter(({ source, skipped }) => !skipped && source !== '');
  const strings = calls.reduce((sum, { source, target }) => sum + source.length + target.length, 0);
  const budget = new Budget(LEAST_BUDGET + BUDGET_PER_CHARACTER * (text.length + strings));
  let edited: string | undefined = text;
  let work = 0;
  for (const [index, call] of calls.entries()) {
    work += edited.length;
    if (work > PLAIN_WORK) return replaceByLine(edited, calls.slice(index), budget);
    edited = replaceOne(edited, call, budget);
    if (edited === undefined) return undefined;
  }
  return edited;
}

/** Characters that may yet be written. */
class Budget {
  #left: number;

  constructor(characters: number) {
    this.#left = characters;
  }

  /** False where there are not so many left. */
  take(characters: number): boolean {
    this.#left -= characters;
    return this.#left >= 0;
  }
}

/** Undefined where the result would be over the budget. */
function replaceOne(text: string, { source, target }: Replacement, budget: Budget): string | undefined {
  if (!text.includes(source)) return text;
  const longest = text.length + countOf(text, source) * Math.max(0, target.length - source.length);
  return budget.take(longest) ? splitAt(text, source).join(target) : undefined;
}

/** How often the string stands in the text, without overlaps. */
function countOf(text: string, source: string): number {
  let count = 0;
  for (let at = text.indexOf(source); at !== -1; at = text.indexOf(source, at + source.length)) count += 1;
  return count;
}

function replaceByLine(text: string, calls: readonly Replacement[], budget: Budget): string | undefined {
  const set = compilePatterns(calls.map(({ source }) => source));
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    let edited = line;
    for (let call = set.firstIn(edited, 0); call !== undefined; call = set.firstIn(edited, call + 1)) {
      const replacement = calls[call];
      const next = replacement === undefined ? undefined : replaceOne(edited, replacement, budget);
      if (next === undefined) return undefined;
      edited = next;
    }
    lines[index] = edited;
  }
  return lines.join('\n');
}
