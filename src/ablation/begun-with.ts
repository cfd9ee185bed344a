import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJsonFile } from '../run/manifest.ts';
import { usageError } from '../vocabulary/error.ts';
import type { Ablation } from './ablation-file.ts';

/**
 * Notes in `ablation.json` what an ablation is begun with. Throws a usage error for a folder that was begun with something
 * else, naming it.
 */
export async function checkBegunWith({ arms, budgetTokens, documents, heldOut }: Ablation, out: string): Promise<void> {
  const path = join(out, 'ablation.json');
  const described = {
    budget_tokens: budgetTokens,
    documents,
    held_out: heldOut,
    arms: Object.fromEntries(
      arms.map(({ name, kind, mix, originalShare, options }) => {
        const { strategy, input, model, limit, rewrites_per_document } = options;
        return [
          name,
          { kind, mix, original_share: originalShare, strategy, input, model, limit, rewrites_per_document },
        ];
      }),
    ),
  };
  if (!existsSync(path)) return writeJsonFile(path, described);
  const { arms: armsBefore, ...before } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  const { arms: armsNow, ...now } = JSON.parse(JSON.stringify(described)) as Record<string, unknown>;
  const changed = [
    ...differences(before, now).map(({ name, was, is }) => `${name} (${was ?? 'none'}, now ${is ?? 'none'})`),
    ...differences(armsBefore, armsNow).map(({ name, was, is }) =>
      was === undefined ? `arm ${name} (new)` : is === undefined ? `arm ${name} (gone)` : `arm ${name}`,
    ),
  ];
  if (changed.length === 0) return;
  throw usageError(
    `${out} was begun with other settings: ${changed.join(', ')}. Take another --out, or put the file back as it was.`,
  );
}

/** Values by name that are not the same in two objects, as JSON. */
function differences(
  before: unknown,
  now: unknown,
): { readonly name: string; readonly was: string | undefined; readonly is: string | undefined }[] {
  const [old, young] = [before, now].map((value) => new Map(Object.entries(value ?? {})));
  return [...new Set([...(old?.keys() ?? []), ...(young?.keys() ?? [])])]
    .map((name) => ({ name, was: json(old?.get(name)), is: json(young?.get(name)) }))
    .filter(({ was, is }) => was !== is);
}

function json(value: unknown): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
