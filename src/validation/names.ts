import { z } from 'zod';
import type { CandidateView } from './candidate-view.ts';
import { monthNamed } from './units.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';
import { capitalisedRuns, lowerWords } from './vocabulary.ts';

const bounds = z.strictObject({ max_invented_names: z.number().int().nonnegative().default(0) });

/** Languages that write every noun with a capital: a capital tells nothing there. */
const NOUNS_CAPITAL: ReadonlySet<string> = new Set(['de', 'lb', 'nds', 'bar', 'gsw']);
/** A capitalised word behind a blank; within a sentence where {@link WITHIN} stands before the blank. */
const CAPITALISED = / \(?(\p{Lu}[\p{L}\p{M}\p{N}]+(?:[-'’][\p{L}\p{M}\p{N}]+)*)/gu;
const WITHIN = /[\p{Ll}\p{N},;)'’]/u;
/** UTF-16 units that all searches for names in the source may look through: more would not be linear. */
const MOST_SEARCHED = 50_000_000;
/** A text with more names is a list of names: the rest of them are not looked at. */
const MOST_NAMES = 5000;
/** What labels a line: a speaker, a field, a bold beginning. It may name what it likes. */
const LABEL = /^[\s>*_#\d.)-]{0,12}((?:\p{Lu}[\p{L}\p{M}.'’&]{0,24}[ ]?(?:and |of |the )?){1,5})[*_]{0,3}[:：]/u;
const BOLD_START = /^[\s>\d.)*_-]{0,8}\*\*[^*\n]{1,80}\*\*/;
const HEADING = /^\s{0,3}(?:#|\*\*[^*]*\*\*:?\s*$|=+\s|Title:)/;

/** Words that any English text may write with a capital. */
const COMMON = new Set(
  (
    'monday tuesday wednesday thursday friday saturday sunday internet web earth step steps part chapter section ' +
    'figure table example note question questions answer answers faq faqs ok mr mrs ms dr prof pm am bc ad'
  ).split(' '),
);
/** Countries and languages whose adjectives begin otherwise, and what stands for one another. */
const ALIASES = [
  'us usa united america american americans',
  'uk united britain british',
  'eu european europe union',
  'france french',
  'spain spanish',
  'netherlands dutch',
  'switzerland swiss',
  'greece greek greeks',
  'denmark danish',
  'poland polish poles',
  'wales welsh',
  'finland finnish',
  'england english',
  'scotland scottish',
  'ireland irish',
  'norway norwegian norwegians',
  'portugal portuguese',
].map((line) => line.split(' '));

/** At least so many letters of a word must agree where only its ending differs (`Brazil`, `Brazilian`). */
const STEM = 4;
const LONGEST_ENDING = 3;

/**
 * Rejects a text with names that neither its source nor the document's title has, more different ones than
 * `max_invented_names`. A name is a capitalised word within a sentence; the first word of a sentence, headings, labels
 * (`Anna:`) and lines set in capitals are not looked at, nor is text in German, where every noun has a capital. An
 * inflected form, an acronym of a name that the source has in full, and a name in full whose acronym the source has are
 * grounded. The default of none is the one for numbers. Score: the share of the different names that are grounded.
 */
export const names: Validator<z.output<typeof bounds>> = {
  name: 'names',
  reasons: ['ungrounded.name'],
  bounds,
  judge(candidate, { max_invented_names }) {
    if (NOUNS_CAPITAL.has(candidate.language)) return accept(1);
    const found = new Set(namesIn(candidate.text));
    if (found.size === 0) return accept(1);
    const { text } = candidate.original;
    const searched = found.size * text.length <= MOST_SEARCHED;
    const unknown = [...found].filter((name) => !(searched && text.includes(name)) && !stands(name, candidate));
    if (unknown.length === 0) return accept(1);
    const labelled = namesOutsideLabels(candidate, new Set(unknown));
    const score = 1 - labelled.length / found.size;
    if (labelled.length <= max_invented_names) return accept(score);
    return reject('ungrounded.name', score, `${quoted(labelled.slice(0, 5).join(', '))} not in the source`);
  },
};

function namesIn(text: string): string[] {
  if (!text.includes(' ')) return [];
  const found: string[] = [];
  for (const { 1: name = '', index } of text.matchAll(CAPITALISED)) {
    if (WITHIN.test(text.charAt(index - 1))) found.push(name);
    if (found.length === MOST_NAMES) break;
  }
  return found;
}

function stands(name: string, candidate: CandidateView): boolean {
  const whole = name.replace(/['’]s?$/u, '').toLowerCase();
  return whole.split(/[-'’]/).every((part) => part.length < 2 || partStands(part, name, candidate));
}

function partStands(part: string, name: string, candidate: CandidateView): boolean {
  const vocabulary = candidate.original.vocabulary();
  const { words } = vocabulary;
  if (words.has(part) || COMMON.has(part) || monthNamed(part) !== undefined) return true;
  const singular = part.replace(/(?:es|s)$/, '');
  if (words.has(singular) || words.has(`${part}s`)) return true;
  const stem = part.slice(0, Math.max(STEM, part.length - LONGEST_ENDING));
  if (stem.length >= STEM && vocabulary.hasBeginning(stem)) return true;
  if (ALIASES.some((group) => group.includes(part) && group.some((other) => words.has(other)))) return true;
  if (/^\p{Lu}{2,}s?$/u.test(name)) {
    const acronyms = vocabulary.acronyms();
    if (acronyms.has(part) || acronyms.has(part.replace(/s$/, ''))) return true;
  }
  return candidate.heading().vocabulary().words.has(part);
}

/** Of these names, those that a line has behind its label, headings and lines in capitals aside, and no acronym explains. */
function namesOutsideLabels(candidate: CandidateView, unknown: ReadonlySet<string>): string[] {
  const left = new Set<string>();
  const speakers = new Set<string>();
  for (const line of candidate.output.lines()) {
    const label = LABEL.exec(line.slice(0, 120));
    for (const word of lowerWords(label?.[1] ?? '')) speakers.add(word);
    if (HEADING.test(line)) continue;
    const rest = line.slice(label?.[0].length ?? BOLD_START.exec(line.slice(0, 100))?.[0].length ?? 0);
    const names = namesIn(rest).filter((name) => unknown.has(name));
    if (names.length === 0 || isTitle(rest)) continue;
    const explained = spelledOut(rest, candidate.original.vocabulary().capitals());
    for (const name of names) if (!explained.has(name)) left.add(name);
  }
  return [...left].filter((name) => !speakers.has(name.replace(/['’]s?$/u, '').toLowerCase()));
}

/** Whether a line is set like a title: more of its longer words with a capital than without, and no question. */
function isTitle(line: string): boolean {
  if (line.trimEnd().endsWith('?')) return false;
  const capital = line.match(/(?<![\p{L}\p{M}])\p{Lu}\p{L}{3,}/gu)?.length ?? 0;
  const small = line.match(/(?<![\p{L}\p{M}])\p{Ll}\p{L}{3,}/gu)?.length ?? 0;
  return capital > Math.max(1, small);
}

/** The words of names in full whose acronym is one of the source's words in capitals. */
function spelledOut(line: string, source: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { words, initials } of capitalisedRuns(line)) {
    if (source.has(initials)) for (const word of words) found.add(word);
  }
  return found;
}
