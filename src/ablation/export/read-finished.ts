import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { usageError } from '../../vocabulary/error.ts';
import type { ArmParts } from '../arm-folder.ts';
import { readResults } from '../results-file.ts';

const begunSchema = z.object({
  budget_tokens: z.number(),
  arms: z.record(
    z.string(),
    z.object({ kind: z.enum(['original', 'repeat', 'run']), original_share: z.number().default(0) }),
  ),
});

/** A finished ablation, as far as its texts are to be found. */
export interface FinishedAblation {
  readonly name: string;
  readonly toolVersion: string;
  /** Generated tokens of each arm and seed. */
  readonly budgetTokens: number;
  readonly seeds: readonly number[];
  readonly arms: readonly (ArmParts & {
    /** Why it is compared with none; empty where it is. */
    readonly leftOut: string;
  })[];
}

/** Reads what `ablate run` left in a folder. Throws a usage error for one that holds no finished ablation. */
export async function readFinishedAblation(directory: string): Promise<FinishedAblation> {
  const begun = await readBegun(directory);
  const results = await readResults(join(directory, 'results.json'));
  return {
    name: results.name,
    toolVersion: results.tool_version,
    budgetTokens: begun.budget_tokens,
    seeds: results.seeds,
    arms: results.arms.map(({ name, state, detail }) => {
      const parts = begun.arms[name];
      if (parts === undefined) throw unfinished(directory, `ablation.json has no arm ${name}`);
      return {
        name,
        leftOut: state === 'complete' ? '' : detail,
        kind: parts.kind,
        originalShare: parts.original_share,
      };
    }),
  };
}

async function readBegun(directory: string): Promise<z.output<typeof begunSchema>> {
  const path = join(directory, 'ablation.json');
  try {
    return begunSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw unfinished(directory, `${path} is missing or is not ours`, error);
  }
}

function unfinished(directory: string, detail: string, cause?: unknown) {
  return usageError(
    `${directory} holds no finished ablation (${detail}): run \`rewrite ablate run FILE.yaml --out ${directory}\` to its end first.`,
    cause,
  );
}
