import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

import { glob, isDynamicPattern } from 'tinyglobby';

import { usageError } from '../vocabulary/error.ts';
import { unreadable } from './unreadable.ts';

/** How rows stand in a file of the corpus. */
type RowFormat = 'jsonl' | 'parquet';

/** One file of the corpus. */
export interface InputFile<Format extends string = RowFormat> {
  /** Absolute path, or `-` for standard input. */
  readonly path: string;
  /** Path relative to the glob's fixed part, with forward slashes; it begins the ids of rows that have none. */
  readonly label: string;
  /** Size on disk; 0 for standard input. */
  readonly bytes: number;
  readonly format: Format;
  readonly compression: 'none' | 'gzip' | 'zstd';
}

const STDIN = '-';

/** What patterns are given as where nothing else is said. */
const INPUT = '--input';

/** By extension. */
type Encodings<Format extends string> = Readonly<Record<string, Pick<InputFile<Format>, 'format' | 'compression'>>>;

const ROWS: Encodings<RowFormat> = {
  '.jsonl': { format: 'jsonl', compression: 'none' },
  '.jsonl.gz': { format: 'jsonl', compression: 'gzip' },
  '.jsonl.zst': { format: 'jsonl', compression: 'zstd' },
  '.ndjson': { format: 'jsonl', compression: 'none' },
  '.ndjson.gz': { format: 'jsonl', compression: 'gzip' },
  '.ndjson.zst': { format: 'jsonl', compression: 'zstd' },
  '.json': { format: 'jsonl', compression: 'none' },
  '.json.gz': { format: 'jsonl', compression: 'gzip' },
  '.json.zst': { format: 'jsonl', compression: 'zstd' },
  '.parquet': { format: 'parquet', compression: 'none' },
};
const ROWS_AND_TEXT: Encodings<RowFormat | 'text'> = {
  ...ROWS,
  '.txt': { format: 'text', compression: 'none' },
  '.txt.gz': { format: 'text', compression: 'gzip' },
  '.txt.zst': { format: 'text', compression: 'zstd' },
};

/**
 * Finds the files that patterns name: plain paths, globs, and `-` for standard input (once).
 *
 * Sorted by absolute path in code-unit order, each file once. Where two files would have the same label, all labels
 * are relative to the files' common directory instead, so that labels are unique. Throws a RewriteError for a pattern
 * without a file, a directory, and a file with another extension than the reader knows; `option` is what the patterns
 * were given as, for its message.
 */
export function findInputFiles(patterns: readonly string[], cwd: string, option = INPUT): Promise<InputFile[]> {
  return findFiles(patterns, { cwd, option, encodings: ROWS });
}

/** The same where plain text will do as well: `.txt`, `.txt.gz`, `.txt.zst`. */
export function findTextFiles(
  patterns: readonly string[],
  cwd: string,
): Promise<readonly InputFile<RowFormat | 'text'>[]> {
  return findFiles(patterns, { cwd, option: INPUT, encodings: ROWS_AND_TEXT });
}

/** Where to look, what for, and by what name the patterns go in messages. */
interface Search<Format extends string> {
  readonly cwd: string;
  readonly option: string;
  readonly encodings: Encodings<Format>;
}

async function findFiles<Format extends string>(
  patterns: readonly string[],
  search: Search<Format | 'jsonl'>,
): Promise<InputFile<Format | 'jsonl'>[]> {
  if (patterns.filter((pattern) => pattern === STDIN).length > 1) {
    throw usageError(`${search.option} - (standard input) can be given once only`);
  }
  const found = new Map<string, InputFile<Format | 'jsonl'>>();
  for (const pattern of patterns) {
    for (const file of await filesOf(pattern, search)) {
      if (!found.has(file.path)) found.set(file.path, file);
    }
  }
  const files = [...found.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
  return withUniqueLabels(files);
}

async function filesOf<Format extends string>(
  pattern: string,
  search: Search<Format>,
): Promise<InputFile<Format | 'jsonl'>[]> {
  const { cwd, option } = search;
  if (pattern === STDIN) {
    return [{ path: STDIN, label: 'stdin', bytes: 0, format: 'jsonl', compression: 'none' }];
  }
  // A path that exists is meant as it stands, even with `[` or `{` in its name.
  const literal = path.resolve(cwd, pattern);
  const stats = await statIfThere(literal);
  if (stats?.isDirectory() === true) {
    const example = path.join(pattern, '**/*.jsonl.gz');
    throw usageError(`${option} ${pattern} is a directory; name files, for example ${example}`);
  }
  if (stats !== undefined) return [inputFile(literal, path.basename(literal), stats, search)];

  const base = path.resolve(cwd, fixedPart(pattern));
  const matches = isDynamicPattern(pattern)
    ? await glob(pattern, { cwd, absolute: true, onlyFiles: true, expandDirectories: false })
    : [];
  if (matches.length === 0) throw usageError(`${option} ${pattern} matches no file in ${cwd}`);
  return Promise.all(
    matches.map(async (match) => {
      const file = path.resolve(match);
      const found = await statIfThere(file);
      if (found === undefined)
        throw usageError(`${option} ${file} is a broken link, or has gone while it was looked for`);
      return inputFile(file, forwardSlashes(path.relative(base, file)), found, search);
    }),
  );
}

/** What stands under a path, if anything does. Throws a RewriteError where it may not be read. */
async function statIfThere(file: string): Promise<Stats | undefined> {
  try {
    const stats = await stat(file);
    await access(file, constants.R_OK);
    return stats;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    // A pattern is a path too long, or with characters that no path has, and may still match.
    if (code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') return undefined;
    throw unreadable(file, error);
  }
}

/** Throws a RewriteError for what is no regular file, or has an extension that the reader does not know. */
function inputFile<Format extends string>(
  file: string,
  label: string,
  stats: Stats,
  { option, encodings }: Search<Format>,
): InputFile<Format> {
  if (!stats.isFile()) {
    throw usageError(
      `${option} ${file} is a pipe, a socket or a device, which cannot be read again on resume; name regular files, or pass the data on standard input with ${option} -`,
    );
  }
  const encoding = encodingIn(encodings, file);
  if (encoding === undefined) {
    throw usageError(
      `${option} ${file} has none of the extensions that can be read: ${Object.keys(encodings).join(' ')}`,
    );
  }
  return { path: file, label, bytes: stats.size, ...encoding };
}

/** How rows stand in a file, by its extension; undefined for one that the reader does not know. */
export function encodingOf(file: string): Pick<InputFile, 'format' | 'compression'> | undefined {
  return encodingIn(ROWS, file);
}

function encodingIn<Format extends string>(encodings: Encodings<Format>, file: string) {
  const name = path.basename(file).toLowerCase();
  const extension = Object.keys(encodings).find((candidate) => name.endsWith(candidate));
  return extension === undefined ? undefined : encodings[extension];
}

/** The leading directories of a glob that hold no pattern. */
function fixedPart(pattern: string): string {
  const segments = pattern.split('/');
  const firstMagic = segments.findIndex((segment) => /[*?[{(]/.test(segment));
  const fixed = segments.slice(0, firstMagic === -1 ? -1 : firstMagic).join('/');
  return fixed === '' && pattern.startsWith('/') ? '/' : fixed;
}

function withUniqueLabels<File extends InputFile<string>>(files: readonly File[]): File[] {
  if (new Set(files.map((file) => file.label)).size === files.length) return [...files];
  const onDisk = files.filter((file) => file.path !== STDIN);
  const base = commonDirectory(onDisk.map((file) => path.dirname(file.path)));
  return files.map((file) =>
    file.path === STDIN ? file : { ...file, label: forwardSlashes(path.relative(base, file.path)) },
  );
}

function commonDirectory(directories: readonly string[]): string {
  const [first = '', ...others] = directories;
  let common = first.split(path.sep);
  for (const directory of others) {
    const parts = directory.split(path.sep);
    const differing = common.findIndex((part, at) => part !== parts[at]);
    if (differing !== -1) common = common.slice(0, differing);
  }
  return common.join(path.sep) || path.sep;
}

function forwardSlashes(file: string): string {
  return file.split(path.sep).join('/');
}
