import { z } from 'zod';
import { BANDS } from '../selection/band.ts';
import { tokenCountSchema } from './token-count.ts';

/** What decides which documents are chosen: the flags of `rewrite select`, and `selection` in `rewrite.yaml`. */
const selectionFields = z.strictObject({
  method: z.enum(['uniform', 'top-k', 'gumbel', 'dsir']).default('uniform').meta({
    group: 'Choice',
    placeholder: 'NAME',
    description:
      'a random draw; the highest scores; a draw that prefers high scores (QuRating); a draw of what is like --target (DSIR)',
  }),
  by: z.string().min(1).optional().meta({
    group: 'Choice',
    placeholder: 'EXPR',
    description:
      'the score: an expression over columns, such as annotations.dataman.overall + annotations.dataman.accuracy',
  }),
  where: z.string().min(1).optional().meta({
    group: 'Choice',
    placeholder: 'EXPR',
    description: 'only documents for which this condition holds, such as \'language == "en" and tokens(text) < 4000\'',
  }),
  limit: z.int().min(1).optional().meta({ group: 'Choice', placeholder: 'N', description: 'at most N documents' }),
  budget_tokens: tokenCountSchema.optional().meta({
    group: 'Choice',
    placeholder: 'N',
    description: 'end with the document that brings the tokens to N (50M, 1.5B), in each domain to its part of it',
  }),
  temperature: z.number().positive().optional().meta({
    group: 'Choice',
    placeholder: 'T',
    description: 'of gumbel: near 0 is top-k, large is uniform; QuRating took 1 and 2 (default 1)',
  }),
  raw_scores: z.boolean().default(false).meta({
    group: 'Choice',
    description: 'gumbel takes scores as they are (default: in standard deviations from the mean)',
  }),
  target: z.array(z.string().min(1)).min(1).optional().meta({
    group: 'Choice',
    placeholder: 'GLOB',
    description: 'of dsir: files of texts as they are wanted; may be repeated',
  }),
  band: z.enum(BANDS).optional().meta({
    group: 'Choice',
    placeholder: 'NAME',
    description: 'only documents whose score is among the lowest, around the median, or among the highest (perplexity)',
  }),
  band_share: z.number().gt(0).max(1).optional().meta({
    group: 'Choice',
    placeholder: 'S',
    description: 'share of the documents in the band, 0 to 1 (default 0.5)',
  }),
  concepts: z.number().gt(0).max(1).optional().meta({
    group: 'Choice',
    placeholder: 'S',
    description:
      'share of the documents that stay when those go that repeat others: equal ones first, then of each topic the more the less it varies',
  }),
  concept_clusters: z.int().min(2).max(10_000).optional().meta({
    group: 'Choice',
    placeholder: 'K',
    description: 'topics to look for (default: the square root of the documents, 500 at most)',
  }),
  concept_endpoint: z.array(z.string()).min(1).optional().meta({
    group: 'Choice',
    placeholder: 'URL',
    description:
      'base URL ending in /v1 of a served embedding model, by which topics are told apart; may be repeated (default: the words themselves)',
  }),
  concept_model: z.string().min(1).optional().meta({
    group: 'Choice',
    placeholder: 'NAME',
    description: 'embedding model at --concept-endpoint (default: the one served)',
  }),
  domain_column: z.array(z.string().min(1)).min(1).optional().meta({
    group: 'Domains',
    placeholder: 'EXPR',
    description: 'column of the domain, such as annotations.dataman.domain; twice for domains within sources',
  }),
  domains: z
    .union([z.string().min(1), z.record(z.string(), z.number().nonnegative())])
    .optional()
    .meta({
      group: 'Domains',
      placeholder: 'SHARES',
      description:
        'how budget and limit are split: proportional (default), balanced, free (not at all), law=0.3,medicine=0.7 or a YAML file of such shares',
    }),
  upsample: z.boolean().default(false).meta({
    group: 'Domains',
    description: 'fill what is short of its part with the same documents again (default: report it)',
  }),
  token_column: z.string().min(1).optional().meta({
    group: 'Domains',
    placeholder: 'EXPR',
    description: "column of a document's exact tokens (default: estimated from the text)",
  }),
  seed: z
    .int()
    .optional()
    .meta({ group: 'Choice', placeholder: 'N', description: 'every draw follows from it and from ids (default 0)' }),
});

/** The keys of a selection, for commands that have more. */
export const selectionShape = selectionFields.shape;

/** The settings of a selection. */
export type SelectionOptions = z.output<typeof selectionFields>;

/** `selection` in `rewrite.yaml`. */
export const selectionSchema = selectionFields.superRefine(checkSelection);

/** Reports settings that do not go together, each at the key that is to be changed. */
export function checkSelection(options: SelectionOptions, context: z.RefinementCtx): void {
  const refuse = (key: keyof SelectionOptions, message: string): void => {
    context.addIssue({ code: 'custom', path: [key], message });
  };
  const { method, by, where, band, domains } = options;
  const bounded = options.limit !== undefined || options.budget_tokens !== undefined;
  const scored = method === 'top-k' || method === 'gumbel';
  if (scored && by === undefined) refuse('by', `${method} needs a score, such as annotations.classifier.score`);
  if (by !== undefined && !scored && band === undefined && options.concepts === undefined) {
    refuse('by', `${method} looks at no score: choose the method top-k or gumbel, or a band`);
  }
  if (band !== undefined && by === undefined)
    refuse('by', 'a band needs a score, such as annotations.perplexity.perplexity');
  if (band === undefined && options.band_share !== undefined) refuse('band', 'which band should the share be of?');
  if (method === 'dsir' && options.target === undefined) {
    refuse('target', 'dsir needs examples of what is wanted: name files of them');
  }
  const ofConcepts = [options.concept_clusters, options.concept_endpoint, options.concept_model];
  if (options.concepts === undefined && ofConcepts.some((option) => option !== undefined)) {
    refuse('concepts', 'which share of the documents should stay?');
  }
  if (options.concept_model !== undefined && options.concept_endpoint === undefined) {
    refuse('concept_endpoint', 'where is the embedding model served?');
  }
  if (method !== 'dsir' && options.target !== undefined) refuse('target', `${method} takes no target: dsir does`);
  if (method !== 'gumbel') {
    if (options.temperature !== undefined) refuse('temperature', `${method} has no temperature: gumbel has`);
    if (options.raw_scores) refuse('raw_scores', `${method} does not scale scores: gumbel does`);
  }
  if (domains !== undefined && options.domain_column === undefined) {
    refuse('domain_column', 'in which column does the domain stand that the shares are of?');
  }
  if (bounded) return;
  if (method !== 'uniform') {
    refuse('limit', `${method} would take every document: set a limit of documents or a budget of tokens`);
  } else if (domains !== undefined && domains !== 'free') {
    refuse('limit', 'shares of what? Set a limit of documents or a budget of tokens');
  } else if (where === undefined && band === undefined && options.concepts === undefined) {
    refuse('limit', 'nothing would be left out: set a limit, a budget of tokens, a condition, a band or concepts');
  }
  if (options.upsample) refuse('upsample', 'there is nothing to fill up to without a limit or a budget of tokens');
}
