import { printProgram } from '../prox/print.ts';
import { splitLines } from '../text/lines.ts';
import { INLINE_MARKS, isFurniture, isMenuEntry } from './line-marks.ts';
import { articleExtent } from './page-layout.ts';
import { CLEAN, removalCalls } from './removal-calls.ts';

/** Entries in a row that make a menu, within a page and at its two ends. */
const MENU_WITHIN = 6;
const MENU_AT_END = 3;
/** TeX as converters of formulas write it, and the longest line that may be a piece of one, in UTF-16 units. */
const TEX = /^\{\\[a-z]+style\b/;
const MOST_PIECE = 3;

/** The part of a page that one program is about. */
interface PagePart {
  readonly text: string;
  /** 0-based index of its first line in the page: ProX numbers lines over the document. */
  readonly firstLine: number;
}

/**
 * A ProX chunk program by rule: removes what stands around a page's article (navigation, menus, footers), and within it
 * share buttons, banners, notices, breadcrumbs, tag lists and bare addresses, and takes editorial marks such as `[edit]`
 * out of the lines that stay.
 * @param removed For each line of the part whether it goes, as {@link removedLines} says of the whole page.
 */
export function refineLines({ text, firstLine }: PagePart, removed: readonly boolean[]): string {
  const lines = splitLines(text);
  const calls = removalCalls(removed, lines, firstLine);
  for (const mark of INLINE_MARKS) {
    if (text.includes(mark) && lines.some((line, at) => removed[at] !== true && line.includes(mark))) {
      calls.push({ kind: 'normalize', source: mark, target: '', line: calls.length + 1 });
    }
  }
  return calls.length === 0 ? CLEAN : printProgram(calls);
}

/**
 * For each line of a page whether the rules remove it. The whole page is looked at: a line says little, its place much.
 * @param language ISO 639 code of the text, for its function words; in a language without a list of them length decides.
 */
export function removedLines(lines: readonly string[], language: string): boolean[] {
  const fenced = insideFences(lines);
  const furniture = lines.map((line, at) => !(fenced[at] ?? false) && isFurniture(line) && !isOfText(lines, at));
  const article = articleExtent(lines, furniture, language);
  const shattered = isShattered(lines);
  const removed = furniture.map(
    (gone, at) => gone || shattered[at] === true || at < article.first || at > article.last,
  );
  let from = article.first;
  while (from <= article.last) {
    let to = from;
    let sure = 0;
    while (to <= article.last && fenced[to] !== true && (furniture[to] === true || isMenuEntry(lines[to] ?? ''))) {
      if (furniture[to] === true) sure += 1;
      to += 1;
    }
    if (to > from) {
      const atEnd = from === article.first || to > article.last;
      const length = to - from;
      // Furniture among the entries tells that they are a menu; without any it takes a longer row.
      const menu = length >= (sure > 0 || atEnd ? MENU_AT_END : MENU_WITHIN) && (sure > 0 || length >= MENU_WITHIN);
      if (menu) removed.fill(true, from, keepsHeading(lines, from, to));
    }
    from = Math.max(to, from + 1);
  }
  return removed;
}

/** A heading by the line under it, or a line of a hard-wrapped paragraph, is text whatever it says. */
function isOfText(lines: readonly string[], at: number): boolean {
  const before = (lines[at - 1] ?? '').trim();
  const line = (lines[at] ?? '').trim();
  const after = (lines[at + 1] ?? '').trim();
  if (/^([=\-~^"'`*+#:.])\1{2,}$/.test(after)) return true;
  const goesOn = before.length >= 40 && !/[.!?:]["”’)]*$/.test(before);
  return goesOn && (/^\p{Ll}/u.test(line) || /^\p{Ll}/u.test(after));
}

/** The last entry before a paragraph may be its heading: it stays. */
function keepsHeading(lines: readonly string[], from: number, to: number): number {
  const last = lines[to - 1]?.trim() ?? '';
  const next = lines[to]?.trim() ?? '';
  const heading = next.length > 80 && to - 1 > from && !isFurniture(lines[to - 1] ?? '') && last.split(' ').length >= 2;
  return heading ? to - 1 : to;
}

/** The pieces of a formula, one or a few signs a line, that stand before the same formula as TeX. */
function isShattered(lines: readonly string[]): boolean[] {
  const shattered = lines.map(() => false);
  for (const [at, line] of lines.entries()) {
    if (!TEX.test(line)) continue;
    for (let piece = at - 1; piece >= 0 && isPiece(lines[piece] ?? ''); piece -= 1) shattered[piece] = true;
  }
  return shattered;
}

function isPiece(line: string): boolean {
  const stripped = line.trim();
  return stripped !== '' && stripped.length <= MOST_PIECE && !/[.:]$/.test(stripped);
}

function insideFences(lines: readonly string[]): boolean[] {
  let open = false;
  return lines.map((line) => {
    const fence = /^\s*(?:```|~~~)/.test(line);
    if (fence) open = !open;
    return open || fence;
  });
}
