import { z } from 'zod';
import { tokenCountSchema } from '../config/token-count.ts';
import { spreadSchema } from './options.ts';
import { TYPICAL_WORKLOAD } from './typical-workload.ts';

const { documentTokens, instructionTokens } = TYPICAL_WORKLOAD;

/** Requests in flight a GPU that a plan tries where none are given. */
const CONCURRENCIES = '16,32,64,128,256,512';

const concurrenciesSchema = z.union([z.int(), z.string()]).transform((value, context) => {
  const numbers = String(value).split(',').map(Number);
  if (numbers.every((number) => Number.isSafeInteger(number) && number >= 1 && number <= 65_536)) return numbers;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(value)} is no list of numbers of requests: write 256 or 64,128,256 (at most 65536 each)`,
  });
  return z.NEVER;
});

/** Every option of the capacity planner (`rewrite simulate --plan`) that the simulated server has not. */
export const planOptionsSchema = z.strictObject({
  plan: z.boolean().default(false).meta({
    description: 'Serve nothing: reckon in virtual time what the GPUs of --profile would do, and print it.',
  }),
  planDocuments: z.exactOptional(tokenCountSchema).meta({
    description: 'Documents of the corpus, such as `500k` or `10M`: with it hours and GPU hours are told.',
  }),
  documentTokens: spreadSchema.prefault(`${documentTokens.mean}:${documentTokens.sigma}`).meta({
    description: 'Length of documents in tokens, `MEAN` or `MEAN:SIGMA` (lognormal).',
  }),
  instructionTokens: z.int().min(1).default(instructionTokens).meta({
    description: 'Tokens of a prompt beside its document.',
  }),
  rewritesPerDocument: z.int().min(1).default(1).meta({
    description: 'Requests on one document, one after the other: the prefix cache has it from the second on.',
  }),
  outputRatio: z.exactOptional(z.number().positive()).meta({
    description: 'Length of answers as a share of their document’s; otherwise `--output-tokens`, 359:0.5 without it.',
  }),
  planConcurrency: concurrenciesSchema.prefault(CONCURRENCIES).meta({
    description: 'Requests in flight at each GPU; several are separated by commas.',
  }),
  gpuHourPrice: z.exactOptional(z.number().positive()).meta({
    description: 'Price of an hour of one GPU, in any currency: with it costs are told.',
  }),
});

export type PlanOptions = z.output<typeof planOptionsSchema>;
