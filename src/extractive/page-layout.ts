import { lineKind } from '../text/lines.ts';
import { STOP_WORDS } from '../text/stop-words.ts';

/** Words from which a line reads as text whatever it ends with, if it has function words; and with an end mark. */
const TEXT_WORDS = 10;
const SENTENCE_WORDS = 5;
/** Share of function words in text: for jusText (Pomikálek, 2011) 0.32 is much; titles in a row stay below 0.2. */
const TEXT_STOP_WORDS = 0.2;
/** The same for scripts without spaces: characters from which a line reads as text, and those that count as a word. */
const TEXT_CHARACTERS = 40;
const WORD_CHARACTERS = 6;
/** Words that one line may count for: a page is not its longest paragraph. */
const MOST_WORDS = 60;
/** What an entry of a menu, and a line that is furniture by its words, count. */
const ENTRY = -4;
const FURNITURE = -12;
/**
 * The most that a gap between two lines of text counts: so many words behind it are worth crossing it, however long it
 * is (an infobox and a table of contents stand between an introduction and its article).
 */
const MOST_GAP = -40;
/** Entries before or after the article that are navigation by themselves, and with furniture among them. */
const LONG_MENU = 20;
const MENU_WITH_FURNITURE = 2;
/** So many times more than the words of text among them must they count. */
const LEAST_MENUS = 2;

const END_MARK = /[.?!:;。！？：；।؟۔]["'’”»)\]]*(?:\[\d{1,3}\])*$/;
const CODE = /[{}();=<>\\|`$]|^\s{2}|\t|:\/\//;
/** A character of a script without spaces: Thai and its neighbours, Chinese, Japanese. */
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/;

/** First and last line of the article, both included. */
interface Extent {
  readonly first: number;
  readonly last: number;
}

/**
 * Where the article stands on a page of all visible lines: the stretch with the greatest sum, where a line of text
 * counts its words and entries of menus and furniture count against it (maximum subsequence segmentation, Pasternack
 * and Roth 2009, with values by rule). What is before or after it is left out only where it looks like navigation, so
 * that edited texts are articles from end to end. Linear.
 * @param furniture For each line whether it is part of the page by its own words.
 */
export function articleExtent(lines: readonly string[], furniture: readonly boolean[], language: string): Extent {
  const values = lines.map((line, at) =>
    furniture[at] === true ? FURNITURE : valueOf(line, lines[at - 1], lines[at + 1], language),
  );
  let best = { first: 0, last: lines.length - 1, sum: 0 };
  let sum = 0;
  let gap = 0;
  let first = 0;
  for (const [at, value] of values.entries()) {
    if (value <= 0) {
      gap = Math.max(gap + value, MOST_GAP);
      continue;
    }
    sum += gap;
    gap = 0;
    if (sum <= 0) {
      sum = 0;
      first = at;
    }
    sum += value;
    if (sum > best.sum) best = { first, last: at, sum };
  }
  if (best.sum === 0) return { first: 0, last: lines.length - 1 };
  return {
    first: isNavigation(lines, values, 0, best.first) ? headingBefore(lines, values, best.first) : 0,
    last: isNavigation(lines, values, best.last + 1, lines.length) ? best.last : lines.length - 1,
  };
}

/** Whether lines before or after the article may go: menus, with little text and no heading by markup among them. */
function isNavigation(lines: readonly string[], values: readonly number[], from: number, to: number): boolean {
  let [furniture, entries, menus, words] = [0, 0, 0, 0];
  for (let at = from; at < to; at += 1) {
    const value = values[at] ?? 0;
    if (value === 0 && lineKind(lines[at] ?? '') === 'heading') return false;
    if (value === FURNITURE) furniture += 1;
    if (value < 0) entries += 1;
    if (value < 0) menus -= value;
    else words += value;
  }
  if (menus < LEAST_MENUS * words) return false;
  return entries >= LONG_MENU || (furniture > 0 && entries >= MENU_WITH_FURNITURE);
}

/** The line before the article may be its title: it stays, unless it is furniture. */
function headingBefore(lines: readonly string[], values: readonly number[], first: number): number {
  let at = first - 1;
  while (at >= 0 && (lines[at] ?? '').trim() === '') at -= 1;
  return at >= 0 && values[at] !== FURNITURE ? at : first;
}

/** Positive for text, negative for a menu's entry, 0 for what may stand in both: markup, code, lines of a wrapped text. */
function valueOf(line: string, before = '', after = '', language: string): number {
  const stripped = line.trim();
  const kind = lineKind(line);
  const mayBeText = kind === 'prose' || kind === 'list' || kind === 'quote';
  if (!mayBeText || isUnderline(after)) return 0;
  const words = stripped.split(/\s+/);
  const text = wordsOfText(stripped, words, language);
  if (text > 0) return Math.min(text, MOST_WORDS);
  const inText = CODE.test(line) || END_MARK.test(stripped) || /^\p{Ll}/u.test(stripped) || goesOn(before.trim());
  return kind !== 'prose' || inText || stripped.length <= 2 || words.length > TEXT_WORDS ? 0 : ENTRY;
}

function isUnderline(line: string): boolean {
  return lineKind(line) === 'heading' && !line.startsWith('#');
}

/** Whether a line is long enough to be wrapped text, and its sentence has not ended. */
function goesOn(line: string): boolean {
  return line.length >= 40 && !END_MARK.test(line);
}

/** The words of a line that reads as text by its length, its end mark or its function words; else 0. */
function wordsOfText(stripped: string, words: readonly string[], language: string): number {
  if (words.length >= SENTENCE_WORDS && END_MARK.test(stripped)) return words.length;
  if (words.length < TEXT_WORDS) {
    const unspaced = stripped.length >= TEXT_CHARACTERS && words.length < SENTENCE_WORDS && UNSPACED.test(stripped);
    return unspaced ? stripped.length / WORD_CHARACTERS : 0;
  }
  const functionWords = STOP_WORDS[language];
  if (functionWords === undefined) return words.length;
  const stops = words.filter((word) => functionWords.has(word.toLowerCase())).length;
  return stops >= words.length * TEXT_STOP_WORDS ? words.length : 0;
}
