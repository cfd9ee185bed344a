import { createHistogram, type Histogram } from './histogram.ts';
import type { Engine, JobTiming } from './job.ts';
import { BLOCK_TOKENS } from './prompt-blocks.ts';

/** Why a request is over, as vLLM names it. */
const FINISHED_REASONS = ['stop', 'length', 'abort', 'error'] as const;
type FinishedReason = (typeof FINISHED_REASONS)[number];

/** vLLM's buckets, in seconds (`vllm/v1/metrics/loggers.py`). */
const LATENCY = [0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680];
const FIRST_TOKEN = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80, 160, 640, 2560,
];
const BETWEEN_TOKENS = [0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80];

/** What a vLLM process counts beside its engine's counters. */
export interface RequestMetrics {
  finished(reason: FinishedReason, timing?: JobTiming): void;
  /** So many tokens came `ms` after those before them. */
  decoded(ms: number, tokens: number): void;
  readonly reasons: Readonly<Record<FinishedReason, number>>;
  readonly histograms: readonly { readonly name: string; readonly help: string; readonly histogram: Histogram }[];
}

/** Everything at zero. */
export function createRequestMetrics(): RequestMetrics {
  const reasons = { stop: 0, length: 0, abort: 0, error: 0 };
  const [wholeTime, firstToken, queue] = [LATENCY, FIRST_TOKEN, LATENCY].map(createHistogram) as [
    Histogram,
    Histogram,
    Histogram,
  ];
  const between = createHistogram(BETWEEN_TOKENS);
  return {
    reasons,
    finished(reason, timing) {
      reasons[reason] += 1;
      if (timing === undefined) return;
      wholeTime.observe((timing.finishedAt - timing.arrivedAt) / 1000);
      firstToken.observe((timing.firstTokenAt - timing.arrivedAt) / 1000);
      queue.observe((timing.startedAt - timing.arrivedAt) / 1000);
    },
    decoded: (ms, tokens) => between.observe(ms / 1000, tokens),
    histograms: [
      {
        name: 'vllm:time_to_first_token_seconds',
        help: 'Histogram of time to first token in seconds.',
        histogram: firstToken,
      },
      {
        name: 'vllm:inter_token_latency_seconds',
        help: 'Histogram of inter-token latency in seconds.',
        histogram: between,
      },
      {
        name: 'vllm:e2e_request_latency_seconds',
        help: 'Histogram of e2e request latency in seconds.',
        histogram: wholeTime,
      },
      {
        name: 'vllm:request_queue_time_seconds',
        help: 'Histogram of time spent in WAITING phase for request.',
        histogram: queue,
      },
    ],
  };
}

export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * The metrics of one engine in Prometheus' text format, under the names, types and labels of vLLM 0.15's V1 engine, as
 * far as there is something to tell. Written when asked for: a request costs nothing here.
 */
export function metricsText(engine: Engine, requests: RequestMetrics, model: string): string {
  const labels = `engine="0",model_name="${escaped(model)}"`;
  const { counters } = engine;
  const lines: string[] = [];
  const family = (name: string, type: 'gauge' | 'counter' | 'histogram', help: string, samples: readonly string[]) =>
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples);
  const single = (name: string, type: 'gauge' | 'counter', help: string, value: number) =>
    family(name, type, help, [`${name}{${labels}} ${value}`]);

  single('vllm:num_requests_running', 'gauge', 'Number of requests in model execution batches.', engine.running);
  single('vllm:num_requests_waiting', 'gauge', 'Number of requests waiting to be processed.', engine.waiting);
  single('vllm:kv_cache_usage_perc', 'gauge', 'KV-cache usage. 1 means 100 percent usage.', engine.kvUsage);
  single(
    'vllm:prefix_cache_queries_total',
    'counter',
    'Prefix cache queries, in terms of number of queried tokens.',
    counters.prefixQueries,
  );
  single(
    'vllm:prefix_cache_hits_total',
    'counter',
    'Prefix cache hits, in terms of number of cached tokens.',
    counters.prefixHits,
  );
  single(
    'vllm:num_preemptions_total',
    'counter',
    'Cumulative number of preemption from the engine.',
    counters.preemptions,
  );
  single('vllm:prompt_tokens_total', 'counter', 'Number of prefill tokens processed.', counters.promptTokens);
  single(
    'vllm:generation_tokens_total',
    'counter',
    'Number of generation tokens processed.',
    counters.generationTokens,
  );
  family(
    'vllm:request_success_total',
    'counter',
    'Count of successfully processed requests.',
    FINISHED_REASONS.map(
      (reason) => `vllm:request_success_total{${labels},finished_reason="${reason}"} ${requests.reasons[reason]}`,
    ),
  );
  family('vllm:cache_config_info', 'gauge', 'Information of the LLMEngine CacheConfig', [
    `vllm:cache_config_info{block_size="${BLOCK_TOKENS}",enable_prefix_caching="True",engine="0",` +
      `num_gpu_blocks="${engine.kvBlocks}"} 1`,
  ]);
  for (const { name, help, histogram } of requests.histograms) {
    family(name, 'histogram', help, histogram.lines(name, labels));
  }
  return `${lines.join('\n')}\n`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
