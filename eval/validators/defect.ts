import type { Candidate } from '../../src/vocabulary/candidate.ts';
import type { Phrases } from './phrases/phrases.ts';
import type { Rewrite } from './rewrites.ts';
import type { Draws } from './seeded.ts';

/** What a defect is planted into: a rewrite that passes, and another one of another document; and words to plant. */
export interface Ground {
  readonly rewrite: Rewrite;
  readonly other: Rewrite;
  readonly draw: Draws;
  readonly phrases: Phrases;
}

/** What planting changes of the candidate that was faithful. */
export type Change = Partial<Candidate>;

/** A kind of defect. */
export interface Defect {
  readonly kind: string;
  /** Beginnings of the reasons that name it rightly; `cleaned` where the defect is taken away and the rest stays. */
  readonly by: readonly string[];
  /** Whether rules can know it at all: those they cannot are told apart in the table. */
  readonly rules: boolean;
  /** Only rewrites of this strategy have what the defect damages. */
  readonly strategy?: string;
  /** The candidate with the defect, or undefined where the rewrite has no place for it. */
  readonly plant: (ground: Ground) => Change | undefined;
}

/** A text with a sentence put behind one of its paragraphs, the first aside where there are several. */
export function withSentence(text: string, sentence: string, draw: Draws): string {
  const ends = [...text.matchAll(/(?<=\p{Ll}[.!?])(?=\n|$)/gu)].map(({ index }) => index);
  const at = ends.length === 0 ? text.length : draw.oneOf(ends);
  return `${text.slice(0, at)} ${sentence}${text.slice(at)}`;
}

/** A text with one of the matches of a pattern replaced, or undefined without any. The pattern is global. */
export function withOneReplaced(
  text: string,
  pattern: RegExp,
  draw: Draws,
  replace: (match: string) => string,
): string | undefined {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return undefined;
  const { 0: match, index } = draw.oneOf(matches);
  const put = replace(match);
  return put === match ? undefined : text.slice(0, index) + put + text.slice(index + match.length);
}
