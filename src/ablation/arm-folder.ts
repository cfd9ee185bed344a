import { join } from 'node:path';
import type { Ablation, Arm } from './ablation-file.ts';

/** What decides in which folders an arm's texts lie. */
export type ArmParts = Pick<Arm, 'name' | 'kind' | 'originalShare'>;

/** A folder with `shards`, and the generated tokens that are taken of it. */
export interface TextFolder {
  readonly folder: string;
  readonly budgetTokens: number;
}

/** The folder of one arm and seed: a run directory, or, of the documents themselves, one that all seeds share. */
export function armFolder(out: string, { name, kind }: ArmParts, seed: number): string {
  return join(out, 'arms', name, kind === 'run' ? `seed-${seed}` : 'all-seeds');
}

/** The folders that hold the texts of an arm and seed, in the order in which they are read. */
export function textFolders(
  { budgetTokens }: Pick<Ablation, 'budgetTokens'>,
  arm: ArmParts,
  out: string,
  seed: number,
): TextFolder[] {
  const folder = armFolder(out, arm, seed);
  const original = originalFolder(budgetTokens, arm, out);
  if (original === undefined) return [{ folder, budgetTokens }];
  return [original, { folder, budgetTokens: budgetTokens - original.budgetTokens }];
}

/** Where the documents are that a rewritten arm has beside its rewrites: no seed changes them. */
function originalFolder(
  budgetTokens: number,
  { name, kind, originalShare }: ArmParts,
  out: string,
): TextFolder | undefined {
  if (kind !== 'run' || originalShare === 0) return undefined;
  return { folder: join(out, 'arms', name, 'original'), budgetTokens: Math.round(originalShare * budgetTokens) };
}
