import { executeProgram, PROGRAM_LIMITS } from '../../prox/execute.ts';
import { parseProgram } from '../../prox/parse.ts';
import { splitLines } from '../../text/lines.ts';
import { estimateTokens } from '../../text/tokens.ts';
import { words } from '../../text/words.ts';
import { type Overlap, overlapOf } from './overlap.ts';
import type { Edit, ScoreCase } from './score-case.ts';
import { standingLines } from './standing-lines.ts';

/** How near one edit came to the gold edit. Lines without words (blank, rules, lone brackets) are not counted. */
export interface DocumentScore {
  readonly id: string;
  readonly lines: number;
  /** Lines that go, and lines that stay; undefined where gold drops the document: then there is nothing to edit. */
  readonly removal: Overlap | undefined;
  readonly keeping: Overlap | undefined;
  /** Words of the lines that stay: a long line weighs as much as it says. */
  readonly words: Overlap;
  /** Whether the whole document was, and should be, dropped. */
  readonly dropped: { readonly predicted: boolean; readonly gold: boolean };
  /** Estimated tokens of the document before and after the edit, and after the gold edit. */
  readonly tokens: { readonly before: number; readonly after: number; readonly gold: number };
  /** Lines of the program without effect: no call, or one that does not fit the document. */
  readonly problems: number;
}

/**
 * Compares an edit with the gold edit, line by line of the original. A program is executed once on the whole document,
 * in safe mode; an edited text keeps a line where {@link standingLines} finds it.
 */
export function scoreDocument({ id, text, predicted, gold }: ScoreCase): DocumentScore {
  const lines = splitLines(text);
  const wordsOf = lines.map(words);
  const counted = lines.flatMap((_, at) => (wordsOf[at]?.length === 0 ? [] : [at]));
  const ofCounted = (kept: readonly boolean[]): boolean[] => counted.map((at) => kept[at] === true);
  const ours = carryOut(predicted, text, wordsOf);
  const right = carryOut(gold, text, wordsOf);
  const kept = ofCounted(ours.kept);
  const goldKept = ofCounted(right.kept);
  const not = (value: boolean): boolean => !value;
  const weights = counted.map((at) => wordsOf[at]?.length ?? 0);
  return {
    id,
    lines: counted.length,
    removal: right.dropped ? undefined : overlapOf(kept.map(not), goldKept.map(not)),
    keeping: right.dropped ? undefined : overlapOf(kept, goldKept),
    words: overlapOf(kept, goldKept, weights),
    dropped: { predicted: ours.dropped, gold: right.dropped },
    tokens: { before: estimateTokens(text), after: estimateTokens(ours.text), gold: estimateTokens(right.text) },
    problems: ours.problems,
  };
}

interface CarriedOut {
  /** For each line of the document whether it stays. */
  readonly kept: readonly boolean[];
  readonly dropped: boolean;
  readonly text: string;
  readonly problems: number;
}

function carryOut(edit: Edit, text: string, lines: readonly (readonly string[])[]): CarriedOut {
  if (edit.kind === 'text') {
    const kept = standingLines(lines, edit.text);
    const dropped = edit.text.trim() === '';
    return { kept, dropped, text: dropped ? '' : edit.text, problems: 0 };
  }
  const program = parseProgram(edit.program);
  const result = executeProgram(text, program, PROGRAM_LIMITS);
  const kept = lines.map(() => !result.dropped);
  for (const [first, last] of result.removedRanges) kept.fill(false, first, last + 1);
  const problems = program.problems.length + result.refused.length;
  return { kept, dropped: result.dropped, text: result.text, problems };
}
