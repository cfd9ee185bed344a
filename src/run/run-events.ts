import { z } from 'zod';

const text = (description: string) => z.string().meta({ description });
const whole = (description: string) => z.int().meta({ description });
const number = (description: string) => z.number().meta({ description });

const endpoint = text('base URL without credentials');
const detail = text('for a person');
const model = text('served model');

const BEGIN = {
  tool_version: text('version of `rewrite`'),
  node: text('version of Node'),
  pid: whole('process id'),
  host: text('machine'),
  settings: text('12 hex digits of sha256 over the frozen settings: the same in every process of a run'),
  backend: text('`openai` or `extractive`'),
  strategies: z.array(z.string()).meta({ description: 'names, in the order of the mix' }),
  endpoints: z.array(z.string()).meta({ description: 'base URLs without credentials' }),
  tasks: whole('tasks settled before'),
  accepted_tokens: whole('generated tokens of accepted records before'),
};

const TOTALS = {
  seconds: number('of all processes of the run'),
  documents: whole('rows settled'),
  tasks: whole('tasks settled'),
  accepted: whole('of the tasks'),
  rejected: whole('of the tasks'),
  failed: whole('of the tasks'),
  deferred: whole('of the tasks: waiting for a second try'),
  accepted_tokens: whole('generated tokens of accepted records'),
  completion_tokens: whole('billed'),
  wasted_tokens: whole('billed, and in no accepted record'),
  cost: z.number().nullable().meta({ description: 'null where no price was given' }),
};

const kind = <Shape extends z.ZodRawShape>(meaning: string, shape: Shape) => ({
  meaning,
  fields: z.strictObject(shape),
});

/**
 * Every kind of event in `events.jsonl`: what it says, and its fields besides `time` and `kind`. The one place for
 * types, documentation and tests.
 */
export const RUN_EVENTS = {
  'run.begun': kind('A process begins the run.', BEGIN),
  'run.resumed': kind('A process goes on with a run that an earlier one began.', BEGIN),
  'run.complete': kind('Everything is settled, sealed and in the manifest.', TOTALS),
  'run.interrupted': kind('A signal ended the process; what was in flight is finished or given up.', TOTALS),
  'run.failed': kind('An error ended the process.', {
    ...TOTALS,
    code: text('`usage`, `outage`, `gate`, `mismatch`; `bug` for any other'),
    detail,
  }),
  'run.totals': kind(
    'How far the run is: every five seconds at first, later each time that it is a fiftieth older.',
    TOTALS,
  ),
  'endpoint.loading': kind('A server is waited for when the process begins.', {
    endpoint,
    detail,
    waited_ms: whole('so far'),
  }),
  'endpoint.connected': kind('A server answers its first question.', {
    endpoint,
    model,
    engine: text('`vllm`, `sglang` …, or `unknown`'),
    version: z.string().nullable().meta({ description: 'null where the server does not tell' }),
    context_tokens: z.int().nullable().meta({ description: 'prompt and completion together; null where not told' }),
  }),
  'endpoint.absent': kind('A server does not answer; the run starts without it.', { endpoint, detail }),
  'endpoint.breaker': kind('An endpoint is taken out (`open`), tried (`half-open`) or taken back (`closed`).', {
    endpoint,
    state: z.enum(['open', 'half-open', 'closed']).meta({ description: 'of its breaker' }),
    detail,
  }),
  'model.paused': kind('No endpoint of a model is usable: its requests wait.', { model, detail }),
  'model.resumed': kind('An endpoint of the model is usable again.', { model, paused_ms: whole('how long') }),
  'request.retries': kind('Requests sent again within ten seconds, to one endpoint for one fault.', {
    endpoint,
    fault: text('the `<kind>` of `endpoint.<kind>`'),
    count: whole('requests'),
    request: text('id of one of them, as its `X-Request-Id` has it'),
    detail: text('of that request'),
  }),
  'concurrency.changed': kind('The limit of requests in flight, changed within ten seconds.', {
    from: whole('before the first change'),
    to: whole('after the last'),
    changes: whole('how many'),
    why: text('of the last'),
  }),
  'epoch.weights': kind('A new epoch of a mix balanced by tokens is planned.', {
    epoch: whole('from 0'),
    first_document: whole('ordinal of its first document'),
    weights: z.record(z.string(), z.number()).meta({ description: 'strategy → weight' }),
  }),
  'second_tries.begun': kind('The input is settled; deferred tasks get their second try.', {
    tasks: whole('deferred'),
  }),
  'budget.reached': kind('The record that fills `--budget-tokens` is settled.', {
    budget_tokens: whole('the budget'),
    accepted_tokens: whole('generated tokens of accepted records'),
  }),
  'gate.tripped': kind('A quality gate stops the run (exit 4).', { detail }),
  'collapse.warning': kind(
    'More than 10 in 1,000 accepted texts of a strategy begin with the same five words; told once in a process.',
    {
      strategy: text('its name'),
      count: whole('texts that begin so'),
      texts: whole('of how many, at most 1,000'),
      words: text('the five words, in lower case; empty where they are not known'),
      record: text('id of a record that begins so'),
    },
  ),
  'shard.frozen': kind('A shard is full and waits for the disk.', {
    folder: text('`shards` or `rejects`'),
    part: whole('its number'),
    records: whole('in it'),
  }),
  'shard.sealed': kind('A shard stands, whole.', {
    path: text('relative to the run directory'),
    records: whole('in it'),
    bytes: whole('on disk'),
    ms: whole('to write it'),
  }),
  'process.stalled': kind('The process did nothing for more than 200 ms, once or more within ten seconds.', {
    count: whole('stalls'),
    longest_ms: whole('the longest'),
    total_ms: whole('together'),
  }),
  bug: kind('An exception of our own code, which cost one document. Please report it.', {
    where: text('record or document id'),
    stack: text('of the exception'),
  }),
  'events.lost': kind('Events that could not be written, because of the disk or because there were too many.', {
    count: whole('events'),
    detail,
  }),
} as const;

/** Name of a kind of event. */
export type RunEventKind = keyof typeof RUN_EVENTS;

/** Something that happened to a run; `time` is added where it is written. */
export type RunEvent = {
  [Kind in RunEventKind]: { readonly kind: Kind } & Readonly<z.output<(typeof RUN_EVENTS)[Kind]['fields']>>;
}[RunEventKind];

export type OnRunEvent = (event: RunEvent) => void;
