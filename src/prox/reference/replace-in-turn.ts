import { type FindString, findString } from '../../text/find-string.ts';
import { compilePatterns } from '../pattern-set.ts';
import type { Replacement } from './program.ts';
import { replaceAll } from './python.ts';

/** Characters that are looked through plainly, call by call, before lines without any of the strings are left out. */
const PLAIN_WORK = 10_000_000;

/** Characters that may be written over all calls: so many for any program, and so many for each of text and strings. */
const WRITTEN = { least: 128_000_000, perCharacter: 16 };
/** Characters by which the text may grow, likewise. */
const GROWTH = { least: 16_000_000, perCharacter: 8 };

/**
 * Replaces string after string, each everywhere in what the ones before have left, as Python's `str.replace` does: a
 * call may find what an earlier one has put there. Undefined where that takes more than the budget allows: a text that
 * grows from call to call, or one enormous line that thousands of calls change. The strings hold no line breaks.
 *
 * What comes out depends on the order, so the work is calls × text in general. With many calls it is done line by line:
 * a line takes only the calls whose string stands in it, found for all of them in one pass.
 */
export function replaceInTurn(text: string, replacements: readonly Replacement[]): string | undefined {
  const calls = replacements
    .filter(({ source, skipped }) => !skipped && source !== '')
    .map(({ source, target }): Step => ({ source, target, find: findString(source) }));
  const strings = calls.reduce((sum, { source, target }) => sum + source.length + target.length, 0);
  const budget = new Budget(text.length + strings);
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

/** A call that may change the text, and the search for its string. */
interface Step {
  readonly source: string;
  readonly target: string;
  readonly find: FindString;
}

/** What may yet be written, and how much longer the text may yet become. */
class Budget {
  #written: number;
  #growth: number;

  /** For so many characters of text and strings. */
  constructor(characters: number) {
    this.#written = WRITTEN.least + WRITTEN.perCharacter * characters;
    this.#growth = GROWTH.least + GROWTH.perCharacter * characters;
  }

  /** False where it does not allow to write so many characters, so many more than there were. */
  take(characters: number, growth: number): boolean {
    this.#written -= characters;
    this.#growth -= growth;
    return this.#written >= 0 && this.#growth >= 0;
  }
}

/** Undefined where the result would be over the budget. */
function replaceOne(text: string, { source, target, find }: Step, budget: Budget): string | undefined {
  const times = countOf(text, source, find);
  if (times === 0) return text;
  const growth = times * (target.length - source.length);
  return budget.take(text.length + growth, growth) ? replaceAll(text, source, target, find) : undefined;
}

/** How often the string stands in the text, without overlaps. */
function countOf(text: string, source: string, find: FindString): number {
  let count = 0;
  for (let at = find(text, 0); at !== -1; at = find(text, at + source.length)) count += 1;
  return count;
}

function replaceByLine(text: string, calls: readonly Step[], budget: Budget): string | undefined {
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
