import type { DiffLine } from './diff.ts';

/** Lines of a diff to show, or a stretch of one kind to fold away. */
export interface DiffStretch {
  readonly folded: boolean;
  /** At least one. Folded lines are all of one kind. */
  readonly lines: readonly DiffLine[];
}

/** How many lines of a long stretch are shown at its beginning and its end, and the fewest worth folding between. */
interface Context {
  readonly head: number;
  readonly tail: number;
  readonly least: number;
}

/** What is kept shows where an edit stands; what is removed is what one looks for. */
const CONTEXT: Readonly<Record<DiffLine['kind'], Context>> = {
  kept: { head: 3, tail: 3, least: 4 },
  removed: { head: 12, tail: 4, least: 12 },
  changed: { head: 12, tail: 4, least: 12 },
};

/** A diff in stretches, in order, the middles of long stretches of one kind folded. Nothing is left out. */
export function foldDiff(lines: readonly DiffLine[]): DiffStretch[] {
  const stretches: DiffStretch[] = [];
  let shown: DiffLine[] = [];
  const endShown = (): void => {
    if (shown.length > 0) stretches.push({ folded: false, lines: shown });
    shown = [];
  };
  let start = 0;
  while (start < lines.length) {
    const kind = lines[start]?.kind ?? 'kept';
    let end = start + 1;
    while (lines[end]?.kind === kind) end += 1;
    const { head, tail, least } = CONTEXT[kind];
    if (end - start < head + least + tail) {
      shown.push(...lines.slice(start, end));
    } else {
      shown.push(...lines.slice(start, start + head));
      endShown();
      stretches.push({ folded: true, lines: lines.slice(start + head, end - tail) });
      shown.push(...lines.slice(end - tail, end));
    }
    start = end;
  }
  endShown();
  return stretches;
}
