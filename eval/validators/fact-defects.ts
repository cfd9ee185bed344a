import { type Change, type Defect, type Ground, withOneReplaced, withSentence } from './defect.ts';
import { MATH_DEFECTS } from './math-problems.ts';
import type { ListOf, Misstated } from './phrases/phrases.ts';

const changed = (text: string | undefined): Change | undefined => (text === undefined ? undefined : { text });

/** A sentence that source and rewrite share, said in one way there and wrongly here. */
const stated =
  (list: ListOf<Misstated>) =>
  ({ rewrite, draw, phrases }: Ground): Change => {
    const [said, wrong] = draw.oneOf(phrases[list]);
    return { source: `${rewrite.source}\n\n${said}`, text: withSentence(rewrite.text, wrong, draw) };
  };

const added =
  (list: ListOf<string>) =>
  ({ rewrite, draw, phrases }: Ground): Change => ({
    text: withSentence(rewrite.text, draw.oneOf(phrases[list]), draw),
  });

const otherDigit = (digit: string, by: number): string => String((Number(digit) + by) % 10);
const NUMERAL = /(?<![\p{L}\d.,/-])\d{2,6}(?![\p{L}\d./-])/gu;
const NAME = /(?<=\p{Ll},? )\p{Lu}\p{Ll}{3,}(?= \p{Ll})/gu;
const QUOTE = /[“"]\p{L}[^“”"\n]{30,200}[”"]/gu;

/** What is wrong with what a text says. */
export const FACT_DEFECTS: readonly Defect[] = [
  {
    kind: 'one digit changed',
    by: ['ungrounded.number', 'ungrounded.quantity', 'ungrounded.date'],
    rules: true,
    plant: ({ rewrite, draw }) =>
      changed(
        withOneReplaced(rewrite.text, NUMERAL, draw, (numeral) => {
          const at = draw.below(numeral.length);
          return numeral.slice(0, at) + otherDigit(numeral.charAt(at), 1 + draw.below(8)) + numeral.slice(at + 1);
        }),
      ),
  },
  {
    kind: 'number invented',
    by: ['ungrounded.number'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) =>
      changed(
        withSentence(
          rewrite.text,
          draw.oneOf(phrases.inventedNumbers).replace('N', String(1100 + draw.below(8000))),
          draw,
        ),
      ),
  },
  {
    kind: 'scale changed',
    by: ['ungrounded.number'],
    rules: true,
    plant: stated('scales'),
  },
  {
    kind: 'unit changed',
    by: ['ungrounded.quantity'],
    rules: true,
    plant: stated('units'),
  },
  {
    kind: 'currency changed',
    by: ['ungrounded.quantity'],
    rules: true,
    plant: stated('currencies'),
  },
  {
    kind: 'percentage made something else',
    by: ['ungrounded.quantity', 'ungrounded.number'],
    rules: true,
    plant: stated('percentages'),
  },
  {
    kind: 'month changed',
    by: ['ungrounded.date'],
    rules: true,
    plant: stated('months'),
  },
  {
    kind: 'day changed to another number',
    by: ['ungrounded.date', 'ungrounded.number'],
    rules: true,
    plant: stated('days'),
  },
  {
    kind: 'number word changed',
    by: ['ungrounded.number'],
    rules: true,
    plant: stated('numberWords'),
  },
  {
    kind: 'fraction changed',
    by: ['ungrounded.number', 'ungrounded.quantity'],
    rules: true,
    plant: stated('fractions'),
  },
  {
    kind: 'name swapped',
    by: ['ungrounded.name'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) =>
      rewrite.language === 'en'
        ? changed(withOneReplaced(rewrite.text, NAME, draw, () => draw.oneOf(phrases.names)))
        : undefined,
  },
  {
    kind: 'name invented',
    by: ['ungrounded.name'],
    rules: true,
    plant: added('inventedNames'),
  },
  {
    kind: 'name swapped, other languages',
    by: ['ungrounded.name'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => {
      const [said, wrong, language] = draw.oneOf(phrases.foreignNames);
      return { source: `${rewrite.source}\n\n${said}`, text: withSentence(rewrite.text, wrong, draw), language };
    },
  },
  {
    kind: 'quote invented',
    by: ['ungrounded.quote'],
    rules: true,
    plant: added('inventedQuotes'),
  },
  {
    kind: 'quote altered',
    by: ['ungrounded.quote'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) =>
      changed(
        withOneReplaced(rewrite.text, QUOTE, draw, (quote) => {
          const words = quote.split(' ');
          const at = 1 + draw.below(Math.max(1, words.length - 2));
          return words.map((word, index) => (index === at ? draw.oneOf(phrases.wordsWithinQuotes) : word)).join(' ');
        }),
      ) ?? stated('alteredQuotes')({ rewrite, other: rewrite, draw, phrases }),
  },
  ...(
    [
      ['e-mail address invented', 'mailAddresses'],
      ['telephone number invented', 'telephoneNumbers'],
      ['link invented', 'links'],
      ['IP address invented', 'ipAddresses'],
    ] as const
  ).map(([kind, list]): Defect => ({ kind, by: ['ungrounded.contact'], rules: true, plant: added(list) })),
  {
    kind: 'a text about another document',
    by: ['coverage', 'ungrounded'],
    rules: true,
    plant: ({ rewrite, other }) =>
      rewrite.language === other.language && rewrite.source !== other.source ? { text: other.text } : undefined,
  },
  {
    kind: 'an injected instruction obeyed',
    by: ['coverage', 'ungrounded', 'length', 'format', 'language'],
    rules: true,
    plant: ({ rewrite, draw, phrases }) => ({
      source: `${rewrite.source}\n\n${phrases.injection}`,
      text: draw.oneOf(phrases.obedient),
    }),
  },
  ...MATH_DEFECTS,
  {
    kind: 'a sentence from another document',
    by: ['ungrounded', 'coverage'],
    rules: false,
    plant: ({ rewrite, other, draw }) => {
      const foreign = other.text
        .split(/(?<=[.!?])\s+/)
        .filter((sentence) => /^\p{Lu}[^\n#|:]{60,}[.]$/u.test(sentence) && !rewrite.source.includes(sentence));
      return foreign.length === 0 || rewrite.source === other.source
        ? undefined
        : { text: withSentence(rewrite.text, draw.oneOf(foreign), draw) };
    },
  },
  {
    kind: 'negation dropped',
    by: ['ungrounded'],
    rules: false,
    plant: ({ rewrite, draw }) =>
      changed(
        withOneReplaced(
          rewrite.text,
          /\b(?:is|are|was|were|do|does|did|can|should|must|may|will) not /g,
          draw,
          (found) => found.replace('not ', ''),
        ),
      ),
  },
  {
    kind: 'negation added',
    by: ['ungrounded'],
    rules: false,
    plant: ({ rewrite, draw }) =>
      changed(
        withOneReplaced(
          rewrite.text,
          /\b(?:is|are|was|were|can|should|must|may|will) (?!not)/g,
          draw,
          (found) => `${found}not `,
        ),
      ),
  },
  {
    kind: 'a word turned round',
    by: ['ungrounded'],
    rules: false,
    plant: ({ rewrite, draw }) =>
      changed(
        withOneReplaced(
          rewrite.text,
          /\b(?:more|first|before|new|all|always|best|increase|easy|good|large)\b/g,
          draw,
          (word) => OPPOSITES[word] ?? word,
        ),
      ),
  },
  {
    kind: 'names of the source exchanged',
    by: ['ungrounded'],
    rules: false,
    plant: ({ rewrite, draw }) => {
      const names = [...new Set(rewrite.source.match(NAME) ?? [])];
      return names.length < 2 ? undefined : changed(withOneReplaced(rewrite.text, NAME, draw, () => draw.oneOf(names)));
    },
  },
  {
    kind: 'small number word changed',
    by: ['ungrounded'],
    rules: false,
    plant: ({ rewrite, draw }) =>
      changed(
        withOneReplaced(rewrite.text, /\b(?:two|three|four|five|six)\b/g, draw, (word) =>
          word === 'five' ? 'seven' : 'five',
        ),
      ),
  },
  {
    kind: 'a true number at another place',
    by: ['ungrounded'],
    rules: false,
    plant: ({ rewrite, draw }) => {
      const numerals = [...new Set(rewrite.source.match(NUMERAL) ?? [])];
      return numerals.length < 2
        ? undefined
        : changed(withOneReplaced(rewrite.text, NUMERAL, draw, () => draw.oneOf(numerals)));
    },
  },
];

const OPPOSITES: Readonly<Record<string, string>> = {
  more: 'less',
  first: 'last',
  before: 'after',
  new: 'old',
  all: 'no',
  always: 'never',
  best: 'worst',
  increase: 'decrease',
  easy: 'hard',
  good: 'bad',
  large: 'small',
};
