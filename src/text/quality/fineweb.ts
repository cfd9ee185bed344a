import { lineKind } from '../lines.ts';
import { share } from './gopher.ts';
import { duplicates } from './repetition.ts';
import type { WordScan } from './word-scan.ts';

/** What FineWeb's own rules look at (Penedo et al. 2024, arXiv 2406.17557), over lines that are not blank. */
export interface FineWebSignals {
  /** Share of lines that end in an end mark of a sentence. */
  readonly punctuatedLines: number;
  /** Share of lines of at most 30 characters. */
  readonly shortLines: number;
  /** Characters of lines that stood before, as a share of all characters but line breaks. */
  readonly duplicateLineCharacters: number;
  /** The same of lines of text alone: at the margin, with a letter, neither heading, table nor fence. */
  readonly duplicateTextLineCharacters: number;
  /** Line breaks per word or symbol. */
  readonly newlinesPerWord: number;
}

const SHORT_LINE = 30;
const END_MARK = /[.!?"'\u2019\u201d\u2026\u3002\uff01\uff1f\uff0e\u0964\u0965\u061f\u06d4\u0589\u1362\u104b]$/;

/** FineWeb's signals of a text, its words and its lines. */
export function fineWebSignals(text: string, scan: WordScan, lines: readonly string[]): FineWebSignals {
  const filled = lines.filter((line) => line.trim() !== '');
  let punctuated = 0;
  let short = 0;
  for (const line of filled) {
    if (END_MARK.test(line.slice(-1))) punctuated += 1;
    if (line.length <= SHORT_LINE) short += 1;
  }
  const newlines = lines.length - 1;
  const repeated = duplicates(filled).characters;
  const repeatedText = repeated === 0 ? 0 : duplicates(filled.filter(isTextLine)).characters;
  return {
    punctuatedLines: share(punctuated, filled.length),
    shortLines: share(short, filled.length),
    duplicateLineCharacters: share(repeated, text.length - newlines),
    duplicateTextLineCharacters: share(repeatedText, text.length - newlines),
    newlinesPerWord: share(newlines, scan.count),
  };
}

/** Names of FineWeb's rules that these signals fail, in check order. */
export function failedFineWebRules(signals: FineWebSignals): string[] {
  const failed: string[] = [];
  if (signals.punctuatedLines < 0.12) failed.push('fineweb.line_punctuation');
  if (signals.shortLines > 0.67) failed.push('fineweb.short_lines');
  if (signals.duplicateLineCharacters > 0.01) failed.push('fineweb.duplicate_lines');
  if (signals.duplicateTextLineCharacters > 0.01) failed.push('fineweb.duplicate_text_lines');
  if (signals.newlinesPerWord > 0.3) failed.push('fineweb.newlines_per_word');
  return failed;
}

/** Not the underlines, rules, table rows and code that markup repeats by nature. */
function isTextLine(line: string): boolean {
  if (/^\s/.test(line) || !/\p{L}/u.test(line)) return false;
  const kind = lineKind(line);
  return kind !== 'heading' && kind !== 'table' && kind !== 'fence';
}
