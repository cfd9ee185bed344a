import { printProgram } from '../prox/print.ts';
import { lazy } from '../text/lazy.ts';
import { splitLines } from '../text/lines.ts';
import { c4KeepsLine } from '../text/quality/c4.ts';
import { appliesTo, failedQualityRules, qualitySignals } from '../text/quality-signals.ts';
import { CLEAN, removalCalls } from './removal-calls.ts';

/** A filter whose rules are written as ProX programs. */
export type QualityFilter = 'gopher' | 'c4' | 'fineweb';

/**
 * Rules that our signals measure beside the published ones and that no published filter has: Gopher's share of
 * alphabetic words counted over symbols as well, and FineWeb's repeated lines counted over lines of text alone.
 */
const UNPUBLISHED: ReadonlySet<string> = new Set(['gopher.alphabetic_tokens', 'fineweb.duplicate_text_lines']);

/**
 * What published filters would do to a document one after the other, as a ProX program. `drop_doc()` where a document
 * rule of one of them fails (thresholds in `text/quality/`; Gopher's with its repetition rules). C4's line rule removes
 * lines without an end mark, of fewer than three words, or with words of a notice; filters after it judge what is left,
 * as in FineWeb's pipeline. Rules about English words do not count in other languages.
 * @param text The whole document: shares and counts mean nothing on a part.
 * @param language ISO 639 code, or `und`.
 * @param filters In the order in which they are applied.
 */
export function filterProgram(text: string, language: string, filters: readonly QualityFilter[]): string {
  const lines = splitLines(text);
  const kept = lines.map(c4KeepsLine);
  const measure = lazy(() => failedQualityRules(qualitySignals(text)));
  const measureKept = lazy(() => failedQualityRules(qualitySignals(lines.filter((_, at) => kept[at]).join('\n'))));
  let edited = false;
  for (const filter of filters) {
    const failed = edited ? measureKept() : measure();
    if (failed.some((rule) => rule.startsWith(`${filter}.`) && !UNPUBLISHED.has(rule) && appliesTo(rule, language))) {
      return 'drop_doc()';
    }
    edited ||= filter === 'c4';
  }
  if (!edited) return CLEAN;
  const removed = lines.map((line, at) => line.trim() !== '' && kept[at] === false);
  const calls = removalCalls(removed, lines, 0);
  return calls.length === 0 ? CLEAN : printProgram(calls);
}
