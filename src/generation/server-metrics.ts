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

/** Metric name → what it is here: vLLM 0.6 to 0.15, then SGLang. */
const NAMES: Readonly<Record<string, Gauge>> = {
  'vllm:num_requests_running': 'running',
  'vllm:num_requests_waiting': 'waiting',
  'vllm:kv_cache_usage_perc': 'kvCacheUse',
  'vllm:gpu_cache_usage_perc': 'kvCacheUse',
  'vllm:num_preemptions_total': 'preemptions',
  'vllm:prefix_cache_queries_total': 'prefixQueries',
  'vllm:prefix_cache_hits_total': 'prefixHits',
  'vllm:gpu_prefix_cache_queries_total': 'prefixQueries',
  'vllm:gpu_prefix_cache_hits_total': 'prefixHits',
  'sglang:num_running_reqs': 'running',
  'sglang:num_queue_reqs': 'waiting',
  'sglang:token_usage': 'kvCacheUse',
  'sglang:num_retracted_requests_total': 'preemptions',
};

/**
 * Reads the load out of a Prometheus text exposition. Undefined when it has no count of running requests, so that
 * nothing can be learnt from it. Lines that cannot be read are skipped.
 */
export function parseServerMetrics(text: string): ServerMetrics | undefined {
  const found = new Map<Gauge, number>();
  for (const line of text.split('\n')) {
    if (!line.startsWith('vllm:') && !line.startsWith('sglang:')) continue;
    const end = line.search(/[{ ]/);
    const gauge = end === -1 ? undefined : NAMES[line.slice(0, end)];
    if (gauge === undefined) continue;
    // A label's value may hold spaces and braces; after the last brace come the value and perhaps a time.
    const value = Number(
      line
        .slice(Math.max(end, line.lastIndexOf('}') + 1))
        .trim()
        .split(' ')[0],
    );
    if (!Number.isFinite(value)) continue;
    const before = found.get(gauge) ?? 0;
    found.set(gauge, gauge === 'kvCacheUse' ? Math.max(before, value) : before + value);
  }
  const running = found.get('running');
  if (running === undefined) return undefined;
  return {
    running,
    waiting: found.get('waiting') ?? 0,
    kvCacheUse: found.get('kvCacheUse'),
    preemptions: found.get('preemptions') ?? 0,
    prefixQueries: found.get('prefixQueries') ?? 0,
    prefixHits: found.get('prefixHits') ?? 0,
  };
}
