import type { Call } from '../../prox/program.ts';
import { estimateTokens } from '../../text/tokens.ts';
import { count } from '../../run/progress.ts';
import type { SourceDocument } from '../../vocabulary/document.ts';
import type { Desk } from './desk.ts';
import { type Example, windowExample } from './examples.ts';
import { mergePrograms } from './merge-programs.ts';
import type { SftReport, Split } from './report.ts';
import { type KeptWindow, keptWindows } from './windows.ts';

/** A window whose programs came to one. */
interface Cleaned extends KeptWindow {
  readonly calls: readonly Call[];
  readonly text: string;
}

/**
 * The examples that the windows of a kept document make, in order; counts in the report what becomes of every window.
 * The document as a whole decides whether too much went: a window of nothing but menus may go entirely.
 */
export function windowExamples(document: SourceDocument, split: Split, desk: Desk, report: SftReport): Example[] {
  const cleaned = cleanedWindows(document, desk, report);
  const { windows, options } = report;
  if (removedShare(cleaned) > options.max_removed) {
    windows.removed_too_much += cleaned.length;
    return [];
  }
  const counts = windows.examples[split];
  const examples: Example[] = [];
  for (const { id, window, calls } of cleaned) {
    const example = windowExample(document.id, id, window, calls);
    const untouched = calls.length === 0;
    if (untouched && split === 'train' && counts.untouched + 1 > options.untouched * (total(counts) + 1)) {
      windows.untouched_left_out += 1;
    } else if (!desk.isNew(example.messages[1].content)) {
      windows.duplicates += 1;
    } else {
      counts[untouched ? 'untouched' : 'edited'] += 1;
      examples.push(example);
    }
  }
  return examples;
}

function cleanedWindows({ id: document, text }: SourceDocument, desk: Desk, report: SftReport): Cleaned[] {
  const { windows, programs } = report;
  return keptWindows(document, text).flatMap((kept): Cleaned[] => {
    windows.made += 1;
    if (kept.kind !== 'asked') {
      windows[kept.kind] += 1;
      return [];
    }
    const merged = mergePrograms(kept.window.text, desk.answersOf(kept.id), (noise, reason) =>
      count(programs[noise].refused, reason),
    );
    if (merged.kind === 'program') return [{ ...kept, calls: merged.calls, text: merged.text }];
    windows[merged.kind] += 1;
    if (merged.kind === 'unanswered') count(programs[merged.noise].unanswered, merged.reason);
    return [];
  });
}

/** The share of their estimated tokens that the windows lose together. */
function removedShare(cleaned: readonly Cleaned[]): number {
  const before = cleaned.reduce((sum, { window }) => sum + estimateTokens(window.text), 0);
  const after = cleaned.reduce((sum, { text }) => sum + estimateTokens(text), 0);
  return before === 0 ? 0 : 1 - after / before;
}

function total({ edited, untouched }: { readonly edited: number; readonly untouched: number }): number {
  return edited + untouched;
}
