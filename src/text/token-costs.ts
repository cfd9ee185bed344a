/*
 * Costs are in hundredths of a token: the mean number of o200k tokens of a piece of text, by what it is and how long.
 * Measured with gpt-tokenizer 4.0.0 on English prose, Markdown, reStructuredText and JavaScript, and on the Universal
 * Declaration of Human Rights in 28 languages. Pieces are cut as that tokenizer's own pattern cuts them.
 */

/** What stands before a word belongs to its first token, if it is one space or one symbol. */
export type WordPrefix = 'space' | 'nothing' | 'symbol';

/** An English word by its length; index 0 is none. */
const WORD: Readonly<Record<WordPrefix, readonly number[]>> = {
  space: [0, 100, 100, 100, 101, 102, 104, 106, 109, 114, 115, 118, 121, 121, 124, 144],
  nothing: [0, 100, 100, 105, 105, 108, 115, 122, 138, 148, 155, 174, 195, 210, 230, 250],
  symbol: [0, 101, 108, 116, 123, 138, 142, 155, 178, 197, 220, 240, 285, 300, 320, 340],
};
/** Each letter of a word that is longer than the table. */
const LONG_WORD_LETTER = 28;

/** A word in capitals by its length, without a symbol before it. */
const CAPITALS = [0, 100, 102, 142, 143, 154, 145, 145, 160, 180, 200, 220, 240, 260, 280, 300];
const SYMBOL_BEFORE_CAPITALS = 35;

/** Different symbols in a row, by their number. */
const SYMBOLS = [0, 100, 103, 135, 188, 238, 285];
const MORE_SYMBOL = 48;
const REPEATED_RULE = 190;

/** The tokens of a word of ASCII letters, as English or a programming language has it. */
export function englishWordCost(length: number, prefix: WordPrefix): number {
  return byLength(WORD[prefix], length, LONG_WORD_LETTER);
}

/** The tokens of a word of ASCII capitals. */
export function capitalsCost(length: number, prefix: WordPrefix): number {
  return byLength(CAPITALS, length, LONG_WORD_LETTER) + (prefix === 'symbol' ? SYMBOL_BEFORE_CAPITALS : 0);
}

/** The tokens of a run of symbols; a run of one repeated symbol is mostly one, a rule across the page two. */
export function symbolsCost(length: number, repeated: boolean): number {
  if (!repeated) return byLength(SYMBOLS, length, MORE_SYMBOL);
  if (length < 8) return 100;
  return REPEATED_RULE + length / 2;
}

function byLength(costs: readonly number[], length: number, more: number): number {
  const known = Math.min(length, costs.length - 1);
  return (costs[known] ?? 0) + (length - known) * more;
}

/** A script: the last code of its blocks, the cost of beginning a word, and of each character. */
type ScriptCost = readonly [last: number, word: number, character: number];

/** In the order of codes. Latin is judged by the text as a whole instead. */
const SCRIPTS: readonly ScriptCost[] = [
  [0x36f, 60, 60], // Latin with combining marks
  [0x3ff, 20, 36], // Greek
  [0x52f, 60, 20], // Cyrillic: Russian 15, Ukrainian 26
  [0x58f, 50, 30], // Armenian
  [0x5ff, 22, 41], // Hebrew
  [0x8ff, 55, 24], // Arabic
  [0x97f, 43, 24], // Devanagari
  [0x9ff, 36, 31], // Bengali
  [0xdff, 45, 35], // Gurmukhi … Sinhala, with Tamil
  [0xe7f, 10, 42], // Thai
  [0x109f, 10, 60], // Lao, Tibetan, Myanmar
  [0x10ff, 50, 24], // Georgian
  [0x11ff, 14, 100], // Hangul jamo
  [0x139f, 20, 90], // Ethiopic
  [0x1dff, 10, 60], // Khmer and the small scripts
  [0x2fff, 40, 60],
  [0x30ff, 10, 80], // Kana
  [0xabff, 10, 77], // Han
  [0xd7ff, 14, 70], // Hangul
  [0xffff, 50, 90],
];

const scriptOfBlock = Uint8Array.from({ length: 0x1000 }, (_, block) =>
  SCRIPTS.findIndex(([last]) => block << 4 <= last),
);

/** What a word costs that begins with this code, beside its characters. */
export function scriptWordCost(code: number): number {
  return SCRIPTS[scriptOfBlock[code >> 4] ?? 0]?.[1] ?? 0;
}

/** What one character of a script other than plain Latin costs. */
export function scriptCharacterCost(code: number): number {
  return SCRIPTS[scriptOfBlock[code >> 4] ?? 0]?.[2] ?? 0;
}

/** What is known of a text's Latin words at its end. */
export interface LatinWords {
  /** ASCII words: how many, after a space, their letters together, their cost if they are English. */
  readonly ascii: number;
  readonly afterSpace: number;
  readonly afterSpaceLetters: number;
  readonly afterSpaceCost: number;
  /** Among them `the`, `and`, `of`, `to`, `for`. */
  readonly englishMarks: number;
  /** Words with a letter beyond ASCII, and their letters. */
  readonly accented: number;
  readonly accentedLetters: number;
}

/**
 * The cost of all Latin words after a space and of all accented ones. The fewer English function words stand in running
 * prose, the more its words cost; the more accents (French on 16% of words, Polish 36%, Czech 59%) and the longer the
 * words (Finnish), the more again.
 */
export function latinCost(words: LatinWords): number {
  const total = words.afterSpace + words.accented;
  const accents = total === 0 ? 0 : words.accented / total;
  const prose = ramp((words.afterSpace + words.accented) / Math.max(1, words.ascii + words.accented), 0.7, 0.9);
  const english = ramp(words.englishMarks / Math.max(1, total), 0.02, 0.08);
  const foreign = prose * (1 - english);
  const meanLength = words.afterSpaceLetters / Math.max(1, words.afterSpace);
  const foreignCost =
    words.afterSpace * 60 +
    words.afterSpaceLetters * (11 + 30 * ramp(accents, 0.18, 1) + 15 * ramp(meanLength, 5.6, 7));
  const accentedCost = words.accented * 65 + words.accentedLetters * (9 + 21 * ramp(accents, 0.17, 0.45));
  return words.afterSpaceCost * (1 - foreign) + Math.max(words.afterSpaceCost, foreignCost) * foreign + accentedCost;
}

/** From 0 at `low` to 1 at `high`, straight between. */
function ramp(value: number, low: number, high: number): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}
