import { existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { encodingOf, findInputFiles, type InputFile } from '../corpus/input-files.ts';
import { readManifest } from '../run/manifest.ts';
import { describeFile } from '../run/shard-files.ts';
import { RewriteError, usageError } from '../vocabulary/error.ts';

/** A file whose records are looked at: a shard of a complete run, or a file of the user's own. */
export type Source =
  | (SourceFile & { readonly kind: 'shard'; readonly sha256: string })
  | (SourceFile & { readonly kind: 'file' });

interface SourceFile {
  readonly path: string;
  /** As messages and manifests name it. */
  readonly label: string;
  readonly file: InputFile;
}

/**
 * The files to read, in the order in which they count: the shards of the run directories, as named, then the files that
 * the patterns name, sorted; each file once, whichever links lead there. Throws a usage error for a directory without a
 * manifest, a pattern without a file, and standard input, which cannot be read twice.
 */
export async function findSources(
  directories: readonly string[],
  patterns: readonly string[],
  cwd: string,
): Promise<Source[]> {
  if (patterns.includes('-')) {
    throw usageError('--input - (standard input) cannot be read twice, as is done here: put it in a file first');
  }
  const found: Source[] = [];
  for (const directory of directories) found.push(...(await shardsOf(directory, cwd)));
  const files = patterns.length === 0 ? [] : await findInputFiles(patterns, cwd);
  for (const file of files) found.push({ kind: 'file', path: file.path, label: file.label, file });
  const byPath = new Map<string, Source>();
  for (const source of found) {
    const path = await realpath(source.path).catch(() => source.path);
    if (!byPath.has(path)) byPath.set(path, source);
  }
  return [...byPath.values()];
}

async function shardsOf(directory: string, cwd: string): Promise<Source[]> {
  const path = resolve(cwd, directory);
  if (!existsSync(path)) throw usageError(`${directory} does not exist; name the run directory that --out gave.`);
  if (!(await stat(path)).isDirectory()) {
    throw usageError(`${directory} is a file; name run directories, and files of your own with --input ${directory}`);
  }
  const manifest = await readManifest(path);
  if (manifest === undefined) {
    throw usageError(
      `${directory} has no manifest.json: it is no run directory, or its run is not complete. Run the same command again first, or name files with --input.`,
    );
  }
  return manifest.shards.map((shard): Source => {
    const [file, label] = [join(path, shard.path), join(directory, shard.path)];
    const encoding = encodingOf(file);
    if (encoding === undefined) throw new RewriteError('mismatch', `${label} is no shard: its extension is unknown.`);
    const { bytes, sha256 } = shard;
    return { kind: 'shard', path: file, label, sha256, file: { path: file, label, bytes, ...encoding } };
  });
}

/** A source's file as the manifest tells of it. */
export interface DescribedSource {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Size and checksum of each source's file. Throws a mismatch where a shard is not what its manifest says. */
export async function describeSources(sources: readonly Source[], signal: AbortSignal): Promise<DescribedSource[]> {
  const described: DescribedSource[] = [];
  for (const source of sources) {
    signal.throwIfAborted();
    described.push({ path: source.label, ...(await describe(source)) });
  }
  return described;
}

async function describe(source: Source): Promise<Omit<DescribedSource, 'path'>> {
  if (!existsSync(source.path)) throw new RewriteError('mismatch', `${source.label} is gone.`);
  const { bytes, sha256 } = await describeFile(dirname(source.path), basename(source.path));
  if (source.kind === 'shard' && source.sha256 !== sha256) {
    throw new RewriteError(
      'mismatch',
      `${source.label} has the sha256 ${sha256}, its manifest says ${source.sha256}: the file is damaged or was changed.`,
    );
  }
  return { bytes, sha256 };
}
