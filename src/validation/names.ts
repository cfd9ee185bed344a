import { z } from 'zod';
import type { CandidateView, TextView } from './candidate-view.ts';
import { monthNamed } from './units.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({ max_invented_names: z.number().int().nonnegative().default(0) });

/** Languages that write every noun with a capital: a capital tells nothing there. */
const NOUNS_CAPITAL: ReadonlySet<string> = new Set(['de', 'lb', 'nds', 'bar', 'gsw']);
/** A capitalised word behind a blank; within a sentence where {@link WITHIN} stands before the blank. */
const CAPITALISED = / \(?(\p{Lu}[\p{L}\p{M}\p{N}]+(?:[-'’][\p{L}\p{M}\p{N}]+)*)/gu;
const WITHIN = /[\p{Ll}\p{N},;)'’]/u;
/** Names that are looked for in the source one by one; with more, the source's are collected first. */
const FEW_NAMES = 60;
const SHORT_SOURCE = 50_000;
/** A short word with two capitals or more. */
const CAPITALS = /(?<![\p{L}\p{N}])(?:\p{Lu}\p{Ll}?){2,10}(?![\p{L}\p{N}])/gu;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
const CAPITALISED_RUN =
  /\p{Lu}[\p{L}\p{M}]*(?:[ -](?:(?:of|and|the|for|on|in|de|la|du|des|del|et|y|e) ){0,2}\p{Lu}[\p{L}\p{M}]*){1,9}/gu;
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
    const found = inlineNames(candidate.output);
    if (found.size === 0) return accept(1);
    const { text } = candidate.original;
    const few = found.size <= FEW_NAMES && text.length <= SHORT_SOURCE;
    const own = few ? undefined : inlineNames(candidate.original);
    const foreign = [...found].filter((name) => !(own?.has(name) ?? text.includes(name)));
    if (foreign.length === 0) return accept(1);
    const unknown = foreign.filter((name) => !stands(name, candidate));
    if (unknown.length === 0) return accept(1);
    const labelled = namesOutsideLabels(candidate, new Set(unknown));
    const score = 1 - labelled.length / found.size;
    if (labelled.length <= max_invented_names) return accept(score);
    return reject('ungrounded.name', score, `${quoted(labelled.slice(0, 5).join(', '))} not in the source`);
  },
};

const kept = new WeakMap<TextView, ReadonlySet<string>>();

function inlineNames(view: TextView): ReadonlySet<string> {
  const known = kept.get(view);
  if (known !== undefined) return known;
  const made = new Set(namesIn(view.text));
  kept.set(view, made);
  return made;
}

function namesIn(text: string): string[] {
  if (!text.includes(' ')) return [];
  const found: string[] = [];
  for (const { 1: name = '', index } of text.matchAll(CAPITALISED)) {
    if (WITHIN.test(text.charAt(index - 1))) found.push(name);
  }
  return found;
}

/** What a source has to compare names with. Made when a name is not there as it stands. */
interface Vocabulary {
  readonly words: ReadonlySet<string>;
  /** Those with two capitals and more, in lower case: `DOT`, `DoD`. */
  readonly capitals: ReadonlySet<string>;
  /** Beginnings of its words, of four letters and more. */
  readonly stems: ReadonlySet<string>;
  /** The acronyms of its runs of capitalised words. */
  readonly acronyms: ReadonlySet<string>;
}

const vocabularies = new WeakMap<TextView, Vocabulary>();

function vocabularyOf(view: TextView): Vocabulary {
  const known = vocabularies.get(view);
  if (known !== undefined) return known;
  const words = wordsOf(view.text);
  const stems = new Set<string>();
  for (const word of words) {
    for (let length = STEM; length <= Math.min(word.length, 24); length++) stems.add(word.slice(0, length));
  }
  const made = { words, capitals: capitalsOf(view.text), stems, acronyms: acronymsOf(view.text) };
  vocabularies.set(view, made);
  return made;
}

function wordsOf(text: string): Set<string> {
  return new Set((text.match(WORD) ?? []).map((word) => word.toLowerCase()));
}

function capitalsOf(text: string): Set<string> {
  return new Set((text.match(CAPITALS) ?? []).map((word) => word.toLowerCase()));
}

/** Initials of runs of capitalised words, and of the beginnings and ends of each. */
function acronymsOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const [run] of text.matchAll(CAPITALISED_RUN)) {
    const capitals = run.split(/[ -]/).filter((word) => /^\p{Lu}/u.test(word));
    const initials = capitals
      .map((word) => word.charAt(0))
      .join('')
      .toLowerCase();
    for (let from = 0; from < initials.length - 1; from++) {
      for (let to = from + 2; to <= initials.length; to++) found.add(initials.slice(from, to));
    }
  }
  return found;
}

function stands(name: string, candidate: CandidateView): boolean {
  const vocabulary = vocabularyOf(candidate.original);
  const whole = name.replace(/['’]s?$/u, '').toLowerCase();
  return whole.split(/[-'’]/).every((part) => part.length < 2 || partStands(part, name, vocabulary, candidate));
}

function partStands(
  part: string,
  name: string,
  { words, stems, acronyms }: Vocabulary,
  candidate: CandidateView,
): boolean {
  if (words.has(part) || COMMON.has(part) || monthNamed(part) !== undefined) return true;
  const singular = part.replace(/(?:es|s)$/, '');
  if (words.has(singular) || words.has(`${part}s`)) return true;
  if (stems.has(part.slice(0, Math.max(STEM, part.length - LONGEST_ENDING))) && part.length > STEM) return true;
  if (part.length === STEM && stems.has(part)) return true;
  if (ALIASES.some((group) => group.includes(part) && group.some((other) => words.has(other)))) return true;
  if (/^\p{Lu}{2,}s?$/u.test(name) && (acronyms.has(part) || acronyms.has(part.replace(/s$/, '')))) return true;
  return wordsOf(candidate.title).has(part);
}

/** Of these names, those that a line has behind its label, headings and lines in capitals aside, and no acronym explains. */
function namesOutsideLabels(candidate: CandidateView, unknown: ReadonlySet<string>): string[] {
  const left = new Set<string>();
  const speakers = new Set<string>();
  for (const line of candidate.output.lines()) {
    const label = LABEL.exec(line.slice(0, 120));
    for (const word of label?.[1]?.match(WORD) ?? []) speakers.add(word.toLowerCase());
    if (HEADING.test(line)) continue;
    const rest = line.slice(label?.[0].length ?? BOLD_START.exec(line.slice(0, 100))?.[0].length ?? 0);
    const names = namesIn(rest).filter((name) => unknown.has(name));
    if (names.length === 0 || isTitle(rest)) continue;
    const explained = spelledOut(rest, vocabularyOf(candidate.original).capitals);
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
  for (const [run] of line.matchAll(CAPITALISED_RUN)) {
    const capitals = run.split(/[ -]/).filter((word) => /^\p{Lu}/u.test(word));
    const initials = capitals
      .map((word) => word.charAt(0))
      .join('')
      .toLowerCase();
    if (source.has(initials)) for (const word of capitals) found.add(word);
  }
  return found;
}
