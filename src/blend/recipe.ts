import { z } from 'zod';
import { shareSchema } from '../config/shares.ts';
import { tokenCountSchema } from '../config/token-count.ts';
import { readLocatedYamlFile } from '../config/yaml-document.ts';
import { emissionOptionsSchema } from '../emission/emission-options.ts';
import type { LocatedYaml } from '../text/checked-yaml.ts';

/** Names of sources stand in ids of records, before a slash. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

const domainsSchema = z.strictObject({
  column: z.string().min(1).describe('Column that holds the domain, or an expression that tells it.'),
  shares: z
    .union([z.enum(['proportional', 'balanced']), z.record(z.string(), shareSchema)], {
      error: 'must be proportional, balanced, or shares by domain (law: 0.5)',
    })
    .default('balanced')
    .describe('Of the source’s tokens: as they come, the same for each domain, or as written.'),
});

const sourceSchema = z.strictObject({
  input: z.array(z.string().min(1)).min(1).describe('Complete run directories, and globs of files.'),
  kind: z
    .enum(['real', 'synthetic'])
    .optional()
    .describe('What its text is; by default synthetic where all of it are runs that rewrite made.'),
  share: shareSchema.optional().describe('Of the tokens of the blend: 0.25 or 1/3.'),
  max_epochs: z.number().min(1).default(1).describe('How often a document may be taken: 1 repeats none.'),
  domains: domainsSchema.optional().describe('Rebalances the source by a column.'),
  text_column: z.string().min(1).default('text').describe('Column of the text, in files of your own.'),
  id_column: z.string().min(1).default('id').describe('Column of the id, in files of your own.'),
});

const phaseSchema = z.strictObject({
  name: z.string().min(1).optional().describe('For the report.'),
  share: shareSchema.describe('Of the tokens of the blend.'),
  sources: z
    .record(z.string(), shareSchema)
    .refine((sources) => Object.keys(sources).length > 0, 'names no source')
    .describe('Shares of the sources in this phase; one left out gets none.'),
});

const packingSchema = z.strictObject({
  context_length: z.int().min(1).describe('Tokens of a sequence, boundary tokens included.'),
  eos: z.string().describe('Token behind each document, such as <|endoftext|>; empty for none.'),
  bos: z.string().default('').describe('Token before each document.'),
  split: z
    .boolean()
    .default(false)
    .describe('Cut documents that are longer than a sequence; otherwise they are left out.'),
  output: z
    .enum(['text', 'token_ids'])
    .default('text')
    .describe('Sequences as text, or as input_ids (which takes a tokenizer).'),
});

/** A recipe file of `rewrite blend`. Unknown keys are refused. */
export const blendRecipeSchema = z.strictObject({
  sources: z
    .record(
      z.string().regex(NAME, 'names of sources are made of letters, digits, dots, hyphens and underscores'),
      sourceSchema,
    )
    .refine((sources) => Object.keys(sources).length > 0, 'names no source')
    .describe('What is blended, by name.'),
  budget_tokens: tokenCountSchema
    .optional()
    .describe('Tokens of the blend; without it, as many as there are until one source ends.'),
  shortfall: z
    .enum(['refuse', 'stop'])
    .default('refuse')
    .describe('What follows when a source has too few tokens for the budget: an error, or a smaller blend.'),
  order: z
    .union(
      [
        z.literal('shuffled'),
        z.strictObject({
          by: z.string().min(1).describe('Column of a number, or an expression, such as tokens(text).'),
          direction: z.enum(['ascending', 'descending']).default('ascending').describe('Which end comes first.'),
        }),
      ],
      { error: 'must be shuffled, or a curriculum ({by: score, direction: ascending})' },
    )
    .default('shuffled')
    .describe('Of the documents within each phase.'),
  phases: z.array(phaseSchema).min(1).optional().describe('One after the other, each with shares of its own.'),
  tokenizer: z
    .string()
    .min(1)
    .optional()
    .describe('A tokenizer.json to count and pack with; without it tokens are estimated.'),
  packing: packingSchema.optional().describe('Packs documents into sequences of a context length.'),
  metadata: z.enum(['keep', 'drop']).default('keep').describe('Whether records carry the other columns.'),
  seed: z.int().default(0).describe('Every random choice follows from it.'),
  format: emissionOptionsSchema.shape.format.describe('Format of the shards.'),
  shard_records: emissionOptionsSchema.shape.shard_records.describe('Records in a shard.'),
});

/** A recipe with defaults filled in. */
export type BlendRecipe = z.output<typeof blendRecipeSchema>;

/** Reads a recipe file. Throws a usage error, `<path>:<line>: …`, for what is wrong in it. */
export function readBlendRecipe(path: string): Promise<LocatedYaml<BlendRecipe>> {
  return readLocatedYamlFile(path, blendRecipeSchema);
}
