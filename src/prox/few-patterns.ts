import { type FindString, findString } from '../text/find-string.ts';
import type { PatternSet } from './pattern-set.ts';

/**
 * A few strings to be looked for, each by itself: for what a program usually has, many times as fast as an automaton
 * that knows them all.
 */
export function fewPatterns(patterns: readonly string[]): PatternSet {
  const finds = patterns.map(findString);
  return {
    search(text, wanted) {
      const places = finds.map((find) => find(text, 0));
      const next = places.map((place, index) => (wanted[index] === true ? place : -1));
      return { found: places.map((place) => place !== -1), matches: matchesOf(text, patterns, finds, next) };
    },
    firstIn(text, from) {
      const first = finds.findIndex((find, index) => index >= from && find(text, 0) !== -1);
      return first === -1 ? undefined : first;
    },
  };
}

interface Match {
  readonly start: number;
  readonly pattern: number;
}

/** `next`: by pattern its first place, -1 where it has none or is not wanted; moved on as matches are found. */
function matchesOf(text: string, patterns: readonly string[], finds: readonly FindString[], next: number[]): Match[] {
  const matches: Match[] = [];
  for (let best = leftmostLongest(patterns, next); best !== -1; best = leftmostLongest(patterns, next)) {
    const start = next[best] ?? 0;
    matches.push({ start, pattern: best });
    const end = start + (patterns[best]?.length ?? 1);
    for (let index = 0; index < patterns.length; index += 1) {
      const place = next[index] ?? -1;
      if (place !== -1 && place < end) next[index] = finds[index]?.(text, end) ?? -1;
    }
  }
  return matches;
}

/** The pattern whose next place comes first, the longest of several there; -1 where none has any. */
function leftmostLongest(patterns: readonly string[], next: readonly number[]): number {
  let best = -1;
  let first = Number.POSITIVE_INFINITY;
  for (let index = 0; index < patterns.length; index += 1) {
    const place = next[index] ?? -1;
    if (place === -1 || place > first) continue;
    if (place === first && (patterns[index]?.length ?? 0) <= (patterns[best]?.length ?? 0)) continue;
    best = index;
    first = place;
  }
  return best;
}
