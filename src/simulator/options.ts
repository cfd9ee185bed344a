import { z } from 'zod';
import { FAULT_KINDS, FAULTS, type Fault } from './fault-kinds.ts';
import { parseScheduledFault } from './fault-schedule.ts';
import { parseSpread } from './lengths.ts';
import { type ProfileName, PROFILES } from './profiles.ts';
import { TYPICAL_WORKLOAD } from './typical-workload.ts';

const rate = z.number().min(0).max(1);

/** Rates of happenings of which one request meets at most one; the slack is for the rounding of decimal fractions. */
function addUpToOne(rates: readonly number[]): boolean {
  return rates.reduce((sum, next) => sum + next, 0) <= 1 + 1e-9;
}

/** A rate for each kind of fault, named after it: `reset` is `resetRate`. */
const faultRates = Object.fromEntries(
  Object.entries(FAULTS).map(([fault, description]) => [
    `${fault}Rate`,
    rate.default(0).meta({ description: `Share of requests ${description}.` }),
  ]),
) as { readonly [Name in `${Fault}Rate`]: z.ZodDefault<z.ZodNumber> };

const faultsSchema = z
  .strictObject({
    ...faultRates,
    attempts: z
      .int()
      .min(1)
      .default(1)
      .meta({ description: 'How many attempts of one request may meet a fault; the one after always succeeds.' }),
    retryAfterSeconds: z
      .exactOptional(z.int().min(0))
      .meta({ description: 'Sent as Retry-After with 429 and 503; without it no such header is sent.' }),
    slowBodySeconds: z
      .number()
      .positive()
      .default(30)
      .meta({ description: 'How long the body of a slow answer takes from its first byte to its last.' }),
    hugeBytes: z
      .int()
      .min(1)
      .default(50 * 1024 * 1024)
      .meta({ description: 'Size of a huge answer in bytes.' }),
  })
  .refine((faults) => addUpToOne(FAULT_KINDS.map((fault) => faults[`${fault}Rate`])), {
    error: 'The rates of faults add up to more than 1.',
  });

const misbehaviourSchema = z
  .strictObject({
    refusalRate: rate.default(0).meta({ description: 'Share of answers that refuse.' }),
    loopRate: rate.default(0).meta({ description: 'Share of answers that repeat one sentence over and over.' }),
    leadInRate: rate.default(0).meta({ description: 'Share of answers that begin with "Here is …".' }),
    numberRate: rate
      .default(0)
      .meta({ description: 'Share of answers that state a number the document does not have.' }),
    copyRate: rate.default(0).meta({ description: 'Share of answers that hand the document back as it is.' }),
    obeyRate: rate.default(0).meta({
      description: 'Share of requests whose answer follows an instruction that stands in the document, if one does.',
    }),
  })
  .refine((rates) => addUpToOne(Object.values(rates)), { error: 'The rates of misbehaviour add up to more than 1.' });

/** The length of something in tokens: a mean, and how widely single ones are spread. */
export const spreadSchema = z.union([z.number(), z.string()]).transform((value, context) => {
  const spread = parseSpread(String(value));
  if (spread !== undefined) return spread;
  context.addIssue({
    code: 'custom',
    message: `${JSON.stringify(value)} is no length: write MEAN or MEAN:SIGMA, such as 359 or 359:0.5`,
  });
  return z.NEVER;
});

const scheduledFaultSchema = z.string().transform((text, context) => {
  const parsed = parseScheduledFault(text);
  if (typeof parsed !== 'string') return parsed;
  context.addIssue({ code: 'custom', message: `${JSON.stringify(text)}: ${parsed}` });
  return z.NEVER;
});

/** Every option of the simulated server, with its default. */
export const simulatorOptionsSchema = z.strictObject({
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .meta({ description: 'Port of the first GPU, the others on those after it; 0 takes any free ones.' }),
  host: z
    .string()
    .default('127.0.0.1')
    .meta({ description: 'Address to listen on. The simulator is meant for this machine alone.' }),
  gpus: z.int().min(1).max(4096).default(1).meta({
    description: 'Simulated GPUs (replicas) in this process: each a server on a port of its own.',
  }),
  profile: z.exactOptional(z.enum(Object.keys(PROFILES) as [ProfileName, ...ProfileName[]])).meta({
    description:
      'A GPU and a model whose speed to have: continuous batching, chunked prefill, KV cache and preemption as in vLLM.',
  }),
  model: z.string().min(1).default('simulator').meta({ description: 'Name of the served model.' }),
  contextLength: z
    .int()
    .min(1)
    .default(TYPICAL_WORKLOAD.contextLength)
    .meta({ description: 'Most tokens of prompt and answer together; a request for more is refused with 400.' }),
  answers: z.enum(['extractive', 'fixed']).default('extractive').meta({
    description:
      '`extractive`: written by the built-in rules; `fixed`: the same text for every request, for benchmarks.',
  }),
  fixedCharacters: z
    .int()
    .min(1)
    .default(600)
    .meta({ description: 'Length of the answer with `answers: fixed`, in characters.' }),
  outputTokens: z.exactOptional(spreadSchema).meta({
    description:
      'Length of answers with `answers: fixed` in tokens, `MEAN` or `MEAN:SIGMA` (lognormal, drawn from the seed and ' +
      'the request); at most `max_tokens`.',
  }),
  classes: z.int().min(1).max(1_024).default(4).meta({
    description: 'Numbers with which /classify answers, as a reward model of so many heads: drawn from the text.',
  }),
  latencyMs: z.number().min(0).default(0).meta({ description: 'Milliseconds before each answer.' }),
  tokensPerSecond: z.exactOptional(z.number().positive()).meta({
    description: 'Speed of one request’s generation, on top of the latency; without it generation takes no time.',
  }),
  slots: z.exactOptional(z.int().min(1)).meta({
    description:
      'Requests a GPU works on at once; more of them wait in order of arrival. Without it none waits; with a profile ' +
      "it is vLLM's `--max-num-seqs`.",
  }),
  kvCacheTokens: z.exactOptional(z.int().min(1)).meta({
    description: 'Tokens of context that the KV cache of a GPU holds, where the profile has another number.',
  }),
  seed: z.int().default(0).meta({ description: 'Which requests meet faults and misbehaviour follows from it.' }),
  apiKey: z
    .exactOptional(z.string().min(1))
    .meta({ description: 'When given, paths under /v1 ask for it as a bearer token.' }),
  maxBodyBytes: z
    .int()
    .min(1)
    .default(16 * 1024 * 1024)
    .meta({ description: 'Largest request body in bytes; a larger one is refused with 413.' }),
  faultSchedule: z.array(scheduledFaultSchema).default([]).meta({
    description:
      'A fault at a time, such as `at=30s for=20s replica=3 kind=down`; see docs/simulate.md for kinds and keys.',
  }),
  faults: faultsSchema
    .prefault({})
    .meta({ description: 'Faults of the server, drawn from the seed, the request’s id and its attempt.' }),
  misbehaviour: misbehaviourSchema
    .prefault({})
    .meta({ description: 'Bad answers of the model, drawn from the seed and the request’s id.' }),
});

/** What a caller may give: every key optional. */
export type SimulatorOptions = z.input<typeof simulatorOptionsSchema>;

/** The same with every default filled in. */
export type SimulatorSettings = z.output<typeof simulatorOptionsSchema>;

export type FaultSettings = SimulatorSettings['faults'];
export type MisbehaviourSettings = SimulatorSettings['misbehaviour'];
