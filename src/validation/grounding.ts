import { z } from 'zod';
import { findAsWritten } from './as-written.ts';
import type { CandidateView, TextView } from './candidate-view.ts';
import { datesOf } from './dates.ts';
import { isDerived } from './derived.ts';
import { NUMBERS_LOOKED_AT, UNITS_LOOKED_AT } from './looked-at.ts';
import { misstatements } from './misstated.ts';
import { numbersInWords, scaledNumbers, statedInWords } from './number-words.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({
  max_invented_numbers: z.number().int().nonnegative().default(0),
  max_invented_ratio: z.number().min(0).max(1).optional(),
  max_misstated: z.number().int().nonnegative().default(0),
  allow_derived: z.boolean().default(false),
});

const NAMED_IN_DETAIL = 5;
/** So many numbers are tried to be derived from others: each takes as long as a page takes all other checks. */
const MOST_DERIVED = 200;

/**
 * Rejects a text with numbers that neither its source nor the document's title has (a 0.6B model invents one in 3% of outputs): more
 * different ones than `max_invented_numbers`, or than `max_invented_ratio` of the text's different numbers where that
 * allows more. A number that the source says in words, in Roman numerals, with a scale word, as a fraction, in a date or
 * as the short end of a span of years is grounded; with `allow_derived` also the sum, difference, product, quotient or
 * percentage of two numbers of the source. Numerals of lists, steps and headings are no numbers; English number words
 * above twelve are. Then rejects numbers of the source with another scale word, unit, currency or date than they have
 * there, more than `max_misstated`. Score: the share of the different numbers that are grounded and rightly stated.
 */
export const grounding: Validator<z.output<typeof bounds>> = {
  name: 'grounding',
  reasons: ['ungrounded.number', 'ungrounded.quantity', 'ungrounded.date'],
  bounds,
  judge(candidate, { max_invented_numbers, max_invented_ratio, max_misstated, allow_derived }) {
    const mentions = candidate.output.numbers();
    const worded = candidate.language === 'en' ? statedInWords(candidate.output) : [];
    if (mentions.length === 0 && worded.length === 0) return accept(1);
    const different = new Map(mentions.map(({ value, text }) => [value, text]));
    for (const { value, text } of worded) if (!different.has(value)) different.set(value, text);
    const invented = inventedNumbers(candidate, different, allow_derived);
    const misstated = mentions.length === 0 ? [] : misstatements(candidate);
    const score = Math.max(0, 1 - (invented.length + misstated.length) / different.size);
    const allowed = Math.max(max_invented_numbers, (max_invented_ratio ?? 0) * different.size);
    if (invented.length > allowed) {
      const named = invented.slice(0, NAMED_IN_DETAIL).map((value) => quoted(different.get(value) ?? value));
      const more = invented.length > named.length ? ` and ${invented.length - named.length} more` : '';
      return reject('ungrounded.number', score, `${named.join(', ')}${more} not in the source`);
    }
    const first = misstated[0];
    if (first === undefined || misstated.length <= max_misstated) return accept(score);
    return reject(first.reason, score, quoted(first.detail));
  },
};

/** The values of the text, by their decimal form, that nothing in the source says. The cheap comparisons come first. */
function inventedNumbers(
  candidate: CandidateView,
  different: ReadonlyMap<string, string>,
  allowDerived: boolean,
): string[] {
  const { original } = candidate;
  const find = findAsWritten(original.text, different.size);
  const unseen = [...different].filter(([, numeral]) => find(numeral) < 0);
  if (unseen.length === 0) return [];
  const said = new Set(original.numbers().map(({ value }) => value));
  const unknown = unseen.map(([value]) => value).filter((value) => !said.has(value));
  if (unknown.length === 0) return unknown;
  const language = candidate.language === 'und' ? 'en' : candidate.language;
  const heading = candidate.heading();
  for (const { value } of heading.numbers()) said.add(value);
  const inWords = new Set([...numbersInWords(original, language), ...numbersInWords(heading, language)]);
  const elsewhere = new Set([...otherNumerals(original), ...otherNumerals(heading), ...dateNumerals(candidate)]);
  if (/[%％]|per ?cent|prozent/i.test(original.text)) elsewhere.add('100');
  const scaled = new Map(scaledNumbers(candidate.output));
  const wholesOf = new Map<string, string[]>();
  for (const [part, full] of [...shortSpans(candidate.output.text), ...spacedThousands(candidate.output.text)]) {
    const wholes = wholesOf.get(part);
    if (wholes === undefined) wholesOf.set(part, [full]);
    else wholes.push(full);
  }
  return unknown.filter((value, index) => {
    if (said.has(value) || inWords.has(value) || elsewhere.has(value)) return false;
    const stands = (full: string): boolean => said.has(full) || inWords.has(full) || elsewhere.has(full);
    const otherwise = [scaled.get(value), ...(wholesOf.get(value) ?? [])];
    if (otherwise.some((full) => full !== undefined && stands(full))) return false;
    return !(allowDerived && index < MOST_DERIVED && isDerived(value, said));
  });
}

/** The numerals of numeric dates that the source has in another form: `1987-03-17` says what `March 17, 1987` does. */
function dateNumerals(candidate: CandidateView): string[] {
  const written = datesOf(candidate.output);
  if (written.numerals.size === 0) return [];
  const source = datesOf(candidate.original);
  const known = [...source.months].map(String);
  for (const day of written.days) if (source.days.has(day)) known.push(...written.numerals);
  return known.filter((numeral) => written.numerals.has(numeral));
}

/**
 * Numerals of the source that are no mentions of their own: the short end of a span (`1914–18` ends in 1918), a
 * decade without its century (`the '90s`), thousands set apart by a blank, digits in a name (`H2O`), and those that
 * number a line.
 */
function otherNumerals({ text }: TextView): string[] {
  const found = [...shortSpans(text), ...spacedThousands(text)].map(([, full]) => full);
  // With a full stop for thousands where another language has a decimal: `36.000`.
  for (const number of matchesOf(/(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,]*\d)/g, text))
    found.push(number.replace('.', ''));
  for (const decade of matchesOf(/(?<=['’])\d0(?=s\b)/g, text)) found.push(`19${decade}`, `20${decade}`);
  for (const digits of matchesOf(/(?<=\p{L})\d{1,9}|(?<!\d)\d{1,9}(?=\p{L})/gu, text))
    found.push(String(Number(digits)));
  for (const numbering of matchesOf(/^[^\p{L}\n\d]{0,16}(?:\p{L}{1,12} )?\d{1,4}(?![.,]?\d)/gmu, text)) {
    found.push(String(Number(numbering.slice(numbering.search(/\d/)))));
  }
  return found;
}

/** The different passages of a text that a pattern finds. */
function matchesOf(pattern: RegExp, text: string): string[] {
  return [...new Set(text.slice(0, UNITS_LOOKED_AT).match(pattern))].slice(0, NUMBERS_LOOKED_AT);
}

/** The short ends of spans of years, with the year they mean: `1914–18` gives [18, 1918]. */
function shortSpans(text: string): (readonly [short: string, full: string])[] {
  return matchesOf(/(?<!\d)\d{4}[-–—/]\d{1,2}(?!\d)/g, text).map((span) => {
    const [from, to] = [span.slice(0, 4), span.slice(5)];
    return [String(Number(to)), from.slice(0, 4 - to.length) + to];
  });
}

/** Each part of a number whose thousands a blank sets apart, with the whole: `209 000` gives [209, 209000], [0, 209000]. */
function spacedThousands(text: string): (readonly [part: string, full: string])[] {
  return matchesOf(/(?<![\d.,])\d{1,3}(?: \d{3}){1,4}(?!\d)/g, text).flatMap((number) => {
    const full = String(Number(number.replaceAll(' ', '')));
    return number.split(' ').map((part) => [String(Number(part)), full] as const);
  });
}
