import { DIGIT as NUMBER, OTHER, SPACE, UNIT_CLASSES } from './characters.ts';

/*
 * What each character of a text adds to the estimate of its tokens: a machine whose state is the piece that the
 * character stands in and how far. Costs are in hundredths of a token: means of o200k (gpt-tokenizer 4.0.0) over
 * English prose, Markdown, reStructuredText and JavaScript, and over the Universal Declaration of Human Rights in 28
 * languages. Pieces are cut as that tokenizer's own pattern cuts them. No cost is negative.
 */

/** Tokens of a piece by its length, from 1 on; each further character costs MORE. */
const SPACED_WORD = [100, 100, 100, 101, 102, 104, 106, 109, 114, 115, 118, 121, 121, 124, 144];
const SPACED_FOREIGN_WORD = [70, 78, 88, 98, 110, 126, 146, 168, 194, 222, 252, 282, 312, 342, 372];
const BARE_WORD = [100, 100, 105, 105, 108, 115, 122, 138, 148, 155, 174, 195, 210, 230, 250];
const CAPITALS = [100, 102, 142, 143, 150, 155, 160, 170, 180, 200, 220, 240, 260, 280, 300];
const SYMBOLS = [100, 103, 135, 188, 238];
const MORE_LETTERS = 28;
const MORE_SYMBOLS = 48;
const MORE_WHITE_SPACE = 1;
/** A word takes the one symbol before it, paid already, into its first token. */
const WORD_BEHIND_SYMBOL = 15;
/** A rule across the page is more than one token. */
const MORE_RULE = 2;

/** Letters beyond ASCII: the last code of their blocks, and the cost of each. Those of Latin stand inside words. */
const SCRIPTS: readonly (readonly [last: number, cost: number])[] = [
  [0xff, 36], // Latin-1: French, German, Spanish
  [0x36f, 95], // Latin Extended, combining marks: Czech, Polish
  [0x3ff, 40], // Greek
  [0x52f, 29], // Cyrillic
  [0x58f, 38], // Armenian
  [0x5ff, 46], // Hebrew
  [0x8ff, 36], // Arabic
  [0x97f, 33], // Devanagari
  [0x9ff, 37], // Bengali
  [0xdff, 42], // Gurmukhi … Sinhala, with Tamil
  [0xe7f, 43], // Thai
  [0x109f, 60], // Lao, Tibetan, Myanmar
  [0x10ff, 31], // Georgian
  [0x139f, 95], // Hangul jamo, Ethiopic
  [0x1dff, 60], // Khmer and the small scripts
  [0x1eff, 60], // Vietnamese
  [0x2fff, 60],
  [0x30ff, 81], // Kana
  [0xabff, 78], // Han
  [0xd7ff, 74], // Hangul
  [0xffff, 70], // halves of surrogate pairs, rare blocks
];
const LATIN: ReadonlySet<number> = new Set([0xff, 0x36f, 0x1eff]);

/**
 * What a character is: a space, other white space, a symbol, a digit, an ASCII letter, or from SCRIPT on the index of
 * its script. The small letters of MARKERS have classes of their own, from MARKING on.
 */
const BLANK = 0;
const OTHER_BLANK = 1;
const LINE_BREAK = 2;
const SYMBOL = 3;
/** Symbols that are drawn in rows: their like join them. */
const RULE = 4;
const DIGIT = 5;
const SMALL = 6;
const CAPITAL = 7;
const MARKING = 8;
const MARKING_LETTERS = 'adefhnot';
const SCRIPT = MARKING + MARKING_LETTERS.length;
/** More than there are classes, a power of two. */
export const CLASSES = 64;

/** The class of every UTF-16 unit. */
export const CLASS_OF: Uint8Array = new Uint8Array(UNIT_CLASSES.map(classOf));

function classOf(kind: number, code: number): number {
  if (code < 0x80) return asciiClass(kind, String.fromCharCode(code));
  if (kind === SPACE) return OTHER_BLANK;
  if (kind === NUMBER) return DIGIT;
  return kind === OTHER ? SYMBOL : SCRIPT + SCRIPTS.findIndex(([last]) => code <= last);
}

function asciiClass(kind: number, character: string): number {
  if (/[\n\r]/.test(character)) return LINE_BREAK;
  if (MARKING_LETTERS.includes(character)) return MARKING + MARKING_LETTERS.indexOf(character);
  if (/[a-z]/.test(character)) return SMALL;
  if (/[A-Z]/.test(character)) return CAPITAL;
  if (/[-=~_.*#+]/.test(character)) return RULE;
  if (kind === SPACE) return character === ' ' ? BLANK : OTHER_BLANK;
  return kind === NUMBER ? DIGIT : SYMBOL;
}

/** States: what a character stands behind. Those of a piece count its characters, up to the last cost of its list. */
const ONE_SPACE = 1;
const WHITE_SPACE = 2;
const AFTER_BREAK = 3;
const IN_SCRIPT = 4;
const IN_DIGITS = 5;
const IN_SYMBOLS = 8;
const LONE_SYMBOL = 13;
const IN_RULE = 14;
const LONE_RULE = 15;
const IN_CAPITALS = 16;
const SPACED_CAPITAL = 31;
const IN_SPACED_WORD = 32;
const BARE_CAPITAL = 47;
const IN_BARE_WORD = 48;
/** Behind other white space than a space, as ONE_SPACE and WHITE_SPACE, but no word of MARKERS begins here. */
const ONE_OTHER_BLANK = 64;
const OTHER_WHITE_SPACE = 65;
/** In a word that may yet be one of MARKERS, by its letters so far; costs as any other word. */
const IN_MARKER = 66;

/** Words that tell English from other languages, behind a space. */
const MARKERS = ['the', 'and', 'of', 'to'];
const BEGINNINGS = [...new Set(MARKERS.flatMap((word) => word.split('').map((_, at) => word.slice(0, at + 1))))];
export const STATES: number = IN_MARKER + BEGINNINGS.length;

/** What a character does behind those before it. */
export interface Transition {
  /** Hundredths of a token that it costs in English, and elsewhere: at most 255. */
  readonly english: number;
  readonly foreign: number;
  /** The state of what stands behind it, below {@link STATES}. */
  readonly next: number;
  /** White space within a line. */
  readonly space: boolean;
  /** White space behind one of English's commonest words, which itself stands behind a space. */
  readonly marked: boolean;
}

/** The transition of a character of this class (of {@link CLASS_OF}) in this state; the first state is 0. */
export function transition(state: number, kind: number): Transition {
  const [english, next] = step(plainState(state), plainClass(kind), SPACED_WORD);
  const [foreign] = step(plainState(state), plainClass(kind), SPACED_FOREIGN_WORD);
  const space = kind === BLANK || kind === OTHER_BLANK;
  const marked = space && MARKERS.includes(BEGINNINGS[state - IN_MARKER] ?? '');
  return { english, foreign, next: markedState(state, kind, next), space, marked };
}

/** The state with the same costs among those that know nothing of {@link MARKERS}. */
function plainState(state: number): number {
  if (state === ONE_OTHER_BLANK) return ONE_SPACE;
  if (state === OTHER_WHITE_SPACE) return WHITE_SPACE;
  const beginning = BEGINNINGS[state - IN_MARKER];
  return beginning === undefined ? state : IN_SPACED_WORD + beginning.length - 1;
}

function plainClass(kind: number): number {
  if (kind === OTHER_BLANK) return BLANK;
  return kind >= MARKING && kind < SCRIPT ? SMALL : kind;
}

/** `next`, or the state that has the same costs and knows how much of a word of {@link MARKERS} has been read. */
function markedState(state: number, kind: number, next: number): number {
  if (kind === OTHER_BLANK) return next === ONE_SPACE ? ONE_OTHER_BLANK : OTHER_WHITE_SPACE;
  const before = state === ONE_SPACE || state === WHITE_SPACE ? '' : BEGINNINGS[state - IN_MARKER];
  const letter = MARKING_LETTERS[kind - MARKING];
  if (before === undefined || letter === undefined) return next;
  const beginning = BEGINNINGS.indexOf(before + letter);
  return beginning === -1 ? next : IN_MARKER + beginning;
}

type Step = readonly [cost: number, next: number];

function step(state: number, kind: number, spacedWord: readonly number[]): Step {
  switch (kind) {
    case BLANK:
      // The last space of several joins the word behind it.
      if (state === ONE_SPACE) return [100, WHITE_SPACE];
      return state === WHITE_SPACE ? [MORE_WHITE_SPACE, WHITE_SPACE] : [0, ONE_SPACE];
    case LINE_BREAK:
      if (state === WHITE_SPACE || state === AFTER_BREAK) return [MORE_WHITE_SPACE, AFTER_BREAK];
      return [isSymbol(state) ? 0 : 100, AFTER_BREAK];
    case SYMBOL:
      return symbol(state, LONE_SYMBOL, IN_SYMBOLS);
    case RULE:
      if (state === LONE_RULE || state === IN_RULE) return [MORE_RULE, IN_RULE];
      return symbol(state, LONE_RULE, IN_RULE);
    case DIGIT: {
      const place = state - IN_DIGITS;
      if (place === 0 || place === 1) return [0, state + 1];
      // No number takes the space before it.
      return [isSpace(state) ? 200 : 100, IN_DIGITS];
    }
    case SMALL:
      return letter(state, spacedWord);
    case CAPITAL:
      return capital(state, spacedWord);
    default: {
      const [last, cost] = SCRIPTS[kind - SCRIPT] ?? [0, 0];
      if (!LATIN.has(last)) return [cost, IN_SCRIPT];
      const [start, next] = letter(state, spacedWord);
      return [start + cost, next];
    }
  }
}

function symbol(state: number, lone: number, several: number): Step {
  if (isSpace(state)) return [100, several];
  if (state >= IN_SYMBOLS && state < LONE_SYMBOL) return further(SYMBOLS, MORE_SYMBOLS, IN_SYMBOLS, state - IN_SYMBOLS);
  return isSymbol(state) ? further(SYMBOLS, MORE_SYMBOLS, IN_SYMBOLS, 0) : [100, lone];
}

function letter(state: number, spacedWord: readonly number[]): Step {
  if (state === BARE_CAPITAL) return further(BARE_WORD, MORE_LETTERS, IN_BARE_WORD, 0);
  if (state === SPACED_CAPITAL) return further(spacedWord, MORE_LETTERS, IN_SPACED_WORD, 0);
  if (state >= IN_BARE_WORD) return further(BARE_WORD, MORE_LETTERS, IN_BARE_WORD, state - IN_BARE_WORD);
  if (state >= IN_SPACED_WORD) return further(spacedWord, MORE_LETTERS, IN_SPACED_WORD, state - IN_SPACED_WORD);
  // `HTTPServer` is one piece.
  if (state >= IN_CAPITALS) return further(BARE_WORD, MORE_LETTERS, IN_BARE_WORD, state - IN_CAPITALS);
  return isSpace(state) ? [spacedWord[0] ?? 0, IN_SPACED_WORD] : [bareStart(state), IN_BARE_WORD];
}

function capital(state: number, spacedWord: readonly number[]): Step {
  if (state === BARE_CAPITAL || state === SPACED_CAPITAL) return further(CAPITALS, MORE_LETTERS, IN_CAPITALS, 0);
  if (state >= IN_CAPITALS && state < SPACED_CAPITAL) {
    return further(CAPITALS, MORE_LETTERS, IN_CAPITALS, state - IN_CAPITALS);
  }
  return isSpace(state) ? [spacedWord[0] ?? 0, SPACED_CAPITAL] : [bareStart(state), BARE_CAPITAL];
}

function isSpace(state: number): boolean {
  return state === ONE_SPACE || state === WHITE_SPACE;
}

function isSymbol(state: number): boolean {
  return state >= IN_SYMBOLS && state <= LONE_RULE;
}

function bareStart(state: number): number {
  return state === LONE_SYMBOL || state === LONE_RULE ? WORD_BEHIND_SYMBOL : 100;
}

/** The step to the character behind the one at `index` of a piece with these costs, whose states begin at `first`. */
function further(costs: readonly number[], more: number, first: number, index: number): Step {
  const next = costs[index + 1];
  return next === undefined ? [more, first + index] : [next - (costs[index] ?? 0), first + index + 1];
}
