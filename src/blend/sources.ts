import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findSources, type Source } from '../external/sources.ts';
import { type Manifest, readManifest } from '../run/manifest.ts';
import { type Expression, parseExpression } from '../selection/expression/expression.ts';
import type { LocatedYaml } from '../text/checked-yaml.ts';
import { usageError } from '../vocabulary/error.ts';
import type { BlendRecipe } from './recipe.ts';

/** What a source's text is: written by people, or by a model. */
export type SourceKind = 'real' | 'synthetic';

/** A source whose files were found. */
export interface BlendSource {
  readonly name: string;
  readonly kind: SourceKind;
  readonly settings: BlendRecipe['sources'][string];
  /** Tells a document's domain, where the source is rebalanced. */
  readonly domain: Expression | undefined;
  /** Shards of runs and files, each once, in the order in which they are read. */
  readonly files: readonly Source[];
}

/**
 * Finds the files of a recipe's sources, in its order; paths are relative to `cwd`, as on the command line. Throws a
 * usage error that names the line of the source for a folder that is no complete run, a pattern without a file, and
 * standard input, which cannot be read twice.
 */
export async function findBlendSources(
  { value: { sources }, at }: LocatedYaml<BlendRecipe>,
  cwd: string,
): Promise<BlendSource[]> {
  const found: BlendSource[] = [];
  for (const [name, settings] of Object.entries(sources)) {
    const where = at(['sources', name, 'input']);
    const folders = settings.input.filter((input) => isFolder(resolve(cwd, input)));
    const patterns = settings.input.filter((input) => !folders.includes(input));
    for (const folder of folders) {
      if ((await readManifest(resolve(cwd, folder))) !== undefined) continue;
      const files = isFolder(resolve(cwd, folder, 'shards')) ? join(folder, 'shards/*') : join(folder, '*.jsonl');
      throw usageError(`${where}: ${folder} is a folder and no complete run: name its files (${files})`);
    }
    const { domains } = settings;
    const column = at(['sources', name, 'domains', 'column']);
    const domain = domains === undefined ? undefined : parseExpression(domains.column, column);
    try {
      const files = await findSources(folders, patterns, cwd);
      const kind =
        settings.kind ?? (patterns.length === 0 && (await allRewritten(folders, cwd)) ? 'synthetic' : 'real');
      found.push({ name, kind, settings, domain, files });
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error) || error.code !== 'usage') throw error;
      throw usageError(`${where}: ${error.message.replace(/^--input /, '')}`, error);
    }
  }
  return found;
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

async function allRewritten(folders: readonly string[], cwd: string): Promise<boolean> {
  for (const folder of folders) {
    const manifest = await readManifest(resolve(cwd, folder));
    if (manifest === undefined || !hasStrategies(manifest)) return false;
  }
  return true;
}

/** Whether strategies wrote its records: `rewrite dedup` over files of one's own tells of none. */
function hasStrategies({ strategies }: Partial<Manifest>): boolean {
  return Object.keys(strategies ?? {}).some((name) => !name.startsWith('('));
}
