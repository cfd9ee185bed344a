/** What a character is for finding words. */
export const OTHER = 0;
export const SPACE = 1;
export const LETTER = 2;
export const DIGIT = 3;
export const MARK = 4;
/** A letter of a script that writes no spaces between words: Han, Kana, Thai, Lao, Khmer, Myanmar. */
export const UNSPACED = 5;
/** Half of a surrogate pair: only the pair has a class. */
export const SURROGATE = 6;

const UNSPACED_SCRIPTS =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';

/** Where two fit a character, the later one holds. */
const KINDS: readonly (readonly [kind: number, pattern: string])[] = [
  [SPACE, '\\s'],
  [MARK, '\\p{M}'],
  [DIGIT, '\\p{N}'],
  [LETTER, '\\p{L}'],
  [UNSPACED, `(?=\\p{L})${UNSPACED_SCRIPTS}`],
];

// Code in other modules copies what its loops use to constants of its own, as here: those that are imported or exported
// are variables to the compiler, and a loop over characters takes twice as long.
const CLASSES = unitClasses();
const NONE = OTHER;
const HALF = SURROGATE;

/** The class of each UTF-16 unit on its own, for loops over very many: {@link characterClass} knows pairs, too. */
export const UNIT_CLASSES: Readonly<Uint8Array> = CLASSES;

/** A search for runs of each kind through one text of all units is ten times faster than a look at each unit. */
function unitClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000).fill(OTHER);
  const units = Buffer.from(Uint16Array.from(classes, (_, code) => code).buffer).toString('utf16le');
  for (const [kind, pattern] of KINDS) {
    for (const { index, 0: run } of units.matchAll(new RegExp(`(?:${pattern})+`, 'gu'))) {
      classes.fill(kind, index, index + run.length);
    }
  }
  return classes.fill(SURROGATE, 0xd800, 0xe000);
}

const PATTERNS = KINDS.map(([kind, pattern]) => ({ kind, pattern: new RegExp(`^${pattern}$`, 'u') }));

function classify(character: string): number {
  return PATTERNS.findLast(({ pattern }) => pattern.test(character))?.kind ?? OTHER;
}

/**
 * The class of the character that begins at this offset. For a surrogate pair ask at its first half: the class is the
 * pair's, and the character is 2 units long ({@link characterLength}); a lone half, or an offset outside, is `OTHER`.
 */
export function characterClass(text: string, offset: number): number {
  // Code that ever reads behind a string's end is compiled to be slow everywhere.
  if (offset >= text.length) return NONE;
  const kind = CLASSES[text.charCodeAt(offset)] ?? NONE;
  return kind === HALF ? pairClass(text, offset) : kind;
}

/** By code point behind the basic plane: its class plus 1, or 0 before anybody has asked. */
const PAIR_CLASSES = new Uint8Array(0x100000);

function pairClass(text: string, offset: number): number {
  const place = (text.codePointAt(offset) ?? 0) - 0x10000;
  if (place < 0) return NONE;
  if (PAIR_CLASSES[place] === 0) PAIR_CLASSES[place] = classify(String.fromCodePoint(place + 0x10000)) + 1;
  return (PAIR_CLASSES[place] ?? 0) - 1;
}

/** UTF-16 units of the character at this offset: 2 for a whole surrogate pair, else 1. */
export function characterLength(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  if (code < 0xd800 || code > 0xdbff) return 1;
  const next = text.charCodeAt(offset + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
}
