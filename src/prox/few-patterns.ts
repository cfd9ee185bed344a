import type { PatternSet } from './pattern-set.ts';

/**
 * A few strings to be looked for, each by itself: for what a program usually has, many times as fast as an automaton
 * that knows them all.
 */
export function fewPatterns(patterns: readonly string[]): PatternSet {
  return {
    search(text, wanted) {
      const found = patterns.map((pattern) => text.includes(pattern));
      return { found, matches: matchesOf(text, patterns, (index) => wanted[index] === true && found[index] === true) };
    },
    firstIn(text, from) {
      const first = patterns.findIndex((pattern, index) => index >= from && text.includes(pattern));
      return first === -1 ? undefined : first;
    },
  };
}

interface Match {
  readonly start: number;
  readonly pattern: number;
}

function matchesOf(text: string, patterns: readonly string[], wanted: (index: number) => boolean): Match[] {
  const matches: Match[] = [];
  /** By pattern, its next place. */
  const next = patterns.map((pattern, index) => (wanted(index) ? text.indexOf(pattern) : -1));
  for (let best = leftmostLongest(patterns, next); best !== undefined; best = leftmostLongest(patterns, next)) {
    matches.push(best);
    const end = best.start + (patterns[best.pattern]?.length ?? 1);
    for (const [index, pattern] of patterns.entries()) {
      const place = next[index] ?? -1;
      if (place !== -1 && place < end) next[index] = text.indexOf(pattern, end);
    }
  }
  return matches;
}

function leftmostLongest(patterns: readonly string[], next: readonly number[]): Match | undefined {
  let best: Match | undefined;
  for (const [pattern, start] of next.entries()) {
    if (start === -1) continue;
    const longer = (patterns[pattern]?.length ?? 0) > (patterns[best?.pattern ?? -1]?.length ?? 0);
    if (best === undefined || start < best.start || (start === best.start && longer)) best = { start, pattern };
  }
  return best;
}
