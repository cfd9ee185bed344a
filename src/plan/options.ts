import { z } from 'zod';
import { CHEAP_EPOCHS } from '../config/cheap-epochs.ts';
import { shareOrNoneSchema } from '../config/shares.ts';
import { parameterCountSchema, tokenCountSchema } from '../config/token-count.ts';
import { corpusOptionsSchema } from '../corpus/corpus-options.ts';
import { type ProfileName, PROFILES } from '../simulator/profiles.ts';
import { CHINCHILLA } from './targets.ts';

/** Near the optimum that Meta found (2025): one third rephrased, two thirds web text. */
const SYNTHETIC_SHARE = '1/3';

/** Share of the rewritten text that is accepted: a guess, until a run of some thousand documents has measured it. */
export const ASSUMED_ACCEPTANCE = 0.8;

const PROFILE_NAMES = Object.keys(PROFILES) as [ProfileName, ...ProfileName[]];

/** Every option of `rewrite plan`. */
export const trainingPlanOptionsSchema = z.strictObject({
  model_size: z.exactOptional(parameterCountSchema).meta({
    group: 'Training',
    placeholder: 'N',
    description: 'parameters of the model to train (1.7B)',
  }),
  tokens: z
    .exactOptional(tokenCountSchema)
    .meta({ group: 'Training', placeholder: 'N', description: 'tokens to train it on (34B)' }),
  tokens_per_parameter: z.exactOptional(z.number().positive()).meta({
    group: 'Training',
    placeholder: 'R',
    description: `instead of --tokens: 20 is Chinchilla's, 1875 Llama 3 8B's (default ${CHINCHILLA})`,
  }),
  input: z
    .exactOptional(z.array(z.string()).min(1))
    .meta({ group: 'Text', placeholder: 'GLOB', description: 'the real text there is; may be repeated' }),
  text_column: corpusOptionsSchema.shape.text_column.meta({
    group: 'Text',
    placeholder: 'NAME',
    description: 'column of the text in --input',
  }),
  available_tokens: z
    .exactOptional(tokenCountSchema)
    .meta({ group: 'Text', placeholder: 'N', description: 'instead of --input: how many tokens there are (20B)' }),
  max_epochs: z
    .number()
    .min(1)
    .default(CHEAP_EPOCHS)
    .meta({
      group: 'Text',
      placeholder: 'N',
      description: `how often real text may be repeated; up to ${CHEAP_EPOCHS} costs hardly anything (Muennighoff et al. 2023)`,
    }),
  synthetic_share: shareOrNoneSchema.prefault(SYNTHETIC_SHARE).meta({
    group: 'Rewriting',
    placeholder: 'S',
    description: 'share of the training tokens to be rephrased text; 0 for none',
  }),
  strategy: z
    .string()
    .min(1)
    .default('mix')
    .meta({ group: 'Rewriting', placeholder: 'NAMES', description: 'the mix or strategies to rewrite with' }),
  acceptance: z.exactOptional(z.number().gt(0).max(1)).meta({
    group: 'Rewriting',
    placeholder: 'S',
    description: `share of the rewritten text that is accepted (default: --run's, else ${ASSUMED_ACCEPTANCE})`,
  }),
  run: z.exactOptional(z.string().min(1)).meta({
    group: 'Rewriting',
    placeholder: 'DIR',
    description:
      'a complete run of a served model: what it accepted, the length of its answers and its speed are taken',
  }),
  profile: z.exactOptional(z.enum(PROFILE_NAMES)).meta({
    group: 'Machines',
    placeholder: 'NAME',
    description:
      'a GPU and a model that rewrites, simulated; without it, what --run or --throughput say, or else the first',
  }),
  throughput: z.exactOptional(z.number().positive()).meta({
    group: 'Machines',
    placeholder: 'N',
    description: 'instead of --profile: completion tokens a second of one GPU',
  }),
  rewriter_size: z.exactOptional(parameterCountSchema).meta({
    group: 'Machines',
    placeholder: 'N',
    description: "parameters of the model that rewrites, for the account of compute (default: the profile's)",
  }),
  gpus: z.int().min(1).default(8).meta({ group: 'Machines', placeholder: 'N', description: 'GPUs that rewrite' }),
  night_hours: z
    .number()
    .positive()
    .max(24)
    .default(10)
    .meta({ group: 'Machines', placeholder: 'H', description: 'hours of a night' }),
  gpu_hour_price: z
    .exactOptional(z.number().positive())
    .meta({ group: 'Machines', placeholder: 'P', description: 'price of one GPU hour, in any currency' }),
  write_config: z
    .exactOptional(z.string().min(1))
    .meta({ group: 'Output', placeholder: 'FILE', description: 'write a rewrite.yaml that makes the rewrites' }),
  write_blend: z
    .exactOptional(z.string().min(1))
    .meta({ group: 'Output', placeholder: 'FILE', description: 'write a recipe that blends them with the real text' }),
});

export type TrainingPlanOptions = z.output<typeof trainingPlanOptionsSchema>;
