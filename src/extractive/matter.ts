import { lineKind } from '../text/lines.ts';

const SIMPLE_TABLE_RULE = /^={2,}(?: +={2,})+$/;

/** Tells, line by line and in order, what is no text for readers. */
export interface MatterFilter {
  /**
   * Whether a line is code, a table, a directive with its body, a doctest or a literal block.
   * @param indent Columns before the line's first character.
   */
  isMatter(stripped: string, indent: number): boolean;
  /** What is indented deeper than `indent` from here on is a literal block, up to the first line that is not. */
  literalAfter(indent: number): void;
}

/** A filter at the start of a document in Markdown or reStructuredText. Blank lines within matter are matter. */
export function createMatterFilter(): MatterFilter {
  let fence: string | undefined;
  let bodyIndent: number | undefined;
  let tableRules = 0;
  let afterRule = false;

  /** A simple table goes on, blank lines included, up to the blank line after its last rule. */
  const inTable = (stripped: string): boolean => {
    if (stripped === '') {
      if (afterRule && tableRules > 1) tableRules = 0;
      return tableRules > 0;
    }
    afterRule = SIMPLE_TABLE_RULE.test(stripped);
    if (afterRule) tableRules += 1;
    return tableRules > 0;
  };

  return {
    isMatter(stripped, indent) {
      if (fence !== undefined) {
        if (stripped.startsWith(fence)) fence = undefined;
        return true;
      }
      if (bodyIndent !== undefined && stripped !== '') {
        if (indent > bodyIndent) return true;
        bodyIndent = undefined;
      }
      if (inTable(stripped)) return true;
      if (stripped.startsWith('```') || stripped.startsWith('~~~')) {
        fence = stripped.slice(0, 3);
        return true;
      }
      if (stripped.startsWith('.. ') || stripped === '..') {
        bodyIndent = indent;
        return true;
      }
      return lineKind(stripped) === 'table' || stripped.startsWith('>>>') || stripped.startsWith('... ');
    },
    literalAfter(indent) {
      bodyIndent = indent;
    },
  };
}
