import type { RunSnapshot } from '../run/snapshot.ts';
import { short } from '../text/figures.ts';

/** Milliseconds between two lines: an ablation takes minutes to nights, and its log is read afterwards. */
const INTERVAL = 30_000;

/** Tells how far the arms that are being made have come, a line every 30 s. */
export interface ArmsProgress {
  /** An arm with a seed is being made from now on; `snapshot` says how far it is. */
  begin(arm: string, seed: number, snapshot: () => Pick<RunSnapshot, 'accepted_tokens'>): void;
  /** It has its texts, or never will. */
  end(arm: string, seed: number): void;
  /** Says nothing more; safe to call twice. */
  close(): void;
}

/** `budgetTokens`: generated tokens of each arm and seed. `say` takes each line. Nothing is said while no arm is in work. */
export function tellArms(budgetTokens: number, say: (line: string) => void): ArmsProgress {
  const inWork = new Map<string, () => Pick<RunSnapshot, 'accepted_tokens'>>();
  const nameOf = (arm: string, seed: number): string => `${arm}, seed ${seed}`;
  const timer = setInterval(() => {
    const each = [...inWork].map(([name, snapshot]) => `${name}: ${short(snapshot().accepted_tokens)}`);
    if (each.length > 0) say(`accepted so far, of ${short(budgetTokens)} tokens: ${each.join('; ')}`);
  }, INTERVAL);
  return {
    begin: (arm, seed, snapshot) => void inWork.set(nameOf(arm, seed), snapshot),
    end: (arm, seed) => void inWork.delete(nameOf(arm, seed)),
    close: () => clearInterval(timer),
  };
}
