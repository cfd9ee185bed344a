import { join } from 'node:path';

/** The folder of one arm and seed: a run directory, or one of a control with the same `shards`. */
export function armFolder(out: string, arm: string, seed: number): string {
  return join(out, 'arms', arm, `seed-${seed}`);
}

/** What decides which folders an arm's texts lie in. */
export interface ArmParts {
  readonly kind: 'original' | 'repeat' | 'run';
  readonly originalShare: number;
}

/** The folders that hold an arm's texts, and the generated tokens that are taken of each. */
export function armParts(
  { kind, originalShare }: ArmParts,
  folder: string,
  budgetTokens: number,
): { readonly folder: string; readonly budgetTokens: number }[] {
  if (kind !== 'run' || originalShare === 0) return [{ folder, budgetTokens }];
  const original = Math.round(originalShare * budgetTokens);
  return [
    { folder: join(folder, 'original'), budgetTokens: original },
    { folder, budgetTokens: budgetTokens - original },
  ];
}
