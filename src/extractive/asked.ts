import { type Clause, isPreposition } from './clause.ts';

/** A question that a sentence answers. */
export interface Asked {
  readonly question: string;
  /** How well such questions read, 0 to 1: set by us from reading samples, never fitted. */
  readonly weight: number;
}

/** Asks about a clause whose subject is called `name`; undefined where the rule does not fit. */
export type Rule = (clause: Clause, name: string) => Asked | undefined;

/** The form of `do` that a question about a clause needs. */
export function doVerb(clause: Clause, name: string): string {
  if (clause.tense === 'past') return 'did';
  return clause.plural || name === 'you' ? 'do' : 'does';
}

/** What a question that stands alone must not hold: words for something said before. */
export const PRONOUN =
  /\b(?:it|its|it's|this|that|these|those|they|them|their|he|him|his|she|her|we|us|our|I|me|my|one|ones|so|such|here|then|there|above|below|following)\b/;

/** Words that may stand in a question as they are, joined; undefined for pronouns, marks, or more than `most`. */
export function plain(words: readonly string[], most: number): string | undefined {
  if (words.length > most) return undefined;
  const text = words.join(' ').replace(/,$/, '');
  return PRONOUN.test(text) || /[,;:–—()“”"*!?]|--|n['’]t\b/.test(text) ? undefined : text;
}

/** A number of things, in digits or words. */
export const NUMBER =
  /^(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|hundreds|thousands)$/i;

/** The counted things after a number: `seven unique bidders`. */
export function counted(words: readonly string[]): string | undefined {
  if (!NUMBER.test(words[0] ?? '')) return undefined;
  for (let at = 1; at <= 3; at += 1) {
    const word = words[at] ?? '';
    const bare = word.replace(/[,.;:]$/, '');
    if (!/^[\p{L}-]+$/u.test(bare) || isPreposition(bare)) return undefined;
    const next = words[at + 1] ?? '';
    if (
      /[^su]s$/.test(bare) &&
      (bare !== word || isPreposition(next) || ['that', 'who', 'which', 'to', ''].includes(next))
    ) {
      const things = [...words.slice(1, at), bare].join(' ');
      return next === 'of' && bare === word ? withGenitive(things, words.slice(at + 2)) : things;
    }
    if (bare !== word) return undefined;
  }
  return undefined;
}

/** `two forms of votes`: without the second noun the first says little. */
function withGenitive(things: string, after: readonly string[]): string | undefined {
  const phrase: string[] = [];
  for (const word of after) {
    if (phrase.length > 0 && (isPreposition(word) || /^(?:that|who|which|to|and|or)$/.test(word))) break;
    phrase.push(word.replace(/[,.;:]$/, ''));
    if (/[,.;:]$/.test(word)) break;
  }
  const text = plain(phrase, 4);
  return text === undefined || text === '' ? undefined : `${things} of ${text}`;
}

const MONTH = /^(?:January|February|March|April|May|June|July|August|September|October|November|December)$/;

/** The place of the date phrase (`in 2014`, `on March 5, 2014`) within the first clause, or -1. */
export function datePlace(rest: readonly string[]): number {
  for (let at = 0; at < Math.min(rest.length - 1, 14); at += 1) {
    const word = rest[at] ?? '';
    const next = rest[at + 1] ?? '';
    if ((word === 'in' || word === 'on') && (/^(?:1\d|20)\d\d[.,;]?$/.test(next) || MONTH.test(next))) return at;
    if (word === 'in' && /^(?:early|late|mid)$/.test(next)) return at;
    if (/[,;:.]$/.test(word) || ['because', 'which', 'that', 'who', 'when', 'while', 'and', 'but'].includes(word))
      return -1;
  }
  return -1;
}
