/** The smallest thing that stays whole in a chunk. */
export interface Unit {
  /** Estimated tokens, the white space up to the next unit included. */
  readonly tokens: number;
  readonly heading: boolean;
  /** How good it is to begin a chunk here: 2 before a heading, 1 at a paragraph, 0 elsewhere. */
  readonly fitness: 0 | 1 | 2;
}

/** Indexes of a chunk's first and last unit. */
export type Bounds = readonly [first: number, last: number];

/** A last chunk under this share of the maximum is evened out with the one before. */
const TINY_SHARE = 0.2;

/** A fit place to break is taken when it lies behind this share of a full chunk: in its last third. */
const BREAK_ZONE = 2 / 3;

/** When two chunks are evened out, a fit place is taken within this share of both from their middle. */
const MIDDLE_ZONE = 1 / 6;

/** A title and its underline: the most lines that are moved on so that no chunk ends with a heading. */
const HEADING_LINES = 2;

/**
 * Groups units, in order, into chunks of at most `maxTokens`; a unit that is larger by itself is a chunk of its own.
 *
 * @param measure estimated tokens of the chunk from unit `first` up to, not including, `end`. The units' sum says
 *   where to break, this says whether it fits: estimates of parts do not add up exactly.
 */
export function chunkBounds(
  units: readonly Unit[],
  maxTokens: number,
  measure: (first: number, end: number) => number,
): Bounds[] {
  const totals = [0];
  for (const unit of units) totals.push((totals.at(-1) ?? 0) + unit.tokens);
  const sum = (first: number, end: number): number => (totals[end] ?? 0) - (totals[first] ?? 0);

  const starts: number[] = [];
  for (let first = 0; first < units.length; ) {
    starts.push(first);
    let end = first + 1;
    while (end < units.length && sum(first, end + 1) <= maxTokens) end += 1;
    for (let size = measure(first, end); size > maxTokens && end > first + 1; size = measure(first, end)) {
      end = first + Math.max(1, Math.floor(((end - first) * maxTokens) / size));
    }
    if (end < units.length) end = breakNear(units, first, end, (at) => sum(first, at) >= maxTokens * BREAK_ZONE);
    first = end;
  }

  const last = starts.at(-1);
  const previous = starts.at(-2);
  if (last !== undefined && previous !== undefined && sum(last, units.length) < maxTokens * TINY_SHARE) {
    const even = evenBreak(units, previous, last, maxTokens, sum);
    if (measure(previous, even) <= maxTokens && measure(even, units.length) <= maxTokens)
      starts[starts.length - 1] = even;
  }
  return starts.map((first, index) => [first, (starts[index + 1] ?? units.length) - 1]);
}

/** Where the chunk from `first` ends (exclusive): at the fittest place in the zone, the latest of equals, else full. */
function breakNear(units: readonly Unit[], first: number, end: number, inZone: (at: number) => boolean): number {
  let best = end;
  for (let at = end - 1; at > first && inZone(at); at -= 1) {
    if (fitness(units, at) > fitness(units, best)) best = at;
  }
  if (fitness(units, best) > 0) return best;
  let moved = best;
  while (moved - 1 > first && best - moved < HEADING_LINES && units[moved - 1]?.heading === true) moved -= 1;
  return moved;
}

/** Where to break the units from `first` to the end into two chunks, nearest to the middle; `current` if none is better. */
function evenBreak(
  units: readonly Unit[],
  first: number,
  current: number,
  maxTokens: number,
  sum: (first: number, end: number) => number,
): number {
  const total = sum(first, units.length);
  const offMiddle = (at: number): number => Math.abs(sum(first, at) - total / 2);
  const rank = (at: number): number => (offMiddle(at) <= total * MIDDLE_ZONE ? fitness(units, at) : 0);
  let best = current;
  for (let at = first + 1; at < units.length; at += 1) {
    if (sum(first, at) > maxTokens || sum(at, units.length) > maxTokens) continue;
    if (rank(at) > rank(best) || (rank(at) === rank(best) && offMiddle(at) < offMiddle(best))) best = at;
  }
  return best;
}

function fitness(units: readonly Unit[], at: number): number {
  return units[at]?.fitness ?? 0;
}
