import { expect, it } from 'vitest';
import { parseServerMetrics } from '../../src/generation/server-metrics.ts';

it('reads vLLM, summed over its engines', () => {
  const metrics = parseServerMetrics(`# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="a b} c"} 200.0
vllm:num_requests_running{engine="1",model_name="a b} c"} 56.0
vllm:num_requests_waiting{engine="0",model_name="tiny"} 3.0
vllm:num_requests_waiting_by_reason{engine="0",reason="capacity"} 99.0
vllm:kv_cache_usage_perc{engine="0"} 0.25
vllm:kv_cache_usage_perc{engine="1"} 0.75
vllm:num_preemptions_total{engine="0"} 7.0
vllm:prefix_cache_queries_total{engine="0"} 1.0e+06
vllm:prefix_cache_hits_total{engine="0"} 400000.0 1700000000000
vllm:request_success_total{finished_reason="stop"} 12
process_open_fds 12
`);
  expect(metrics).toEqual({
    running: 256,
    waiting: 3,
    kvCacheUse: 0.75,
    preemptions: 7,
    prefixQueries: 1_000_000,
    prefixHits: 400_000,
  });
});

it('reads SGLang', () => {
  const text = 'sglang:num_running_reqs{model_name="t"} 12\nsglang:num_queue_reqs 4\nsglang:token_usage 0.5\n';
  expect(parseServerMetrics(text)).toMatchObject({ running: 12, waiting: 4, kvCacheUse: 0.5, preemptions: 0 });
});

it("reads SGLang's prefix cache where it counts what was found", () => {
  const text = 'sglang:num_running_reqs 1\nsglang:prompt_tokens_total{model_name="t"} 1000\n';
  expect(parseServerMetrics(text)).toMatchObject({ prefixQueries: 0, prefixHits: 0 });
  const cached = `${text}sglang:cached_tokens_total{cache_source="device"} 300\nsglang:cached_tokens_total{cache_source="host"} 50\n`;
  expect(parseServerMetrics(cached)).toMatchObject({ prefixQueries: 1_000, prefixHits: 350 });
});

it('reads llama.cpp', () => {
  const text = 'llamacpp:requests_processing 4\nllamacpp:requests_deferred 2\n';
  expect(parseServerMetrics(text)).toMatchObject({ running: 4, waiting: 2, kvCacheUse: undefined });
});

it.each(['', '<html></html>', 'vllm:num_requests_waiting 3', 'vllm:num_requests_running NaN', 'vllm:'])(
  'learns nothing from %j',
  (text) => expect(parseServerMetrics(text)).toBeUndefined(),
);
