import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJsonFile } from '../run/manifest.ts';
import { usageError } from '../vocabulary/error.ts';
import type { Ablation } from './ablation-file.ts';

const NAME = 'ablation.json';

/** Notes what an ablation is begun with. */
export async function noteBegunWith(ablation: Ablation, out: string): Promise<void> {
  await writeJsonFile(join(out, NAME), described(ablation));
}

/**
 * Whether an ablation was begun in a folder. Throws a usage error where that was another one, naming what is not the
 * same, and where the note is damaged.
 */
export async function isBegunWith(ablation: Ablation, out: string): Promise<boolean> {
  const path = join(out, NAME);
  if (!existsSync(path)) return false;
  const { arms: armsBefore, ...before } = await readNote(path);
  const { arms: armsNow, ...now } = JSON.parse(JSON.stringify(described(ablation))) as Record<string, unknown>;
  const changed = [
    ...differences(before, now).map(({ name, was, is }) => `${name} (${was ?? 'none'}, now ${is ?? 'none'})`),
    ...differences(armsBefore, armsNow).map(({ name, was, is }) =>
      was === undefined ? `arm ${name} (new)` : is === undefined ? `arm ${name} (gone)` : `arm ${name}`,
    ),
  ];
  if (changed.length === 0) return true;
  throw usageError(
    `${out} was begun with other settings: ${changed.join(', ')}. Take another --out, or put the file back as it was.`,
  );
}

function described({ arms, budgetTokens, documents, heldOut }: Ablation) {
  return {
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
}

async function readNote(path: string): Promise<Record<string, unknown>> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw usageError(`${path} is damaged: take another --out.`, error);
  }
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
