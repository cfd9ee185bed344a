import { z } from 'zod';
import { chunkSchema } from '../interpretation/chunk-schema.ts';
import { systemSchema } from '../prompting/schema.ts';
import { conditionSchema } from '../selection/accepts-schema.ts';
import { usageError } from '../vocabulary/error.ts';
import type { Accepts, ChunkOptions, Mix, Strategy } from '../vocabulary/strategy.ts';
import { roundedShare, scaledShares } from './shares.ts';
import { nameSchema } from './strategy-file.ts';
import { readLocatedYamlFile } from './yaml-document.ts';

const shareSchema = z.number().positive().max(1);

/** A strategy that takes documents by their columns, in place of the rule-based quality that its own file asks for. */
const entrySchema = z.strictObject({
  share: shareSchema.describe('Its share.'),
  where: conditionSchema.describe(
    'Which documents it takes, by their columns, in place of its `quality`; see docs/selection.md.',
  ),
});

/** A mix file. Unknown keys are refused. */
export const mixSchema = z.strictObject({
  name: nameSchema.describe('Name in lists and of run directories.'),
  summary: z.string().default('').describe('One line for lists.'),
  strategies: z
    .record(z.string(), z.union([shareSchema, entrySchema]))
    .refine((shares) => Object.keys(shares).length > 0, 'names no strategy')
    .describe('Strategies with their shares, which sum to 1; with the condition of those that are routed by columns.'),
  balance: z.enum(['tokens', 'requests']).default('tokens').describe('What the shares are of.'),
  rewrites_per_document: z.int().min(1).default(1).describe('Different strategies each document gets.'),
  chunk: chunkSchema.optional().describe('For all its text strategies, so that they share a cached prefix.'),
  system: systemSchema.optional().describe('System prompt of all its strategies, likewise.'),
});

/** What a command's flags change in a mix. */
export interface MixOverrides {
  /** In place of the file's `rewrites_per_document`. */
  readonly rewritesPerDocument?: number | undefined;
}

/**
 * Reads a mix file and the strategies in it.
 *
 * @param resolveStrategy loads a strategy by its name in the file; `where` is the `<path>:<line>` that names it, for
 *   the RewriteError `usage` that it throws for an unknown one
 * @throws RewriteError `usage` for an invalid file, shares that do not sum to 1, or a share above 1/K
 */
export async function loadMix(
  path: string,
  resolveStrategy: (name: string, where: string) => Promise<Strategy>,
  overrides: MixOverrides = {},
): Promise<Mix> {
  const { value: file, at } = await readLocatedYamlFile(path, mixSchema);
  const entries: { strategy: Strategy; share: number }[] = [];
  for (const [name, entry] of Object.entries(file.strategies)) {
    const { share, where } = typeof entry === 'number' ? { share: entry } : entry;
    const strategy = routed(await resolveStrategy(name, at(['strategies', name])), where);
    entries.push({ strategy: adapt(strategy, file.chunk, file.system), share });
  }
  return checkedMix(
    {
      name: file.name,
      summary: file.summary,
      path,
      entries,
      balance: file.balance,
      rewritesPerDocument: overrides.rewritesPerDocument ?? file.rewrites_per_document,
    },
    at(['strategies']),
  );
}

/**
 * The mix with its shares scaled to a sum of 1.
 *
 * @param where begins the message of an error
 * @throws RewriteError `usage` when two strategies have one name, when the shares sum to something else than 1 by more
 *   than 0.001, or when a share is above 1/K: a document gets each strategy at most once, so K rewrites a document can
 *   give none of them a larger share
 */
export function checkedMix(mix: Mix, where: string): Mix {
  const names = mix.entries.map(({ strategy }) => strategy.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usageError(`${where}: strategy \`${twice}\` is named twice`);

  const written = Object.fromEntries(mix.entries.map(({ strategy, share }) => [strategy.name, share]));
  const shares = scaledShares(written, 'a mix', where);
  const entries = mix.entries.map(({ strategy }) => ({ strategy, share: shares[strategy.name] ?? 0 }));
  const k = mix.rewritesPerDocument;
  const over = entries.find(({ share }) => share > 1 / k + 1e-9);
  if (over !== undefined) {
    throw usageError(
      `${where}: the share of \`${over.strategy.name}\` is ${roundedShare(over.share)}, but no share may exceed 1/${k} = ${roundedShare(1 / k)}: ` +
        `a document gets ${k} rewrites, each by another strategy; lower the share or rewrites_per_document`,
    );
  }
  return { ...mix, entries };
}

/** The strategy with a mix's condition in place of its quality; a condition of its own must hold too. */
function routed(strategy: Strategy, where: string | undefined): Strategy {
  if (where === undefined) return strategy;
  const own = strategy.accepts.where;
  const both = own === undefined ? where : `(${own}) and (${where})`;
  const accepts: Accepts = { ...strategy.accepts, quality: 'any', where: both };
  return { ...strategy, accepts };
}

/** A program's windows are part of its model's interface, and a completions prompt has no system turn: both stay. */
function adapt(strategy: Strategy, chunk: ChunkOptions | undefined, system: string | undefined): Strategy {
  const chunked = chunk !== undefined && strategy.output.kind === 'text' && strategy.output.join !== 'program';
  const steered = system !== undefined && strategy.prompt.endpoint === 'chat';
  return {
    ...strategy,
    ...(chunked ? { chunk } : {}),
    ...(steered ? { prompt: { ...strategy.prompt, system } } : {}),
  };
}
