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

  const targetOf = new Map<string, string>();
  /** By pattern, what replaces it; undefined where nothing does. */
  const targets = patterns.map((): string | undefined => undefined);
  const chosen: { readonly call: Normalize; readonly pattern: number; readonly target: string }[] = [];
  for (const [index, call] of sound.entries()) {
    const literal = literalOf[index];
    const pattern = search.found[index] === true ? index : literal;
    const { source, target } = pattern === index ? call : (call.literal ?? call);
    const earlier = targetOf.get(source);
    if (pattern === undefined || search.found[pattern] !== true) {
      refuse(call, 'the string does not occur in the document');
    } else if (earlier === undefined) {
      targetOf.set(source, target);
      targets[pattern] = target;
      chosen.push({ call, pattern, target });
    } else if (earlier !== target) refuse(call, 'an earlier call replaces the same string');
  }
  if (chosen.some(({ pattern }) => pattern >= sound.length)) {
    search = set.search(
      text,
      targets.map((target) => target !== undefined),
    );
  }

  const counts = new Uint32Array(patterns.length);
  for (const { pattern } of search.matches) counts[pattern] = (counts[pattern] ?? 0) + 1;
  let room = text.length;
  for (const { call, pattern, target } of chosen) {
    const growth = (counts[pattern] ?? 0) * (target.length - (patterns[pattern]?.length ?? 0));
    if (growth > room) {
      refuse(call, 'the text would become more than twice as long');
      targets[pattern] = undefined;
    } else room -= Math.max(0, growth);
  }

  const places: Substitution[] = [];
  for (const { start, pattern } of search.matches) {
    const target = targets[pattern];
    if (target !== undefined) places.push({ start, end: start + (patterns[pattern]?.length ?? 0), target });
  }
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
