import { Counter, Gauge, Registry } from 'prom-client';
import type { SimulatorSettings } from './options.ts';
import type { SimulatorStats } from './stats.ts';

/** vLLM's default `--max-num-seqs`: what the KV cache is taken to hold where the simulator has no slots. */
const DEFAULT_SEQUENCES = 256;

/**
 * The metrics that vLLM's V1 engine serves, under its names and with its labels, as far as clients steer by them.
 * Takes a function that tells the statistics of the moment. The KV cache is taken to hold one full context a slot.
 */
export function createMetrics(settings: SimulatorSettings, stats: () => SimulatorStats): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ engine: '0', model_name: settings.model });
  const registers = [registry];
  const cacheTokens = (settings.slots ?? DEFAULT_SEQUENCES) * settings.contextLength;

  function gauge(name: string, help: string, read: (stats: SimulatorStats) => number): void {
    const metric: Gauge = new Gauge({ name, help, registers, collect: () => metric.set(read(stats())) });
  }
  function counter(name: string, help: string, read: (stats: SimulatorStats) => number): void {
    const metric: Counter = new Counter({
      name,
      help,
      registers,
      collect: () => {
        metric.reset();
        metric.inc(read(stats()));
      },
    });
  }

  gauge('vllm:num_requests_running', 'Number of requests in model execution batches.', ({ running }) => running);
  gauge('vllm:num_requests_waiting', 'Number of requests waiting to be processed.', ({ waiting }) => waiting);
  gauge('vllm:kv_cache_usage_perc', 'KV-cache usage. 1 means 100 percent usage.', ({ tokensInFlight }) =>
    Math.min(1, tokensInFlight / cacheTokens),
  );
  counter('vllm:num_preemptions_total', 'Cumulative number of preemptions from the engine.', () => 0);
  counter('vllm:prompt_tokens_total', 'Number of prefill tokens processed.', ({ promptTokens }) => promptTokens);
  counter(
    'vllm:generation_tokens_total',
    'Number of generation tokens processed.',
    ({ generationTokens }) => generationTokens,
  );
  return registry;
}
