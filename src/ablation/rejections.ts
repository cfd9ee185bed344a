import type { SeedResult } from './results.ts';

/** Reason → rewrites that were not accepted for it, over all seeds, the most frequent first. */
export function rejectionsOf(seeds: readonly Pick<SeedResult, 'reasons'>[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { reasons } of seeds) {
    for (const [reason, count] of Object.entries(reasons)) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts].sort((left, right) => right[1] - left[1]);
}
