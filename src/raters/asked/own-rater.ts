import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { resolveRecipe } from '../../config/recipes.ts';
import { usageError } from '../../vocabulary/error.ts';
import type { AskedRater } from './asked-rater.ts';

/** Where somebody's own raters lie, in the folder that a command is given in. */
const OWN = join('strategies', 'raters');

/** A column of `annotations` as expressions name it. */
const COLUMN = /^[a-z][a-z0-9_]*$/;

/**
 * A rater of somebody's own: a strategy of `kind: labels` by its path, or by its name in `./strategies/raters`; undefined
 * where there is none of that name. Its column is the strategy's name. Throws a usage error for whatever is wrong in the
 * file, for one that rewrites, and for a name that is no column's.
 */
export async function ownRater(name: string, cwd: string): Promise<AskedRater | undefined> {
  const isPath = /\.ya?ml$/.test(name);
  if (!isPath && !['yaml', 'yml'].some((ending) => existsSync(join(cwd, OWN, `${name}.${ending}`)))) return undefined;
  const mix = await resolveRecipe(name, { cwd, raters: true });
  const [strategy, other] = mix.entries.map((entry) => entry.strategy);
  if (strategy === undefined || other !== undefined || strategy.output.kind !== 'labels') {
    throw usageError(`--rater ${name} rates nothing: a rater is one strategy of output: {kind: labels}.`);
  }
  if (!COLUMN.test(strategy.name)) {
    throw usageError(
      `${strategy.path}: \`${strategy.name}\` becomes a column of annotations: small letters, digits and \`_\` only.`,
    );
  }
  const { summary, source } = strategy;
  return { name: strategy.name, summary, source, forms: { own: { summary, strategies: [name] } } };
}
