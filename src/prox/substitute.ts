import { compilePatterns } from './pattern-set.ts';
import { printProgram } from './print.ts';
import { problem, type Call, type Problem } from './program.ts';

type Normalize = Extract<Call, { kind: 'normalize' }>;

/** One place of a text to be replaced: UTF-16 offsets, `end` exclusive. */
export interface Substitution {
  readonly start: number;
  readonly end: number;
  readonly target: string;
}

/** What the `normalize` calls of a program come to on one text. */
export interface Substitutions {
  /** In text order, not overlapping. */
  readonly places: readonly Substitution[];
  readonly refused: readonly Problem[];
}

/**
 * Finds what the `normalize` calls replace in `text`. All of them look at the text as it stands, literally, and never
 * at what another has put there: the models write each call looking at the original. Where two occurrences overlap the
 * leftmost counts, then the longest. Refused are empty sources, deleted or single white space (words would run
 * together), strings that do not occur, a second target for one source, and calls that together would make the text
 * more than twice as long. Linear in text and calls.
 */
export function findSubstitutions(text: string, calls: readonly Normalize[]): Substitutions {
  const refused: Problem[] = [];
  const refuse = (call: Normalize, reason: string): void => {
    refused.push(refusal(call, reason));
  };

  const sound = calls.filter((call) => {
    const reason = unsound(call);
    if (reason !== undefined) refuse(call, reason);
    return reason === undefined;
  });
  if (sound.length === 0) return { places: [], refused };

  // A call's source as meant, and behind those of all calls the few that literally stood otherwise in the program.
  const patterns = sound.map((call) => call.source);
  const literalOf = sound.map(({ literal }) => (literal === undefined ? undefined : patterns.push(literal.source) - 1));
  const set = compilePatterns(patterns);
  let search = set.search(
    text,
    patterns.map((_, index) => index < sound.length),
  );

  const bySource = new Map<string, { call: Normalize; target: string }>();
  const wanted = patterns.map(() => false);
  for (const [index, call] of sound.entries()) {
    const literal = literalOf[index];
    const found = search.found[index] === true ? index : literal;
    const { source, target } = found === index ? call : (call.literal ?? call);
    const earlier = bySource.get(source);
    if (found === undefined || search.found[found] !== true) refuse(call, 'the string does not occur in the document');
    else if (earlier === undefined) {
      bySource.set(source, { call, target });
      wanted[found] = true;
    } else if (earlier.target !== target) refuse(call, 'an earlier call replaces the same string');
  }
  if (wanted.some((want, index) => want && index >= sound.length)) search = set.search(text, wanted);

  const counts = new Map<string, number>();
  for (const { pattern } of search.matches) {
    const source = patterns[pattern] ?? '';
    counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  let room = text.length;
  for (const [source, { call, target }] of bySource) {
    const growth = (counts.get(source) ?? 0) * (target.length - source.length);
    if (growth > room) {
      refuse(call, 'the text would become more than twice as long');
      bySource.delete(source);
    } else room -= Math.max(0, growth);
  }

  const places = search.matches.flatMap(({ start, pattern }) => {
    const source = patterns[pattern] ?? '';
    const target = bySource.get(source)?.target;
    return target === undefined ? [] : [{ start, end: start + source.length, target }];
  });
  return { places, refused };
}

function unsound(call: Normalize): string | undefined {
  if (call.source === '') return 'the string to replace is empty';
  if (call.source.trim() === '' && (call.source.length === 1 || call.target === '')) {
    return 'white space between words is not replaced';
  }
  return undefined;
}

/** A problem that quotes a call which the grammar took and the executor does not. */
export function refusal(call: Exclude<Call, { kind: 'keep' | 'drop' }>, reason: string): Problem {
  return problem(call.line, printProgram([call]), reason);
}
