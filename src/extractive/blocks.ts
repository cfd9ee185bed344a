import { lineKind, splitLines } from '../text/lines.ts';

/** A piece of a document as a reader sees it; code, tables, directives and rules are no blocks. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string; readonly depth: number }
  /** A paragraph with its hard-wrapped lines joined again: one text per run of lines that belong together. */
  | { readonly kind: 'paragraph'; readonly texts: readonly string[]; readonly listItem: boolean }
  /** A `Key: value` or `:Key: value` line. */
  | { readonly kind: 'field'; readonly key: string; readonly value: string };

const MARKDOWN_HEADING = /^(#{1,6})\s+(\S.*?)[\s#]*$/;
const ADORNMENT = /^([^\p{L}\p{N}\s])\1{2,}$/u;
const SIMPLE_TABLE_RULE = /^={2,}(?: +={2,})+$/;
const LIST_MARKER = /^(?:[-*+•‣–]|\(?(?:\d{1,3}|[a-z])[.)]|#\.)\s+/;
const REST_FIELD = /^:([A-Za-z][\w -]{0,40}):(?:\s+(.*))?$/;
const KEY_VALUE = /^(\p{Lu}[\p{L}\p{N}/-]*(?: [\p{L}\p{N}/-]+){0,3}):\s+(\S.{0,200})$/u;

/** Longest line that counts as hard-wrapped; a longer one is a paragraph of its own, as in Markdown without wrapping. */
const WRAPPED_COLUMNS = 120;
/** How much shorter than the paragraph's longest line a wrapped line may be, where the next word would have fitted. */
const RAGGED_COLUMNS = 12;
const CODE_INDENT = 4;

interface Paragraph {
  readonly lines: string[];
  readonly indent: number;
  readonly listItem: boolean;
}

/**
 * The blocks of a Markdown, reStructuredText or plain text in order, in one pass over its lines. Fenced and indented
 * code, literal blocks, directives with their bodies, tables and doctests are left out. List and quote markers are
 * taken off; every other character of a paragraph stands as in the source, but line breaks become single spaces.
 */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  const depths: string[] = [];
  let paragraph: Paragraph | undefined;
  let fence: string | undefined;
  let skippedIndent: number | undefined;
  let tableRules = 0;
  let afterRule = false;
  let itemIndent: number | undefined;

  const flush = (): void => {
    if (paragraph === undefined) return;
    const { lines, indent, listItem } = paragraph;
    paragraph = undefined;
    if (lines.at(-1)?.endsWith('::') === true) skippedIndent = indent;
    pushParagraph(blocks, lines, listItem);
  };

  for (const line of splitLines(text)) {
    const stripped = line.trim();
    if (fence !== undefined) {
      if (stripped.startsWith(fence)) fence = undefined;
      continue;
    }
    if (stripped === '') {
      flush();
      if (afterRule && tableRules > 1) tableRules = 0;
      continue;
    }
    const indent = indentOf(line);
    if (skippedIndent !== undefined) {
      if (indent > skippedIndent) continue;
      skippedIndent = undefined;
    }
    afterRule = SIMPLE_TABLE_RULE.test(stripped);
    if (afterRule) tableRules += 1;
    if (tableRules > 0) {
      flush();
      continue;
    }
    if (stripped.startsWith('```') || stripped.startsWith('~~~')) {
      flush();
      fence = stripped.slice(0, 3);
      continue;
    }
    if (stripped.startsWith('.. ') || stripped === '..') {
      flush();
      skippedIndent = indent;
      continue;
    }
    const heading = stripped.startsWith('#') && stripped.length < 300 ? MARKDOWN_HEADING.exec(stripped) : null;
    if (heading !== null) {
      flush();
      blocks.push({ kind: 'heading', text: heading[2] ?? '', depth: heading[1]?.length ?? 1 });
      itemIndent = undefined;
      continue;
    }
    if (ADORNMENT.test(stripped)) {
      const title = paragraph?.lines.length === 1 ? paragraph.lines[0] : undefined;
      if (title !== undefined && stripped.length >= title.length - 2) {
        paragraph = undefined;
        blocks.push({ kind: 'heading', text: title, depth: depthOf(depths, stripped.charAt(0)) });
        itemIndent = undefined;
      } else {
        flush();
      }
      continue;
    }
    if (lineKind(line) === 'table' || stripped.startsWith('>>>') || stripped.startsWith('... ')) {
      flush();
      continue;
    }
    const field = fieldOf(stripped);
    if (field !== undefined) {
      flush();
      blocks.push(field);
      continue;
    }
    const item = LIST_MARKER.exec(stripped);
    if (item !== null) {
      flush();
      paragraph = { lines: [stripped.slice(item[0].length)], indent, listItem: true };
      itemIndent = indent;
      continue;
    }
    if (paragraph !== undefined) {
      paragraph.lines.push(withoutQuoteMarker(stripped));
      continue;
    }
    if (itemIndent !== undefined && indent <= itemIndent) itemIndent = undefined;
    // Indented text after a blank line is code, unless it goes on with a list item.
    if (indent >= CODE_INDENT + (itemIndent ?? 0) + (itemIndent === undefined ? 0 : 2)) continue;
    paragraph = { lines: [withoutQuoteMarker(stripped)], indent, listItem: itemIndent !== undefined };
  }
  flush();
  return blocks;
}

function indentOf(line: string): number {
  let columns = 0;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === ' ') columns += 1;
    else if (character === '\t') columns += CODE_INDENT;
    else break;
  }
  return columns;
}

function withoutQuoteMarker(stripped: string): string {
  let from = 0;
  while (stripped.charAt(from) === '>' || (from > 0 && stripped.charAt(from) === ' ')) from += 1;
  return stripped.slice(from);
}

/** reST gives headings depth by the order in which their adornments first appear. */
function depthOf(depths: string[], adornment: string): number {
  const known = depths.indexOf(adornment);
  if (known >= 0) return known + 1;
  return depths.push(adornment);
}

function fieldOf(stripped: string): Block | undefined {
  if (stripped.length > WRAPPED_COLUMNS * 2) return undefined;
  const match = REST_FIELD.exec(stripped) ?? (/[.!?]$/.test(stripped) ? null : KEY_VALUE.exec(stripped));
  if (match === null) return undefined;
  return { kind: 'field', key: match[1] ?? '', value: match[2] ?? '' };
}

function pushParagraph(blocks: Block[], lines: readonly string[], listItem: boolean): void {
  const width = Math.min(WRAPPED_COLUMNS, Math.max(...lines.slice(0, 50).map((line) => line.length)));
  const texts: string[] = [];
  let joined: string[] = [];
  for (const [at, line] of lines.entries()) {
    joined.push(line);
    const next = lines[at + 1];
    if (next !== undefined && (listItem || isWrapped(line, next, width))) continue;
    texts.push(joined.join(' ').replaceAll(/\s+/g, ' '));
    joined = [];
  }
  blocks.push({ kind: 'paragraph', texts, listItem });
}

/** Whether a line was broken only because the next word did not fit. */
function isWrapped(line: string, next: string, width: number): boolean {
  if (line.length > WRAPPED_COLUMNS) return false;
  if (/^[\p{Ll}\p{Nd},;)]/u.test(next)) return true;
  const space = next.indexOf(' ');
  const word = space < 0 ? next.length : space;
  return line.length + 1 + word > width - RAGGED_COLUMNS && width >= 40;
}
