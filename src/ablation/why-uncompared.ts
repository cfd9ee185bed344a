import type { ArmResult } from './results.ts';

/** Why an ablation without a single comparison has none. `complete`: the arms that came to the budget. */
export function whyUncompared(baseline: string, complete: readonly ArmResult[]): string {
  return `Nothing is compared with ${baseline}, the baseline: ${reason(baseline, complete)}.`;
}

function reason(baseline: string, complete: readonly ArmResult[]): string {
  if (!complete.some(({ name }) => name === baseline)) return 'it did not come to the budget';
  return complete.length < 2 ? 'no other arm came to the budget' : 'there are too few documents or blocks of text';
}
