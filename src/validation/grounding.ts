import { z } from 'zod';
import type { CandidateView, TextView } from './candidate-view.ts';
import { numbersInWords, scaledNumbers } from './number-words.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({
  max_invented_numbers: z.number().int().nonnegative().default(0),
  max_invented_ratio: z.number().min(0).max(1).optional(),
});

const NAMED_IN_DETAIL = 5;

/**
 * Rejects a text with numbers that neither its source nor the document's title has (a 0.6B model invents one in 3% of outputs): more
 * different ones than `max_invented_numbers`, or than `max_invented_ratio` of the text's different numbers where that
 * allows more. A number that the source says in words, in Roman numerals, with a scale word or as the short end of a
 * span of years is grounded; numerals of lists, steps and headings are no numbers. Score: the share grounded.
 */
export const grounding: Validator<z.output<typeof bounds>> = {
  name: 'grounding',
  reasons: ['ungrounded.number'],
  bounds,
  judge(candidate, { max_invented_numbers, max_invented_ratio }) {
    const mentions = candidate.output.numbers();
    if (mentions.length === 0) return accept(1);
    const different = new Map(mentions.map(({ value, text }) => [value, text]));
    const invented = inventedNumbers(candidate, different);
    const score = 1 - invented.length / different.size;
    const allowed = Math.max(max_invented_numbers, (max_invented_ratio ?? 0) * different.size);
    if (invented.length <= allowed) return accept(score);
    const named = invented.slice(0, NAMED_IN_DETAIL).map((value) => quoted(different.get(value) ?? value));
    const more = invented.length > named.length ? ` and ${invented.length - named.length} more` : '';
    return reject('ungrounded.number', score, `${named.join(', ')}${more} not in the source`);
  },
};

/** The values of the text, by their decimal form, that nothing in the source says. The cheap comparison comes first. */
function inventedNumbers(candidate: CandidateView, different: ReadonlyMap<string, string>): string[] {
  const { original } = candidate;
  const heading = candidate.heading();
  const said = new Set(original.numbers().map(({ value }) => value));
  const unknown = [...different.keys()].filter((value) => !said.has(value));
  if (unknown.length === 0) return unknown;
  const language = candidate.language === 'und' ? 'en' : candidate.language;
  for (const { value } of heading.numbers()) said.add(value);
  const inWords = new Set([...numbersInWords(original, language), ...numbersInWords(heading, language)]);
  const elsewhere = new Set([...otherNumerals(original), ...otherNumerals(heading)]);
  const scaled = new Map(scaledNumbers(candidate.output));
  const parts = new Map([...shortSpans(candidate.output.text), ...spacedThousands(candidate.output.text)]);
  return unknown.filter((value) => {
    if (said.has(value) || inWords.has(value) || elsewhere.has(value)) return false;
    return ![scaled.get(value), parts.get(value)].some(
      (full) => full !== undefined && (said.has(full) || inWords.has(full)),
    );
  });
}

/**
 * Numerals of the source that are no mentions of their own: the short end of a span (`1914–18` ends in 1918), a
 * decade without its century (`the '90s`), thousands set apart by a blank, digits in a name (`H2O`), and those that
 * number a line.
 */
function otherNumerals({ text }: TextView): string[] {
  const found: string[] = [];
  for (const [, full] of [...shortSpans(text), ...spacedThousands(text)]) found.push(full);
  for (const [, decade = ''] of text.matchAll(/['’](\d0)s\b/g)) found.push(`19${decade}`, `20${decade}`);
  for (const [digits] of text.matchAll(/(?<=\p{L})\d{1,9}|(?<!\d)\d{1,9}(?=\p{L})/gu))
    found.push(String(Number(digits)));
  for (const [, digits = ''] of text.matchAll(/^[^\p{L}\n\d]{0,16}(?:\p{L}{1,12} )?(\d{1,4})(?!\d)/gmu)) {
    found.push(String(Number(digits)));
  }
  return found;
}

/** The short ends of spans of years, with the year they mean: `1914–18` gives [18, 1918]. */
function shortSpans(text: string): (readonly [short: string, full: string])[] {
  return [...text.matchAll(/(?<!\d)(\d{4})[-–—/](\d{1,2})(?!\d)/g)].map(([, from = '', to = '']) => [
    String(Number(to)),
    from.slice(0, 4 - to.length) + to,
  ]);
}

/** Each part of a number whose thousands a blank sets apart, with the whole: `209 000` gives [209, 209000], [0, 209000]. */
function spacedThousands(text: string): (readonly [part: string, full: string])[] {
  return [...text.matchAll(/(?<![\d.,])\d{1,3}(?: \d{3}){1,4}(?!\d)/g)].flatMap(([number]) => {
    const full = String(Number(number.replaceAll(' ', '')));
    return number.split(' ').map((part) => [String(Number(part)), full] as const);
  });
}
