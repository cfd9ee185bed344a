import type { EndpointStatus, RunSnapshot } from './snapshot.ts';

/** What the process itself says at a scrape. */
export interface ProcessReading {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** Delays of the event loop since the last scrape, in seconds, by quantile (`0.5`, `0.99`, `1`). */
  readonly loopDelay: Readonly<Record<string, number>>;
}

/** Values by the labels' values, which are joined in the order of `labels`. */
type Samples = Iterable<readonly [labels: readonly string[], value: number]>;

/** One metric: what it is called, what it says to a stranger, and where its values come from. */
export interface RunMetric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly labels: readonly string[];
  readonly read: (now: RunSnapshot, process: ProcessReading) => Samples;
}

/** Every metric that a run serves: the one place for names, help and documentation. */
export const RUN_METRICS: readonly RunMetric[] = [
  counter('rewrite_documents_total', 'Rows of the input that are settled: used, or skipped.', ['outcome'], (now) => [
    [['used'], now.used],
    [['skipped'], now.documents - now.used],
  ]),
  counter(
    'rewrite_tasks_total',
    'Tasks (a document or chunk, rewritten in one way) that came to their end.',
    ['strategy', 'status'],
    (now) =>
      Object.entries(now.strategies).flatMap(([strategy, { accepted, rejected, failed }]) => [
        [[strategy, 'accepted'], accepted] as const,
        [[strategy, 'rejected'], rejected] as const,
        [[strategy, 'failed'], failed] as const,
      ]),
  ),
  gauge(
    'rewrite_tasks_deferred',
    "Tasks that failed for other than their document's fault and are tried again.",
    (now) => now.tasks.deferred,
  ),
  counter('rewrite_unaccepted_tasks_total', 'Rejected and failed tasks, by reason.', ['reason'], (now) =>
    byKey(now.reasons),
  ),
  counter('rewrite_accepted_tokens_total', 'Generated tokens of accepted records.', ['strategy'], (now) =>
    Object.entries(now.strategies).map(([name, { accepted_tokens: tokens }]) => [[name], tokens]),
  ),
  counter(
    'rewrite_completion_tokens_total',
    'Billed completion tokens; wasted ones are in no accepted record.',
    ['use'],
    (now) => [
      [['useful'], now.completion_tokens - now.wasted_tokens],
      [['wasted'], now.wasted_tokens],
    ],
  ),
  counter('rewrite_prompt_tokens_total', 'Billed prompt tokens, over all attempts.', [], (now) =>
    one(now.prompt_tokens),
  ),
  gauge(
    'rewrite_tokens_per_second',
    'Completion tokens a second over the last half minute.',
    (now) => now.tokens_per_second,
  ),
  gauge('rewrite_requests_in_flight', 'Requests in flight over all endpoints.', (now) => now.in_flight),
  gauge(
    'rewrite_requests_limit',
    'Requests that may be in flight: --concurrency, or what auto found.',
    (now) => now.concurrency,
  ),
  counter('rewrite_retries_total', 'Requests sent again since this process began.', ['fault'], (now) =>
    byKey(now.retries),
  ),
  endpointGauge(
    'rewrite_endpoint_up',
    '1 while requests are sent to an endpoint, 0 while its breaker is open.',
    ({ state }) => (state === 'open' ? 0 : 1),
  ),
  endpointGauge(
    'rewrite_endpoint_requests_in_flight',
    'Requests of this run at an endpoint.',
    (endpoint) => endpoint.in_flight,
  ),
  counter(
    'rewrite_endpoint_requests_total',
    'Requests that ended since this process began: answers, and faults.',
    ['endpoint', 'result'],
    (now) =>
      now.endpoints.flatMap(({ url, succeeded, failed }) => [
        [[url, 'answer'], succeeded] as const,
        [[url, 'fault'], failed] as const,
      ]),
  ),
  endpointGauge(
    'rewrite_endpoint_running',
    "Requests in the server's batch, as its /metrics say.",
    (endpoint) => endpoint.running,
  ),
  endpointGauge(
    'rewrite_endpoint_waiting',
    'Requests that wait at the server for a place in its batch, as its /metrics say.',
    (endpoint) => endpoint.waiting,
  ),
  endpointGauge(
    'rewrite_endpoint_kv_cache_use_ratio',
    'Share of its KV cache that the server uses, as its /metrics say.',
    (endpoint) => endpoint.kv_cache_use,
  ),
  endpointCounter(
    'rewrite_endpoint_prefix_cache_queries_total',
    'Prompt tokens that the server looked up in its prefix cache since this process began, of all its clients.',
    (endpoint) => endpoint.prefix_queries,
  ),
  endpointCounter(
    'rewrite_endpoint_prefix_cache_hits_total',
    'Prompt tokens that the server found in its prefix cache since this process began.',
    (endpoint) => endpoint.prefix_hits,
  ),
  endpointCounter(
    'rewrite_endpoint_preemptions_total',
    'Requests that the server threw out of its batch for lack of KV cache since this process began.',
    (endpoint) => endpoint.preemptions,
  ),
  counter(
    'rewrite_run_seconds_total',
    'Time of all processes of the run, from their beginning to their end.',
    [],
    (now) => one(now.time.seconds),
  ),
  counter(
    'rewrite_gpu_seconds_total',
    'Time of all processes of the run times the GPUs behind the endpoints.',
    [],
    (now) => one(now.time.gpu_seconds),
  ),
  counter('rewrite_paused_seconds_total', 'Time with no endpoint of some model usable.', [], (now) =>
    one(now.time.paused_seconds),
  ),
  counter('rewrite_work_seconds_total', 'Time with tasks to begin.', [], (now) => one(now.time.work_seconds)),
  counter(
    'rewrite_free_seconds_total',
    'Time with tasks to begin and more than 5% of the slots free: the servers could have had more.',
    [],
    (now) => one(now.time.free_seconds),
  ),
  counter('rewrite_slot_seconds_total', 'Slots times seconds while there were tasks to begin.', [], (now) =>
    one(now.time.slot_seconds),
  ),
  counter(
    'rewrite_in_flight_seconds_total',
    'Requests in flight times seconds while there were tasks to begin.',
    [],
    (now) => one(now.time.in_flight_seconds),
  ),
  gauge('rewrite_share_done', 'The part of the work of this process that is done, 0 to 1.', (now) => now.share_done),
  gauge('rewrite_eta_seconds', 'Seconds to the end, estimated.', (now) => now.eta_seconds),
  counter('rewrite_cost_total', 'Cost of the run, in the currency of the prices given.', [], (now) =>
    one(now.cost?.total),
  ),
  gauge(
    'rewrite_cost_per_million_accepted_tokens',
    'Cost of a million generated tokens of accepted records.',
    (now) => now.cost?.per_million_accepted_tokens,
  ),
  counter('rewrite_commits_total', 'Group commits of the ledger since this process began.', [], (now) =>
    one(now.process.commits),
  ),
  counter('rewrite_commit_seconds_total', 'Time that group commits took, since this process began.', [], (now) =>
    one(now.process.commit_seconds),
  ),
  counter('rewrite_shards_sealed_total', 'Shards written since this process began.', [], (now) =>
    one(now.process.shards_sealed),
  ),
  counter('rewrite_seal_seconds_total', 'Time that writing shards took, since this process began.', [], (now) =>
    one(now.process.seal_seconds),
  ),
  counter('rewrite_stalls_total', 'Times that the process did nothing for more than 200 ms.', [], (now) =>
    one(now.process.stalls),
  ),
  counter('rewrite_events_lost_total', 'Events that could not be written to events.jsonl.', [], (now) =>
    one(now.process.events_lost),
  ),
  {
    name: 'rewrite_event_loop_delay_seconds',
    type: 'gauge',
    help: 'Delay of the event loop since the last scrape.',
    labels: ['quantile'],
    read: (_, { loopDelay }) => byKey(loopDelay),
  },
  counter('process_cpu_seconds_total', 'User and system CPU time.', [], (_, { cpuSeconds }) => one(cpuSeconds)),
  {
    ...gauge('process_resident_memory_bytes', 'Resident memory.', () => null),
    read: (_, { residentBytes }) => one(residentBytes),
  },
  {
    ...gauge('nodejs_heap_size_used_bytes', 'JavaScript heap in use.', () => null),
    read: (_, { heapBytes }) => one(heapBytes),
  },
];

function counter(name: string, help: string, labels: readonly string[], read: RunMetric['read']): RunMetric {
  return { name, type: 'counter', help, labels, read };
}

/** A value without labels; null where it is not known: then the metric has no value. */
function gauge(name: string, help: string, read: (now: RunSnapshot) => number | null | undefined): RunMetric {
  return { name, type: 'gauge', help, labels: [], read: (now) => one(read(now)) };
}

function endpointGauge(name: string, help: string, read: (endpoint: EndpointStatus) => number | null): RunMetric {
  const samples = ({ endpoints }: RunSnapshot) =>
    endpoints.flatMap((endpoint) => {
      const value = read(endpoint);
      return value === null ? [] : [[[endpoint.url, endpoint.model], value] as const];
    });
  return { name, type: 'gauge', help, labels: ['endpoint', 'model'], read: samples };
}

function endpointCounter(...[name, help, read]: Parameters<typeof endpointGauge>): RunMetric {
  return { ...endpointGauge(name, help, read), type: 'counter' };
}

function one(value: number | null | undefined): Samples {
  return value === null || value === undefined ? [] : [[[], value]];
}

function byKey(counts: Readonly<Record<string, number>>): Samples {
  return Object.entries(counts).map(([key, value]) => [[key], value]);
}
