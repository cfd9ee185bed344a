import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeJsonFile } from '../run/manifest.ts';
import { TOOL_VERSION } from '../run/tool-version.ts';
import { sha256Hex } from '../text/hash.ts';
import { openFiles, type SignedRecords } from './sign-records.ts';
import type { SourceColumns } from '../external/source-record.ts';
import type { DescribedSource } from '../external/sources.ts';

/** Written when the first pass is over and its files are on disk. */
const FILE = 'signed.json';

const schema = z.strictObject({
  key: z.string(),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string(), documents: z.int() })),
  skipped: z.record(z.string(), z.int()),
  runs: z.int(),
});

/** Everything that decides what the first pass leaves behind. */
export interface SignedFrom extends SourceColumns {
  readonly described: readonly DescribedSource[];
  readonly by: string | undefined;
  readonly sketches: boolean;
}

/** Makes sure that a job that is killed from here on need not sign again. */
export async function keepSigned(folder: string, from: SignedFrom, signed: SignedRecords): Promise<void> {
  const { files, skipped, runs } = signed;
  const kept: z.output<typeof schema> = { key: keyOf(from), files: [...files], skipped, runs };
  await writeJsonFile(join(folder, FILE), kept);
}

/** Whether a job was through with the first pass in this folder. */
export function wasSigned(folder: string): boolean {
  return existsSync(join(folder, FILE));
}

/**
 * What an earlier job left in a folder, if it signed the same files, byte for byte, in the same way with the same version
 * of this tool; else undefined.
 */
export async function reopenSigned(folder: string, from: SignedFrom): Promise<SignedRecords | undefined> {
  const found = schema.safeParse(await readJson(join(folder, FILE)));
  if (!found.success || found.data.key !== keyOf(from)) return undefined;
  const { key: _, ...kept } = found.data;
  return { ...kept, ...openFiles(folder, from.sketches, kept.runs) };
}

/** What a file holds; undefined where there is none, or no JSON. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function keyOf({ described, by, sketches, textColumn, idColumn }: SignedFrom): string {
  return sha256Hex(JSON.stringify([TOOL_VERSION, described, by ?? null, sketches, textColumn, idColumn]));
}
