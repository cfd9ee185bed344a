import { splitLines } from '../text/lines.ts';
import { createMatterFilter } from './matter.ts';

/** A piece of a document as a reader sees it; code, tables, directives and rules are no blocks. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string; readonly depth: number }
  /** A paragraph with its hard-wrapped lines joined again: one text per run of lines that belong together. */
  | { readonly kind: 'paragraph'; readonly texts: readonly string[]; readonly listItem: boolean }
  /** A `Key: value` or `:Key: value` line. */
  | { readonly kind: 'field'; readonly key: string; readonly value: string };

const MARKDOWN_HEADING = /^(#{1,6})\s+(\S.*?)[\s#]*$/;
const ADORNMENT = /^([^\p{L}\p{N}\s])\1{2,}$/u;
const LIST_MARKER = /^(?:[-*+•‣–]|\(?(?:\d{1,3}|[a-z])[.)]|#\.)\s+/;
const REST_FIELD = /^:([A-Za-z][\w -]{0,40}):(?:\s+(.*))?$/;
const KEY_VALUE = /^(\p{Lu}[\p{L}\p{N}/-]*(?: [\p{L}\p{N}/-]+){0,3}):\s+(\S.{0,200})$/u;

/** Longest line that counts as hard-wrapped; a longer one is a paragraph of its own, as in Markdown without wrapping. */
const WRAPPED_COLUMNS = 120;
/** How much shorter than the paragraph's longest line a wrapped line may be, where the next word would have fitted. */
const RAGGED_COLUMNS = 12;
const CODE_INDENT = 4;

/** A line that ends like this has not ended: whatever its length, the next one goes on with it. */
const GOES_ON = /(?:,| (?:a|an|and|as|at|by|for|from|in|is|of|on|or|our|that|the|their|to|with))$/;

interface Paragraph {
  readonly lines: string[];
  readonly indent: number;
  readonly listItem: boolean;
}

/**
 * The blocks of a Markdown, reStructuredText or plain text in order, in one pass over its lines. Code, literal blocks,
 * directives with their bodies, tables and doctests are left out. List and quote markers are taken off; every other
 * character of a paragraph stands as in the source, but line breaks become single spaces.
 */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  const adornments: string[] = [];
  const filter = createMatterFilter();
  let paragraph: Paragraph | undefined;
  let itemIndent: number | undefined;

  const flush = (): void => {
    if (paragraph === undefined) return;
    const { lines, indent, listItem } = paragraph;
    paragraph = undefined;
    if (lines.at(-1)?.endsWith('::') === true) filter.literalAfter(indent);
    pushParagraph(blocks, lines, listItem);
  };
  const pushHeading = (heading: Block): void => {
    blocks.push(heading);
    itemIndent = undefined;
  };

  for (const line of splitLines(text)) {
    const stripped = line.trim();
    if (stripped === '') flush();
    const indent = indentOf(line);
    if (filter.isMatter(stripped, indent)) {
      flush();
      continue;
    }
    if (stripped === '') continue;
    if (ADORNMENT.test(stripped)) {
      const title = paragraph?.lines.length === 1 ? paragraph.lines[0] : undefined;
      if (title !== undefined && stripped.length >= title.length - 2) {
        paragraph = undefined;
        pushHeading({ kind: 'heading', text: title, depth: depthOf(adornments, stripped.charAt(0)) });
      } else {
        flush();
      }
      continue;
    }
    const alone = headingOf(stripped) ?? fieldOf(stripped);
    if (alone !== undefined) {
      flush();
      if (alone.kind === 'heading') pushHeading(alone);
      else blocks.push(alone);
      continue;
    }
    const item = LIST_MARKER.exec(stripped);
    if (item !== null) {
      flush();
      paragraph = { lines: [stripped.slice(item[0].length)], indent, listItem: true };
      itemIndent = indent;
    } else if (paragraph !== undefined) {
      paragraph.lines.push(withoutQuoteMarker(stripped));
    } else {
      if (itemIndent !== undefined && indent <= itemIndent) itemIndent = undefined;
      if (isIndentedCode(indent, itemIndent)) continue;
      paragraph = { lines: [withoutQuoteMarker(stripped)], indent, listItem: itemIndent !== undefined };
    }
  }
  flush();
  return blocks;
}

/** Indented text after a blank line is code, unless it goes on with a list item. */
function isIndentedCode(indent: number, itemIndent: number | undefined): boolean {
  return indent >= (itemIndent === undefined ? CODE_INDENT : itemIndent + CODE_INDENT + 2);
}

function headingOf(stripped: string): Block | undefined {
  const heading = stripped.startsWith('#') && stripped.length < 300 ? MARKDOWN_HEADING.exec(stripped) : null;
  return heading === null ? undefined : { kind: 'heading', text: heading[2] ?? '', depth: heading[1]?.length ?? 1 };
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
  return { kind: 'field', key: match[1] ?? '', value: (match[2] ?? '').replaceAll(/\s+/g, ' ') };
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
  if (/^[\p{Ll}\p{Nd},;)]/u.test(next) || GOES_ON.test(line)) return true;
  const space = next.indexOf(' ');
  const word = space < 0 ? next.length : space;
  return line.length + 1 + word > width - RAGGED_COLUMNS && width >= 40;
}
