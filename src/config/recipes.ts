import { readFile, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { usageError } from '../vocabulary/error.ts';
import type { Mix, Strategy } from '../vocabulary/strategy.ts';
import { type MixOverrides, checkedMix, loadMix } from './mix-file.ts';
import { nearest } from '../text/nearest.ts';
import { loadStrategy } from './strategy-file.ts';

/** The recipes that come with the tool; `../..` is the package's root from `src/` and from `dist/`. */
const PACKAGED = fileURLToPath(new URL('../../strategies', import.meta.url));

/** The folder of the strategies that rate documents, beside those that rewrite them: no run lists or takes them. */
const RATERS = 'raters';

/** The folder of the strategies that judge rewrites. */
const JUDGES = 'judges';

const YAML_NAME = /\.ya?ml$/;

/** A strategy or mix that can be named on the command line. */
export interface Recipe {
  readonly name: string;
  readonly kind: 'strategy' | 'mix';
  readonly summary: string;
  readonly path: string;
  /** Names of the strategies whose prompts it sends: its stages, or itself; of a mix, none. */
  readonly prompts: readonly string[];
}

/**
 * What `--strategy` names, as a mix.
 *
 * One mix is taken as its file says. Strategies, separated by commas, become a mix in which every document gets each
 * of them: equal shares of requests, as many rewrites per document as there are strategies. Names are looked up in
 * `./strategies` of `cwd` first, then among the packaged ones; what ends in `.yaml` or `.yml` is a path.
 *
 * @param names the flag's value
 * @param options `raters`: strategies that rate documents are looked up too, in `raters/` of both folders
 * @throws RewriteError `usage` for unknown names, with the nearest known one, and for whatever is wrong in the files
 */
export async function resolveRecipe(
  names: string,
  options: { readonly cwd: string; readonly raters?: boolean } & MixOverrides,
): Promise<Mix> {
  const listed = names.split(',').map((name) => name.trim());
  const own = join(options.cwd, 'strategies');
  const raters = options.raters === true ? [join(own, RATERS), join(PACKAGED, RATERS)] : [];
  const folders = [...raters, own, PACKAGED];
  const [first] = listed;
  if (first !== undefined && listed.length === 1) {
    const path = await locate(first, '--strategy', options.cwd, folders);
    if ((await outline(path)).kind === 'mix') {
      const within = [own, dirname(path), PACKAGED];
      return loadMix(path, (name, where) => namedStrategy(name, where, dirname(path), within), options);
    }
  }
  const strategies: Strategy[] = [];
  for (const name of listed) strategies.push(await namedStrategy(name, '--strategy', options.cwd, folders));
  return checkedMix(
    {
      name: strategies.map((strategy) => strategy.name).join('+'),
      summary: 'Every document gets each of these strategies.',
      path: undefined,
      entries: strategies.map((strategy) => ({ strategy, share: 1 / strategies.length })),
      balance: 'requests',
      rewritesPerDocument: options.rewritesPerDocument ?? strategies.length,
    },
    `--strategy ${names}`,
  );
}

/**
 * One strategy by its name, or its path, as {@link resolveRecipe} finds it.
 *
 * @param where the place that names it, for errors
 * @throws RewriteError `usage` for an unknown name, with the nearest known one, for a mix, and for whatever is wrong in
 *   the file
 */
export async function resolveStrategy(name: string, where: string, cwd: string): Promise<Strategy> {
  const path = await locate(name, where, cwd, [join(cwd, 'strategies'), PACKAGED]);
  if ((await outline(path)).kind === 'mix') {
    throw usageError(`${where}: \`${name}\` is a mix, whose strategies have different bounds: name one of them`);
  }
  return loadStrategy(path);
}

/**
 * A strategy that judges rewrites, by its name or its path: looked up in `judges/` of the folders of
 * {@link resolveRecipe}, then in those.
 *
 * @param where the place that names it, for errors
 * @throws RewriteError `usage` for an unknown name, with the nearest known one, and for whatever is wrong in the file
 */
export async function resolveJudge(name: string, where: string, cwd: string): Promise<Strategy> {
  const own = join(cwd, 'strategies');
  return namedStrategy(name, where, cwd, [join(own, JUDGES), join(PACKAGED, JUDGES), own, PACKAGED]);
}

/**
 * All strategies and mixes that can be named in `cwd`, sorted by name: its own `./strategies`, and the packaged ones
 * that it does not replace. A file that cannot be read is listed with the reason as its summary.
 */
export async function listRecipes(cwd: string): Promise<Recipe[]> {
  const found = new Map<string, string>();
  for (const folder of [PACKAGED, join(cwd, 'strategies')]) {
    for (const file of await yamlFiles(folder)) found.set(nameOf(file), join(folder, file));
  }
  const names = [...found].sort(([left], [right]) => (left < right ? -1 : 1));
  return Promise.all(
    names.map(async ([name, path]) => {
      const { kind, summary, stages } = await outline(path);
      return { name, path, kind, summary, prompts: kind === 'mix' ? [] : (stages ?? [name]) };
    }),
  );
}

async function namedStrategy(name: string, where: string, base: string, folders: readonly string[]): Promise<Strategy> {
  const path = await locate(name, where, base, folders);
  if ((await outline(path)).kind === 'mix') {
    throw usageError(`${where}: \`${name}\` is a mix; only strategies can be combined, and a mix stands alone`);
  }
  return loadStrategy(path);
}

/** The file of a recipe: a path relative to `base`, or a name in the first of the folders that has it. */
async function locate(name: string, where: string, base: string, folders: readonly string[]): Promise<string> {
  if (YAML_NAME.test(name)) return resolve(base, name);
  const known = new Set<string>();
  for (const folder of folders) {
    for (const file of await yamlFiles(folder)) {
      if (nameOf(file) === name) return join(folder, file);
      known.add(nameOf(file));
    }
  }
  const meant = nearest(name, [...known]);
  const hint = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
  throw usageError(`${where}: no strategy or mix is called \`${name}\`${hint} (\`rewrite strategies list\` shows all)`);
}

interface Outline extends Pick<Recipe, 'kind' | 'summary'> {
  readonly stages?: readonly string[];
}

/** What a recipe file is, without checking it: a mix has `strategies`, a strategy may have `stages`. */
async function outline(path: string): Promise<Outline> {
  try {
    const value: unknown = parse(await readFile(path, 'utf8'));
    const fields: object = typeof value === 'object' && value !== null ? value : {};
    const summary = 'summary' in fields && typeof fields.summary === 'string' ? fields.summary : '';
    const stages =
      'stages' in fields && Array.isArray(fields.stages) ? fields.stages.map(String).map(nameOf) : undefined;
    return { kind: 'strategies' in fields ? 'mix' : 'strategy', summary, ...(stages === undefined ? {} : { stages }) };
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { kind: 'strategy', summary: `cannot be read: ${message}` };
  }
}

async function yamlFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter((file) => YAML_NAME.test(file)).sort();
}

function nameOf(file: string): string {
  return basename(file).replace(YAML_NAME, '');
}
