import { fewPatterns } from './few-patterns.ts';
import { createTrieEdges } from './trie-edges.ts';

/** Where the strings of a {@link PatternSet} stand in a text. */
interface Occurrences {
  /** By pattern: whether it stands in the text anywhere, even inside another's occurrence. */
  readonly found: readonly boolean[];
  /** Occurrences that do not overlap, in text order: at each place the longest of the wanted patterns, leftmost first. */
  readonly matches: readonly { readonly start: number; readonly pattern: number }[];
}

/** Many strings to be looked for in one pass. */
export interface PatternSet {
  /** `wanted` says by pattern whether its occurrences become matches; `found` is told of all. */
  search(text: string, wanted: readonly boolean[]): Occurrences;
  /** The first pattern from index `from` on that stands in the text anywhere; undefined where none does. */
  firstIn(text: string, from: number): number | undefined;
}

const ROOT = 0;
const NONE = -1;

/** So many strings are found sooner each by itself than by an automaton. */
const FEW = 16;

/** Compiles non-empty patterns, so that a search is linear in the text however many there are. */
export function compilePatterns(patterns: readonly string[]): PatternSet {
  return patterns.length <= FEW ? fewPatterns(patterns) : automatonOf(patterns);
}

/**
 * An Aho–Corasick automaton. It reads patterns and text from the end: the state at a position then knows the longest
 * pattern that **starts** there.
 */
function automatonOf(patterns: readonly string[]): PatternSet {
  const edges = createTrieEdges(patterns.reduce((sum, pattern) => sum + pattern.length, 0));
  const parent: number[] = [NONE];
  const unit: number[] = [NONE];
  /** By pattern, the state in which it has been read whole; equal patterns share it. */
  const ends = patterns.map((pattern) => {
    let state = ROOT;
    for (let at = pattern.length - 1; at >= 0; at -= 1) {
      const code = pattern.charCodeAt(at);
      let next = edges.get(state, code);
      if (next === ROOT) {
        next = parent.push(state) - 1;
        unit.push(code);
        edges.add(state, code, next);
      }
      state = next;
    }
    return state;
  });
  const order = breadthFirst(parent);
  const fallback = new Int32Array(parent.length);

  const step = (from: number, code: number): number => {
    for (let state = from; ; state = fallback[state] ?? ROOT) {
      const next = edges.get(state, code);
      if (next !== ROOT || state === ROOT) return next;
    }
  };
  for (const state of order) {
    const above = parent[state] ?? ROOT;
    if (above > ROOT) fallback[state] = step(fallback[above] ?? ROOT, unit[state] ?? NONE);
  }

  /** By state, the patterns that end in it, in ascending order; and the nearest state it falls back to where any do. */
  const endingIn = new Map<number, number[]>();
  for (const [pattern, state] of ends.entries()) {
    const there = endingIn.get(state);
    if (there === undefined) endingIn.set(state, [pattern]);
    else there.push(pattern);
  }
  const nextEnd = new Int32Array(parent.length);
  for (const state of order) {
    const below = fallback[state] ?? ROOT;
    nextEnd[state] = endingIn.has(below) ? below : (nextEnd[below] ?? ROOT);
  }

  /** By state, the last call of `firstIn` that has seen it: what it falls back to has been seen, too. */
  const seenBy = new Uint32Array(parent.length);
  let callsOfFirstIn = 0;

  return {
    firstIn(text, from) {
      callsOfFirstIn += 1;
      let first: number | undefined;
      let state = ROOT;
      for (let at = text.length - 1; at >= 0; at -= 1) {
        state = step(state, text.charCodeAt(at));
        let end = endingIn.has(state) ? state : (nextEnd[state] ?? ROOT);
        for (; end !== ROOT && seenBy[end] !== callsOfFirstIn; end = nextEnd[end] ?? ROOT) {
          seenBy[end] = callsOfFirstIn;
          const pattern = firstFrom(endingIn.get(end) ?? [], from);
          if (pattern !== undefined && (first === undefined || pattern < first)) first = pattern;
        }
      }
      return first;
    },
    search(text, wanted) {
      /** By state, the longest wanted pattern that ends in it or in one it falls back to. */
      const longest = new Int32Array(parent.length).fill(NONE);
      for (const [pattern, state] of ends.entries()) {
        if (wanted[pattern] === true && longest[state] === NONE) longest[state] = pattern;
      }
      for (const state of order) {
        if (longest[state] === NONE) longest[state] = longest[fallback[state] ?? ROOT] ?? NONE;
      }

      const visited = new Uint8Array(parent.length);
      const startingAt = new Int32Array(text.length);
      let state = ROOT;
      for (let at = text.length - 1; at >= 0; at -= 1) {
        state = step(state, text.charCodeAt(at));
        visited[state] = 1;
        startingAt[at] = longest[state] ?? NONE;
      }
      for (const passed of order.toReversed()) {
        if (visited[passed] === 1) visited[fallback[passed] ?? ROOT] = 1;
      }

      const matches: { start: number; pattern: number }[] = [];
      let at = 0;
      while (at < text.length) {
        const pattern = startingAt[at] ?? NONE;
        if (pattern !== NONE) matches.push({ start: at, pattern });
        at += pattern === NONE ? 1 : (patterns[pattern]?.length ?? 1);
      }
      return { found: ends.map((end) => visited[end] === 1), matches };
    },
  };
}

/** The first of ascending numbers that is not below `from`. */
function firstFrom(ascending: readonly number[], from: number): number | undefined {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? from) < from) low = middle + 1;
    else high = middle;
  }
  return ascending[low];
}

/** States nearest the root first, the root left out; every state's parent has a smaller number than it. */
function breadthFirst(parent: readonly number[]): number[] {
  const depth: number[] = [0];
  for (const above of parent.slice(1)) depth.push((depth[above] ?? 0) + 1);
  const order = Array.from({ length: parent.length - 1 }, (_, index) => index + 1);
  return order.sort((left, right) => (depth[left] ?? 0) - (depth[right] ?? 0));
}
