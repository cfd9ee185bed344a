/** The lines of a text, split on `\n` only: joined by `\n` again they are the text, byte for byte. */
export function splitLines(text: string): string[] {
  return text.split('\n');
}

/** What a line is by Markdown and reStructuredText conventions, seen on its own. */
export type LineKind = 'blank' | 'heading' | 'list' | 'quote' | 'table' | 'fence' | 'prose';

const HEADING = /^#{1,6}\s+\S/;
const ADORNMENT = /^([=\-~^"'`*+#:.<>_])\1{2,}$/;
const FENCE = /^(?:`{3}|~{3}|\.\. \S)/;
const LIST = /^(?:[-*+•‣–]|\d{1,3}[.)]|\(\d{1,3}\)|#\.|[a-z][.)])\s/;
const FIELD = /^:[A-Za-z][^:]{0,40}:(?:\s|$)/;
const SIMPLE_TABLE = /^={2,}(?:\s+={2,})+$/;
const GRID_TABLE = /^\+[-=+]{2,}\+$/;

/**
 * The kind of one line. An underline of a heading (`=====`, `-----`) counts as `heading`, a directive of reST
 * (`.. code-block::`) as `fence`, a field (`:Author: …`) as `list`. What stands between two fences is not known here.
 */
export function lineKind(line: string): LineKind {
  const stripped = line.trim();
  if (stripped === '') return 'blank';
  if (FENCE.test(stripped)) return 'fence';
  if (HEADING.test(stripped) || ADORNMENT.test(stripped)) return 'heading';
  if (stripped.startsWith('>')) return 'quote';
  if (isTableRow(stripped)) return 'table';
  if (LIST.test(stripped) || FIELD.test(stripped)) return 'list';
  return 'prose';
}

function isTableRow(stripped: string): boolean {
  if (stripped.startsWith('|')) return stripped.length > 1 && stripped.endsWith('|');
  return GRID_TABLE.test(stripped) || SIMPLE_TABLE.test(stripped);
}
