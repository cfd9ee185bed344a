/** What a server's `/metrics` say about its load, summed over its engines. */
export interface ServerMetrics {
  /** Requests in the running batch. */
  readonly running: number;
  /** Requests that wait for a place in it. */
  readonly waiting: number;
  /** Share of the KV cache in use, 0 to 1, of the fullest engine; undefined when not reported. */
  readonly kvCacheUse: number | undefined;
  /** Requests thrown out of the batch for lack of KV cache, since the server started. */
  readonly preemptions: number;
  /** Prompt tokens looked up in the prefix cache and found there, since the server started. */
  readonly prefixQueries: number;
  readonly prefixHits: number;
}

type Gauge = keyof ServerMetrics;

/** Metric name → what it is here: vLLM since 0.6, SGLang, llama.cpp. */
const NAMES: ReadonlyMap<string, Gauge> = new Map([
  ['vllm:num_requests_running', 'running'],
  ['vllm:num_requests_waiting', 'waiting'],
  ['vllm:kv_cache_usage_perc', 'kvCacheUse'],
  ['vllm:gpu_cache_usage_perc', 'kvCacheUse'],
  ['vllm:num_preemptions_total', 'preemptions'],
  ['vllm:prefix_cache_queries_total', 'prefixQueries'],
  ['vllm:prefix_cache_hits_total', 'prefixHits'],
  ['vllm:gpu_prefix_cache_queries_total', 'prefixQueries'],
  ['vllm:gpu_prefix_cache_hits_total', 'prefixHits'],
  ['sglang:num_running_reqs', 'running'],
  ['sglang:num_queue_reqs', 'waiting'],
  ['sglang:token_usage', 'kvCacheUse'],
  ['sglang:num_retracted_requests_total', 'preemptions'],
  ['sglang:prompt_tokens_total', 'prefixQueries'],
  ['sglang:cached_tokens_total', 'prefixHits'],
  ['llamacpp:requests_processing', 'running'],
  ['llamacpp:requests_deferred', 'waiting'],
]);

/** A sample of one of them: name, labels (whose values may hold spaces and braces), value, perhaps a time. */
const SAMPLE = new RegExp(`^(${[...NAMES.keys()].join('|')})(?:\\{.*\\})?[ \\t]+(\\S+)`, 'gm');

/**
 * Reads the load out of a Prometheus text exposition. Undefined when it has no count of running requests, so that
 * nothing can be learnt from it. What cannot be read is skipped.
 */
export function parseServerMetrics(text: string): ServerMetrics | undefined {
  const found = new Map<Gauge, number>();
  for (const [, name = '', number] of text.matchAll(SAMPLE)) {
    const gauge = NAMES.get(name);
    const value = Number(number);
    if (gauge === undefined || !Number.isFinite(value)) continue;
    const before = found.get(gauge) ?? 0;
    found.set(gauge, gauge === 'kvCacheUse' ? Math.max(before, value) : before + value);
  }
  const running = found.get('running');
  if (running === undefined) return undefined;
  const prefixHits = found.get('prefixHits');
  return {
    running,
    waiting: found.get('waiting') ?? 0,
    kvCacheUse: found.get('kvCacheUse'),
    preemptions: found.get('preemptions') ?? 0,
    // Prompt tokens without a count of those found (SGLang before it had one) say nothing about the cache.
    prefixQueries: prefixHits === undefined ? 0 : (found.get('prefixQueries') ?? 0),
    prefixHits: prefixHits ?? 0,
  };
}
