import { join, resolve } from 'node:path';
import { readShard } from '../emission/read-shard.ts';
import { hash64 } from '../text/hash.ts';
import { type Manifest, type ManifestFile, readManifest } from './manifest.ts';
import { noManifest } from './no-manifest.ts';
import { describeFile } from './shard-files.ts';
import { UniqueIds } from './unique-ids.ts';

/** What was compared, and every mismatch in words. */
export interface Verification {
  readonly directories: number;
  readonly files: number;
  readonly records: number;
  readonly mismatches: readonly string[];
}

/** Mismatches that are told one by one. */
const MOST_MISMATCHES = 20;

/**
 * Holds run directories against their manifests: checksums and sizes of all files, the number of accepted and rejected
 * records, every task accounted for, documents read = used + skipped, record ids unique over all run directories
 * together: of records that came from elsewhere (`rewrite dedup`), ids and columns are as they were there.
 * Reads each file twice, in bounded memory. Throws a usage error for a directory without a manifest.
 */
export async function verify(directories: readonly string[]): Promise<Verification> {
  const mismatches: string[] = [];
  const ids = new UniqueIds();
  const shards: { directory: string; file: ManifestFile }[] = [];
  let records = 0;
  try {
    for (const directory of directories) {
      const manifest = await readManifest(directory);
      if (manifest === undefined) throw noManifest(directory, resolve(directory));
      const note = (mismatch: string) => mismatches.push(`${directory}: ${mismatch}`);
      checkSums(manifest, note);
      const known = manifest.command === undefined ? ids : undefined;
      for (const file of [...manifest.shards, ...manifest.rejects]) {
        shards.push({ directory, file });
        // A damaged file is told of once, and not decoded.
        if (await isIntact(directory, file, note)) records += await checkRecords(directory, file, known, note);
      }
    }
    mismatches.push(...(await nameDuplicates(shards, await ids.duplicates(MOST_MISMATCHES))));
  } finally {
    await ids.close();
  }
  return {
    directories: directories.length,
    files: shards.length,
    records,
    mismatches: mismatches.slice(0, MOST_MISMATCHES),
  };
}

function checkSums(manifest: Manifest, note: (mismatch: string) => void): void {
  const { tasks, input, shards, rejects } = manifest;
  if (tasks.planned !== tasks.accepted + tasks.rejected + tasks.failed) {
    note(`planned ${tasks.planned} ≠ accepted ${tasks.accepted} + rejected ${tasks.rejected} + failed ${tasks.failed}`);
  }
  const skipped = sum(Object.values(input.skipped));
  if (input.documents !== input.used + skipped) {
    note(`documents ${input.documents} ≠ used ${input.used} + skipped ${skipped}`);
  }
  const perFile = sum(input.files.map(({ documents }) => documents));
  if (perFile !== input.documents) note(`documents ${input.documents} ≠ ${perFile}, the sum over the input files`);
  const accepted = sum(shards.map(({ records }) => records));
  if (accepted !== tasks.accepted) note(`accepted ${tasks.accepted} ≠ ${accepted}, the records of the shards`);
  const rejected = sum(rejects.map(({ records }) => records));
  if (rejected !== tasks.rejected + tasks.failed) {
    note(`rejected + failed ${tasks.rejected + tasks.failed} ≠ ${rejected}, the records of the rejects`);
  }
  const byStrategy = sum(Object.values(manifest.strategies).map(({ tasks: { planned } }) => planned));
  if (byStrategy !== tasks.planned) note(`planned ${tasks.planned} ≠ ${byStrategy}, the sum over the strategies`);
}

/** Whether a file is the one that the manifest names, byte for byte. */
async function isIntact(directory: string, file: ManifestFile, note: (mismatch: string) => void): Promise<boolean> {
  try {
    const { bytes, sha256 } = await describeFile(directory, file.path);
    if (bytes !== file.bytes) note(`${file.path} has ${bytes} bytes, the manifest says ${file.bytes}`);
    else if (sha256 !== file.sha256) note(`${file.path} has the sha256 ${sha256}, the manifest says ${file.sha256}`);
    else return true;
  } catch (error) {
    note(`${file.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return false;
}

async function checkRecords(
  directory: string,
  file: ManifestFile,
  ids: UniqueIds | undefined,
  note: (mismatch: string) => void,
): Promise<number> {
  let found = 0;
  try {
    for await (const record of readShard(join(directory, file.path))) {
      found += 1;
      if (ids === undefined) continue;
      if (typeof record['id'] === 'string') await ids.add(record['id']);
      else note(`${file.path}, record ${found - 1}: no id`);
    }
    if (found !== file.records) note(`${file.path} holds ${found} records, the manifest says ${file.records}`);
  } catch (error) {
    note(`${file.path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return found;
}

/** Reads the files once more to say which ids the hashes belong to and where they stand. */
async function nameDuplicates(
  shards: readonly { readonly directory: string; readonly file: ManifestFile }[],
  hashes: ReadonlySet<bigint>,
): Promise<string[]> {
  if (hashes.size === 0) return [];
  const places = new Map<string, string[]>();
  for (const { directory, file } of shards) {
    const path = join(directory, file.path);
    for await (const { id } of readShard(path)) {
      if (typeof id !== 'string' || !hashes.has(hash64(id))) continue;
      places.set(id, [...(places.get(id) ?? []), path]);
    }
  }
  return [...places].map(([id, paths]) => `the record id ${JSON.stringify(id)} stands in ${paths.join(' and ')}`);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
