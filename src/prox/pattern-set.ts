/** Where the strings of a {@link PatternSet} stand in a text. */
interface Occurrences {
  /** By pattern: whether it stands in the text anywhere, even inside another's occurrence. */
  readonly found: readonly boolean[];
  /** Occurrences that do not overlap, in text order: at each place the longest of the wanted patterns, leftmost first. */
  readonly matches: readonly { readonly start: number; readonly pattern: number }[];
}

/** Many strings to be looked for in one pass. */
interface PatternSet {
  /** `wanted` says by pattern whether its occurrences become matches; `found` is told of all. */
  search(text: string, wanted: readonly boolean[]): Occurrences;
}

const ROOT = 0;
const NONE = -1;

/**
 * Compiles non-empty patterns into an Aho–Corasick automaton, so that a search is linear in the text however many
 * patterns there are. It reads patterns and text from the end: the state at a position then knows the longest
 * pattern that **starts** there.
 */
export function compilePatterns(patterns: readonly string[]): PatternSet {
  const children = new Map<number, number>();
  const parent: number[] = [NONE];
  const unit: number[] = [NONE];
  /** By pattern, the state in which it has been read whole; equal patterns share it. */
  const ends = patterns.map((pattern) => {
    let state = ROOT;
    for (let at = pattern.length - 1; at >= 0; at -= 1) {
      const key = childKey(state, pattern.charCodeAt(at));
      let next = children.get(key);
      if (next === undefined) {
        next = parent.push(state) - 1;
        unit.push(pattern.charCodeAt(at));
        children.set(key, next);
      }
      state = next;
    }
    return state;
  });
  const order = breadthFirst(parent);
  const fallback = new Int32Array(parent.length);

  const step = (from: number, code: number): number => {
    for (let state = from; ; state = fallback[state] ?? ROOT) {
      const next = children.get(childKey(state, code));
      if (next !== undefined) return next;
      if (state === ROOT) return ROOT;
    }
  };
  for (const state of order) {
    const above = parent[state] ?? ROOT;
    if (above > ROOT) fallback[state] = step(fallback[above] ?? ROOT, unit[state] ?? NONE);
  }

  return {
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

/** One number for a state and a UTF-16 code unit. */
function childKey(state: number, code: number): number {
  return state * 0x10000 + code;
}

/** States nearest the root first, the root left out; every state's parent has a smaller number than it. */
function breadthFirst(parent: readonly number[]): number[] {
  const depth: number[] = [0];
  for (const above of parent.slice(1)) depth.push((depth[above] ?? 0) + 1);
  const order = Array.from({ length: parent.length - 1 }, (_, index) => index + 1);
  return order.sort((left, right) => (depth[left] ?? 0) - (depth[right] ?? 0));
}
