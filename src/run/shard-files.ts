import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SHARD_FORMATS, type ShardFormat } from '../emission/shard-formats.ts';
import type { ShardKind } from '../ledger/shards.ts';

/** The folders of sealed files in a run directory. */
const FOLDERS = ['shards', 'rejects'] as const;

/** The folder of each kind of file. */
export const FOLDER_OF: Readonly<Record<ShardKind, (typeof FOLDERS)[number]>> = {
  accepted: 'shards',
  rejected: 'rejects',
  failed: 'rejects',
};

/** A file as its name tells of it. */
export interface PartFile {
  readonly folder: (typeof FOLDERS)[number];
  readonly part: number;
  /** Relative to the run directory. */
  readonly path: string;
}

/** The name of a part, without extension. */
export function partName(part: number): string {
  return `part-${String(part).padStart(5, '0')}`;
}

/** The files of a run that stand, by folder and part; what is being written has another name. In any format or one. */
export async function listParts(directory: string, format?: ShardFormat): Promise<PartFile[]> {
  const parts: PartFile[] = [];
  for (const folder of FOLDERS) {
    if (!existsSync(join(directory, folder))) continue;
    for (const name of await readdir(join(directory, folder))) {
      const part = Number(/^part-(\d{5,})\./.exec(name)?.[1] ?? Number.NaN);
      const formats = format === undefined ? SHARD_FORMATS : [format];
      if (formats.some((ending) => name === `${partName(part)}.${ending}`))
        parts.push({ folder, part, path: `${folder}/${name}` });
    }
  }
  return parts.sort((left, right) => (left.folder === right.folder ? left.part - right.part : 0));
}

/** Size and checksum of a file; `path` is relative to the run directory. */
export async function describeFile(
  directory: string,
  path: string,
): Promise<{ path: string; bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(join(directory, path)), hash);
  const { size } = await stat(join(directory, path));
  return { path, bytes: size, sha256: hash.digest('hex') };
}
