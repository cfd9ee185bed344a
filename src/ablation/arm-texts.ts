import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readShard } from '../emission/read-shard.ts';
import { usageError } from '../vocabulary/error.ts';
import type { TextFolder } from './arm-folder.ts';

/** One text of an arm. */
export interface ArmText {
  readonly text: string;
  readonly sourceId: string;
  readonly strategy: string;
  readonly tokens: number;
  /** Validator → score; empty for documents themselves. */
  readonly scores: Readonly<Record<string, number>>;
}

/**
 * The texts of one arm and seed in task order, as many as the budget takes: the last is cut, so that arms have the same
 * number of tokens. `folders` are read one after the other, each with its own budget in generated tokens.
 */
export async function* armTexts(folders: readonly TextFolder[]): AsyncGenerator<ArmText> {
  for (const { folder, budgetTokens } of folders) {
    let left = budgetTokens;
    for (const path of await shardsOf(folder)) {
      for await (const { text, source_id, strategy, generated_tokens: tokens, validation } of readShard(path)) {
        if (
          typeof text !== 'string' ||
          typeof source_id !== 'string' ||
          typeof strategy !== 'string' ||
          typeof tokens !== 'number'
        ) {
          throw usageError(`${path} is no shard of ours: remove ${folder} and run the ablation again.`);
        }
        if (left <= 0) break;
        const taken = Math.min(tokens, left);
        left -= taken;
        yield {
          text: taken === tokens ? text : text.slice(0, Math.floor((text.length * taken) / tokens)),
          sourceId: source_id,
          strategy,
          tokens: taken,
          scores: scoresOf(validation),
        };
      }
    }
  }
}

async function shardsOf(folder: string): Promise<string[]> {
  const shards = join(folder, 'shards');
  if (!existsSync(shards)) return [];
  return (await readdir(shards))
    .filter((name) => /^part-\d+\./.test(name))
    .sort()
    .map((name) => join(shards, name));
}

function scoresOf(validation: unknown): Record<string, number> {
  if (typeof validation !== 'object' || validation === null) return {};
  return Object.fromEntries(
    Object.entries(validation).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
