import { lazy } from '../text/lazy.ts';
import { UNITS_LOOKED_AT } from './looked-at.ts';

/** What a text has to compare names with, all in lower case. */
export interface Vocabulary {
  /** Its words, the parts of compounds one by one. */
  readonly words: ReadonlySet<string>;
  /** Those with two capitals and more: `DOT`, `DoD`. */
  capitals(): ReadonlySet<string>;
  /** Whether one of the words begins so. */
  hasBeginning(beginning: string): boolean;
  /** The initials of its runs of capitalised words, and of the beginnings and ends of each. */
  acronyms(): ReadonlySet<string>;
}

/** A short word with two capitals or more. */
const CAPITALS = /(?<![\p{L}\p{N}])(?:\p{Lu}\p{Ll}?){2,10}(?![\p{L}\p{N}])/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
/** At most ten words of at most forty letters, from the beginning of a word on: no start looks further. */
const CAPITALISED_RUN =
  /(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}]{0,39}(?:[ -](?:(?:of|and|the|for|on|in|de|la|du|des|del|et|y|e) ){0,2}\p{Lu}[\p{L}\p{M}]{0,39}){1,9}/gu;

/** The vocabulary of a text; names that stand behind its end as they are written are found without one. Linear. */
export function vocabularyOf(whole: string): Vocabulary {
  const text = whole.slice(0, UNITS_LOOKED_AT);
  const words = lowerWords(text);
  // By length, because few lengths are ever asked for.
  const beginnings = new Map<number, ReadonlySet<string>>();
  const beginningsOf = (length: number): ReadonlySet<string> => {
    const known = beginnings.get(length);
    if (known !== undefined) return known;
    const made = new Set<string>();
    for (const word of words) if (word.length >= length) made.add(word.slice(0, length));
    beginnings.set(length, made);
    return made;
  };
  return {
    words,
    capitals: lazy(() => new Set(text.match(CAPITALS)?.map((word) => word.toLowerCase()))),
    hasBeginning: (beginning) => beginningsOf(beginning.length).has(beginning),
    acronyms: lazy(() => acronymsOf(text)),
  };
}

/** The different words of a text as a vocabulary has them. */
export function lowerWords(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(WORD));
}

/** A run of capitalised words, perhaps with small ones between: `Bank of England`. */
export interface CapitalisedRun {
  /** Without the small words. */
  readonly words: readonly string[];
  /** Their first letters, in lower case. */
  readonly initials: string;
}

/** The runs of two to ten capitalised words of a text. Linear. */
export function capitalisedRuns(text: string): CapitalisedRun[] {
  return (text.match(CAPITALISED_RUN) ?? []).map((run) => {
    const words = run.split(/[ -]/).filter((word) => /^\p{Lu}/u.test(word));
    const initials = words
      .map((word) => word.charAt(0))
      .join('')
      .toLowerCase();
    return { words, initials };
  });
}

function acronymsOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const { initials } of capitalisedRuns(text)) {
    for (let from = 0; from < initials.length - 1; from++) {
      for (let to = from + 2; to <= initials.length; to++) found.add(initials.slice(from, to));
    }
  }
  return found;
}
