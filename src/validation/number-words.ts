import { characterClass, LETTER, UNSPACED } from '../text/characters.ts';
import type { TextView } from './candidate-view.ts';
import { UNITS_LOOKED_AT, WORDS_LOOKED_AT } from './looked-at.ts';

const ENGLISH_UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty';
const ENGLISH_ORDINALS =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth';
const ENGLISH_TENS: Readonly<Record<string, number>> = {
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  thirtieth: 30,
  fortieth: 40,
  fiftieth: 50,
  sixtieth: 60,
  seventieth: 70,
  eightieth: 80,
  ninetieth: 90,
};
const ENGLISH_SCALES: Readonly<Record<string, number>> = {
  hundred: 100,
  hundreds: 100,
  hundredth: 100,
  thousand: 1000,
  thousands: 1000,
  thousandth: 1000,
  million: 1e6,
  millions: 1e6,
  billion: 1e9,
  billions: 1e9,
  trillion: 1e12,
};
/** Words that say a number without counting: what a rewrite may put for them in digits. */
const ENGLISH_OTHERS: Readonly<Record<string, readonly number[]>> = {
  once: [1],
  twice: [2],
  both: [2],
  pair: [2],
  half: [0.5, 50],
  double: [2],
  doubled: [2],
  triple: [3],
  tripled: [3],
  third: [33],
  thirds: [3],
  quarter: [0.25, 25, 4],
  quarters: [4],
  dozen: [12],
  century: [100],
  decade: [10],
  decades: [10],
};

/** Zero to twenty, then hundred and thousand, by language. */
const OTHER_LANGUAGES: Readonly<Record<string, string>> = {
  de: 'null ein|eins|eine|einen|einer zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig hundert tausend',
  fr: 'zéro un|une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt cent mille',
  es: 'cero un|uno|una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte cien mil',
  it: 'zero un|uno|una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti cento mille',
  pt: 'zero um|uma dois|duas três quatro cinco seis sete oito nove dez onze doze treze quatorze|catorze quinze dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove vinte cem|cento mil',
};
const EAST_ASIAN_DIGITS = '〇一二三四五六七八九十';

/** What an English word says: a number to count on with, a scale, or values that stand alone. */
interface NumberWord {
  readonly counted?: number;
  readonly scale?: number;
  readonly others?: readonly number[];
}

const ENGLISH = new Map<string, NumberWord>();
const know = (word: string, meaning: NumberWord): unknown => ENGLISH.set(word, { ...ENGLISH.get(word), ...meaning });
for (const list of [ENGLISH_UNITS, ENGLISH_ORDINALS]) {
  for (const [counted, word] of list.split(' ').entries()) know(word, { counted });
}
for (const [word, counted] of Object.entries(ENGLISH_TENS)) know(word, { counted });
for (const [word, scale] of Object.entries(ENGLISH_SCALES)) know(word, { scale });
for (const [word, others] of Object.entries(ENGLISH_OTHERS)) know(word, { others });

const BY_LANGUAGE = new Map(
  Object.entries(OTHER_LANGUAGES).map(([language, list]) => [
    language,
    new Map(
      list.split(' ').flatMap((forms, index) => {
        const value = index <= 20 ? index : index === 21 ? 100 : 1000;
        return forms.split('|').map((word) => [word, value] as const);
      }),
    ),
  ]),
);

/**
 * Every number that a text says in words, as decimal strings: in English zero to hundreds of billions, ordinals, and
 * parts of compounds as well (`twenty-five thousand` gives 25000, 25, 20, 5); in German, French, Spanish, Italian and
 * Portuguese single words up to twenty; Chinese and Japanese digits; Roman numerals of two letters and more. Digits
 * before a scale word count with it (`1.2 million` gives 1200000).
 */
export function numbersInWords(view: TextView, language: string): ReadonlySet<string> {
  const found = new Set<string>();
  const other = BY_LANGUAGE.get(language);
  let group = 0;
  let total = 0;
  const read = (word: string): void => {
    const foreign = other?.get(word) ?? eastAsianDigit(word);
    if (foreign !== undefined) found.add(String(foreign));
    const english = ENGLISH.get(word);
    if (english === undefined) {
      if (word !== 'and') group = total = 0;
      return;
    }
    for (const value of english.others ?? []) found.add(String(value));
    const { counted, scale } = english;
    if (counted === undefined && scale === undefined) return;
    if (counted !== undefined) {
      const tens = group % 100;
      const goesOn = tens === 0 || (tens >= 20 && tens % 10 === 0 && counted < 10);
      group = goesOn ? group + counted : counted;
      found.add(String(counted));
      found.add(String(group));
    } else if (scale === 100) {
      group = Math.max(1, group) * 100;
    } else {
      total += Math.max(1, group) * (scale ?? 1);
      group = 0;
    }
    found.add(String(total + group));
  };
  for (const word of view.firstWords()) {
    if (other?.has(word) === true || !word.includes('-')) read(word);
    else for (const part of word.split('-', WORDS_LOOKED_AT)) read(part);
  }
  for (const [, full] of scaledNumbers(view)) found.add(full);
  for (const value of fractions(view.text)) found.add(value);
  for (const value of romanNumerals(view.text)) found.add(value);
  return found;
}

const FRACTION =
  /\b(a|an|one|two|three|four|five|six|seven|eight|nine)[ -](half|third|quarter|fourth|fifth|sixth|eighth|tenth)s?\b/gi;
const DENOMINATORS = 'zero one half third fourth fifth sixth seventh eighth ninth tenth'.split(' ');

/** English fractions as decimals and as percentages, rounded to none, one and two places: `two thirds` gives 67, 66.7 … */
function fractions(text: string): string[] {
  return [...new Set(text.slice(0, UNITS_LOOKED_AT).match(FRACTION))].flatMap((fraction) => {
    const [count = '', part = ''] = fraction.replace(/s$/, '').split(/[ -]/);
    const parts = part.toLowerCase() === 'quarter' ? 4 : DENOMINATORS.indexOf(part.toLowerCase());
    const share = (ENGLISH.get(count.toLowerCase())?.counted ?? 1) / parts;
    const percent = 100 * share;
    return [percent, Math.floor(percent), share].flatMap((value) =>
      [0, 1, 2].map((places) => String(Number(value.toFixed(places)))),
    );
  });
}

/** What only larger English numbers have in words; looked for first, because most texts have none. */
const LARGER =
  /(?:teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)[ -](?:hundred|thousand|million|billion)\b/i;
/** Smaller numbers are often counted by whoever rewrites: `three reasons`. */
const SMALLEST_STATED = 13;

/**
 * The numbers above twelve that an English text states in words, each whole: `forty-seven` gives 47 and no 40. Vague
 * ones (`hundreds of people`, `a thousand`) and those that begin with digits are none.
 */
export function statedInWords(view: TextView): { readonly value: string; readonly text: string }[] {
  if (!LARGER.test(view.text)) return [];
  const found: { readonly value: string; readonly text: string }[] = [];
  let [total, group, open] = [0, 0, false];
  let said: string[] = [];
  const close = (): void => {
    const value = total + group;
    if (open && value >= SMALLEST_STATED) found.push({ value: String(value), text: said.join(' ') });
    [total, group, open, said] = [0, 0, false, []];
  };
  for (const part of view.firstWords().flatMap((word) => word.split('-', WORDS_LOOKED_AT))) {
    const { counted, scale } = ENGLISH.get(part) ?? {};
    if (counted !== undefined) {
      const tens = group % 100;
      const goesOn = open && (tens === 0 ? group > 0 || total > 0 : tens >= 20 && tens % 10 === 0 && counted < 10);
      if (open && !goesOn) close();
      group += counted;
      open = true;
      said.push(part);
    } else if (scale !== undefined && open && !part.endsWith('s')) {
      if (scale === 100) group *= 100;
      else [total, group] = [total + group * scale, 0];
      said.push(part);
    } else if (part !== 'and' || !open || group % 100 !== 0) close();
  }
  close();
  return found;
}

const SCALE_WORDS: readonly (readonly [pattern: RegExp, factor: number])[] = [
  [/^ ?(?:hundred|hundert|cientos?)\b/i, 1e2],
  [/^ ?(?:thousand|tausend|tsd|mille|mil|mila)\b|^ ?[k](?![\p{L}])/iu, 1e3],
  [/^[ -]?(?:million|millionen|mio|millions?|millones|milioni|milhões|milhão|millón|mln)(?![\p{L}])/iu, 1e6],
  [/^ ?M(?![\p{L}])/u, 1e6],
  [/^[ -]?(?:billion|milliarden?|mrd|milliards?|miliardi|bilhões|bn)(?![\p{L}])/iu, 1e9],
  [/^[ -]?(?:trillion|billionen|billones)(?![\p{L}])/iu, 1e12],
  [/^ ?万/, 1e4],
  [/^ ?[亿億]/, 1e8],
];

const SCALE_BEGINS = /^[ -]?[bchkmt万亿億]/i;

/** The scale word right behind a number, from the text that follows it: its factor and how many units it takes. */
export function scaleAt(behind: string): { readonly factor: number; readonly length: number } | undefined {
  if (!SCALE_BEGINS.test(behind) || !isBeforeWord(behind, 0)) return undefined;
  for (const [pattern, factor] of SCALE_WORDS) {
    const word = pattern.exec(behind.slice(0, 16))?.[0];
    if (word !== undefined) return { factor, length: word.length };
  }
  return undefined;
}

/** The numerals that a scale word follows, with what both make: `1.2 million` gives [1.2, 1200000], also `5万`. */
export function scaledNumbers(view: TextView): (readonly [value: string, full: string])[] {
  const found: (readonly [string, string])[] = [];
  for (const { value, end } of view.numbers()) {
    const scale = scaleAt(view.text.slice(end, end + 16))?.factor;
    if (scale !== undefined) found.push([value, decimal(Number(value) * scale)]);
  }
  return found;
}

/** Whether a letter follows, perhaps behind one blank or hyphen. */
function isBeforeWord(text: string, offset: number): boolean {
  const next = text.charAt(offset);
  const kind = characterClass(text, next === ' ' || next === '-' ? offset + 1 : offset);
  return kind === LETTER || kind === UNSPACED;
}

/** A product without the noise of binary fractions: 1.2 × 1,000,000 is 1200000. */
function decimal(value: number): string {
  return String(Number(value.toPrecision(12)));
}

function eastAsianDigit(word: string): number | undefined {
  if (word.length !== 1) return undefined;
  const digit = EAST_ASIAN_DIGITS.indexOf(word);
  return digit < 0 ? undefined : digit;
}

const ROMAN = /(?<![\p{L}\p{N}])[IVXLCDM]{2,12}(?![\p{L}\p{N}])/gu;
const ROMAN_DIGITS: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };

function romanNumerals(text: string): string[] {
  return [...new Set(text.slice(0, UNITS_LOOKED_AT).match(ROMAN))].map((numeral) => {
    let value = 0;
    for (let i = 0; i < numeral.length; i++) {
      const digit = ROMAN_DIGITS[numeral[i] ?? ''] ?? 0;
      value += digit < (ROMAN_DIGITS[numeral[i + 1] ?? ''] ?? 0) ? -digit : digit;
    }
    return String(value);
  });
}
