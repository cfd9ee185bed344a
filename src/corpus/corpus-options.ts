import { z } from 'zod';

/** How rows of the corpus become documents, as `rewrite.yaml` and the flags name it. */
export const corpusOptionsSchema = z.object({
  text_column: z
    .string()
    .min(1)
    .default('text')
    .meta({ group: 'Corpus', placeholder: 'NAME', description: 'column of the source that holds the text' }),
  id_column: z.string().min(1).default('id').meta({
    group: 'Corpus',
    placeholder: 'NAME',
    description: 'column of the source that holds the id; rows without one are numbered',
  }),
  metadata: z
    .enum(['keep', 'drop'])
    .default('keep')
    .meta({ group: 'Corpus', placeholder: 'HOW', description: "whether records carry the source's other columns" }),
});
