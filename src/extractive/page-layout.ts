import { lineKind } from '../text/lines.ts';
import { STOP_WORDS } from '../text/stop-words.ts';

/** Words from which a line reads as text whatever it ends with, if it has function words; and with an end mark. */
const TEXT_WORDS = 10;
const SENTENCE_WORDS = 5;
/** Share of function words in text: jusText's threshold for English (Pomikálek, 2011) is 0.32; lists of titles stay below 0.2. */
const TEXT_STOP_WORDS = 0.2;
/** Words that one line may count for: a page is not its longest paragraph. */
const MOST_WORDS = 60;
const ENTRY = -4;
const FURNITURE = -12;
/** The most that a gap between two lines of text counts against what lies behind it: so many words must stand there. */
const MOST_GAP = -50;
/** Entries before or after the article that are taken for navigation without any furniture among them. */
const LONG_MENU = 20;
const MENU_WITH_FURNITURE = 2;
/** So much more than the words of text among them must count against them. */
const LEAST_MENUS = 2;

const END_MARK = /[.?!:;。！？：；।؟۔]["'’”»)\]]*(?:\[\d{1,3}\])*$/;
const CODE = /[{}();=<>\\|`$]|^\s{2}|\t/;

/** First and last line of the article, both included. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

/**
 * Where the article stands on a page of all visible lines: the stretch with the greatest sum, where a line of text counts
 * its words and entries of menus and furniture count against it (maximum subsequence segmentation, Pasternack and Roth
 * 2009, with values by rule). All lines when nothing before or after it looks like navigation. Linear.
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

function headingBefore(lines: readonly string[], values: readonly number[], first: number): number {
  let at = first - 1;
  while (at >= 0 && (lines[at] ?? '').trim() === '') at -= 1;
  return at >= 0 && values[at] !== FURNITURE ? at : first;
}

function valueOf(line: string, before = '', after = '', language: string): number {
  const stripped = line.trim();
  if (stripped === '') return 0;
  if (lineKind(after) === 'heading' && !after.startsWith('#')) return 0;
  const kind = lineKind(line);
  if (kind !== 'prose' && kind !== 'list' && kind !== 'quote') return 0;
  const words = stripped.split(/\s+/);
  if (isText(stripped, words, language)) return Math.min(words.length, MOST_WORDS);
  if (stripped.length <= 2) return 0;
  if (
    kind !== 'prose' ||
    CODE.test(line) ||
    stripped.includes('://') ||
    END_MARK.test(stripped) ||
    /^\p{Ll}/u.test(stripped)
  )
    return 0;
  if (before.trim().length >= 40 && !END_MARK.test(before.trim())) return 0;
  return words.length <= TEXT_WORDS ? ENTRY : 0;
}

function isText(stripped: string, words: readonly string[], language: string): boolean {
  if (words.length >= SENTENCE_WORDS && END_MARK.test(stripped)) return true;
  if (words.length < TEXT_WORDS)
    return stripped.length >= 40 && words.length < SENTENCE_WORDS && !/[\x00-\u2fff]/.test(stripped[0] ?? '');
  const known = STOP_WORDS[language];
  if (known === undefined) return true;
  const stops = words.filter((word) => known.has(word.toLowerCase())).length;
  return stops >= words.length * TEXT_STOP_WORDS;
}
