import { z } from 'zod';

const rate = z.number().min(0).max(1);

/** Rates of happenings of which one request meets at most one; the slack is for the rounding of decimal fractions. */
function addUpToOne(rates: readonly number[]): boolean {
  return rates.reduce((sum, next) => sum + next, 0) <= 1 + 1e-9;
}

const faultsSchema = z
  .strictObject({
    status429Rate: rate.default(0).meta({ description: 'Share of requests answered with 429 Too Many Requests.' }),
    status500Rate: rate.default(0).meta({ description: 'Share of requests answered with 500 Internal Server Error.' }),
    status503Rate: rate.default(0).meta({ description: 'Share of requests answered with 503 Service Unavailable.' }),
    resetRate: rate.default(0).meta({ description: 'Share of requests whose connection is reset before an answer.' }),
    halfAnswerRate: rate
      .default(0)
      .meta({ description: 'Share of requests whose connection is closed in the middle of the answer.' }),
    malformedRate: rate
      .default(0)
      .meta({ description: 'Share of requests answered with 200 and a body that is no JSON.' }),
    attempts: z
      .int()
      .min(1)
      .default(1)
      .meta({ description: 'How many attempts of one request may meet a fault; the one after always succeeds.' }),
    retryAfterSeconds: z
      .exactOptional(z.int().min(0))
      .meta({ description: 'Sent as Retry-After with 429 and 503; without it no such header is sent.' }),
  })
  .refine(
    (faults) =>
      addUpToOne([
        faults.status429Rate,
        faults.status500Rate,
        faults.status503Rate,
        faults.resetRate,
        faults.halfAnswerRate,
        faults.malformedRate,
      ]),
    { error: 'The rates of faults add up to more than 1.' },
  );

const misbehaviourSchema = z
  .strictObject({
    refusalRate: rate.default(0).meta({ description: 'Share of answers that refuse.' }),
    loopRate: rate.default(0).meta({ description: 'Share of answers that repeat one sentence over and over.' }),
    leadInRate: rate.default(0).meta({ description: 'Share of answers that begin with "Here is …".' }),
    numberRate: rate
      .default(0)
      .meta({ description: 'Share of answers that state a number the document does not have.' }),
    copyRate: rate.default(0).meta({ description: 'Share of answers that hand the document back as it is.' }),
  })
  .refine((rates) => addUpToOne(Object.values(rates)), { error: 'The rates of misbehaviour add up to more than 1.' });

/** Every option of the simulated server, with its default. */
export const simulatorOptionsSchema = z.strictObject({
  port: z.int().min(0).max(65_535).default(0).meta({ description: 'Port to listen on; 0 takes any free one.' }),
  host: z
    .string()
    .default('127.0.0.1')
    .meta({ description: 'Address to listen on. The simulator is meant for this machine alone.' }),
  model: z.string().min(1).default('simulator').meta({ description: 'Name of the served model.' }),
  contextLength: z
    .int()
    .min(1)
    .default(32_768)
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
  latencyMs: z.number().min(0).default(0).meta({ description: 'Milliseconds before each answer.' }),
  tokensPerSecond: z.exactOptional(z.number().positive()).meta({
    description: 'Speed of one request’s generation, on top of the latency; without it generation takes no time.',
  }),
  slots: z
    .exactOptional(z.int().min(1))
    .meta({ description: 'Requests worked on at once; more of them wait in order of arrival. Without it none waits.' }),
  seed: z.int().default(0).meta({ description: 'Which requests meet faults and misbehaviour follows from it.' }),
  apiKey: z
    .exactOptional(z.string().min(1))
    .meta({ description: 'When given, paths under /v1 ask for it as a bearer token.' }),
  maxBodyBytes: z
    .int()
    .min(1)
    .default(16 * 1024 * 1024)
    .meta({ description: 'Largest request body in bytes; a larger one is refused with 413.' }),
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
