import type { JsonObject } from '../vocabulary/json.ts';
import { splitLines } from '../text/lines.ts';

/** A first line longer than this is text, not a title. */
const LONGEST_TITLE = 120;
/** How far a title is looked for, in characters: past blank lines and rules. */
const LOOKED_THROUGH = 2000;
const HEADING_MARKS = /^#{1,6}\s+|\s+#{1,6}$/g;
const EMPHASIS = /^(\*\*|__|\*|_|`)(.+)\1$/;
const LINK = /\[([^[\]]{1,120})\]\([^()\s]{0,300}\)/g;

/**
 * The title of a document: `metadata.title` where it is a string with something in it, else the first line that is not
 * blank, stripped of Markdown marks, when it reads as a heading (at most 120 characters, a letter in it, no full stop,
 * comma or semicolon at the end, no list item, quote or table row); else empty.
 */
export function titleOf(text: string, metadata: JsonObject): string {
  const given = metadata['title'];
  if (typeof given === 'string' && given.trim() !== '') return given.trim();
  const first = splitLines(text.slice(0, LOOKED_THROUGH)).find((line) => /[\p{L}\p{N}]/u.test(line));
  if (first === undefined || first.length > 2 * LONGEST_TITLE) return '';
  const marked = first.trim();
  if (/^(?:[-*+>|•]\s|\d{1,3}[.)]\s|\|)/.test(marked)) return '';
  const heading = /^#{1,6}\s/.test(marked);
  const title = withoutEmphasis(marked.replace(HEADING_MARKS, '').replace(LINK, '$1').trim());
  if (title.length > LONGEST_TITLE || !/\p{L}/u.test(title)) return '';
  return heading || !/[.,;:。，；।]["'”’)]?$/u.test(title) ? title : '';
}

function withoutEmphasis(title: string): string {
  return EMPHASIS.exec(title)?.[2]?.trim() ?? title;
}
