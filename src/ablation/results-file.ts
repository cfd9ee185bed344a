import { readFile } from 'node:fs/promises';
import { usageError } from '../vocabulary/error.ts';
import type { AblationResults, ArmResult } from './results.ts';

/** Reads the `results.json` of an ablation. Throws a usage error for a file that is missing or is none. */
export async function readResults(path: string): Promise<AblationResults> {
  try {
    const results = JSON.parse(await readFile(path, 'utf8')) as AblationResults;
    for (const key of ['arms', 'comparisons', 'troubles', 'import_notes'] as const) {
      if (!Array.isArray(results[key])) throw new Error(`no ${key}`);
    }
    return { ...results, arms: results.arms.map(withShape) };
  } catch (error) {
    throw usageError(`${path} is no result of an ablation: run the ablation again, which writes it anew.`, error);
  }
}

/** Results that were written before lengths and vocabulary were measured have none. */
function withShape(arm: ArmResult): ArmResult {
  const { lengths, vocabulary_growth: growth }: Partial<ArmResult> = arm;
  return { ...arm, lengths: lengths ?? null, vocabulary_growth: growth ?? [] };
}
