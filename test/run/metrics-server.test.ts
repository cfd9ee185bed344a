import { describe, expect, it, onTestFinished } from 'vitest';
import { serveMetrics } from '../../src/run/metrics-server.ts';
import { RUN_METRICS } from '../../src/run/run-metrics.ts';
import { ENDPOINT, SNAPSHOT } from '../cli/snapshot.ts';
import { documents, scriptedModel, workspace } from './harness.ts';

describe('--metrics-port', () => {
  it('serves a run’s counts on loopback while it goes on, and frees the port', async () => {
    const place = await workspace({ input: { 'x.jsonl': documents(40) }, strategies: { a: '' } });
    let port = 0;
    let scraped = '';
    const model = scriptedModel({
      concurrency: 4,
      delay: ({ requestId }) => (requestId.startsWith('d39/') ? 300 : 0),
      onPrompt: ({ requestId }) => {
        if (!requestId.startsWith('d39/')) return;
        setTimeout(
          () => void fetch(`http://127.0.0.1:${port}/metrics`).then(async (reply) => (scraped = await reply.text())),
          120,
        );
      },
    });
    await place.run(
      { out: place.out('run'), metrics_port: 0 },
      model,
      undefined,
      (begin) => (port = begin.metricsPort ?? 0),
    );
    expect(scraped).toContain('rewrite_tasks_total{strategy="a",status="accepted"} 39');
    expect(scraped).toMatch(/rewrite_accepted_tokens_total\{strategy="a"\} [1-9]/);
    expect(scraped).toContain('rewrite_requests_in_flight 1');
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  });

  it('gives every metric a help text and a name by the conventions, and none without a value that is known', async () => {
    const metrics = await serveMetrics(0, () => SNAPSHOT);
    onTestFinished(() => metrics.close());
    const text = await (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text();
    for (const { name, type, help } of RUN_METRICS) {
      expect(text).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(help).toMatch(/^[A-Z\d].{10,}\.$/);
    }
    expect(new Set(RUN_METRICS.map(({ name }) => name)).size).toBe(RUN_METRICS.length);
    expect(text).not.toMatch(/^rewrite_(cost_total|share_done|cost_per_million_accepted_tokens) /m);
    expect(text).toContain('\nrewrite_eta_seconds 3725\n');
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]/m);
    expect(text).toMatch(/^rewrite_event_loop_delay_seconds\{quantile="0.99"\} \d/m);
    for (const line of text.split('\n')) {
      expect(line).toMatch(/^(#.*|[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? [\d.e+-]+|)$/);
    }
  });

  it('shows each endpoint, its breaker and what its own metrics say', async () => {
    const { url, model } = ENDPOINT;
    const endpoints = [ENDPOINT, { ...ENDPOINT, url: 'b', state: 'open', waiting: null, prefix_hits: null }];
    const cost = { total: 2.5, per_million_accepted_tokens: 1.25, gpu_hours: 1, strategies: {} };
    const metrics = await serveMetrics(0, () => ({ ...SNAPSHOT, endpoints, cost, retries: { timeout: 3 } }));
    onTestFinished(() => metrics.close());
    const text = await (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text();
    const labels = `{endpoint="${url}",model="${model}"}`;
    expect(text).toContain(`rewrite_endpoint_up${labels} 1\nrewrite_endpoint_up{endpoint="b",model="m"} 0\n`);
    expect(text).toContain(`rewrite_endpoint_prefix_cache_hits_total${labels} 610\n\n`);
    expect(text).toContain(`rewrite_endpoint_waiting${labels} 4\n\n`);
    expect(text).toContain('rewrite_endpoint_requests_total{endpoint="b",result="answer"} 2500');
    expect(text).toContain('rewrite_cost_total 2.5\n');
    expect(text).toContain('rewrite_retries_total{fault="timeout"} 3\n');
  });

  it('looks once a scrape, forgets what is gone, and answers 500 where it cannot look', async () => {
    let looks = 0;
    const metrics = await serveMetrics(0, () => {
      looks += 1;
      if (looks === 3) throw new Error('cannot look');
      return { ...SNAPSHOT, reasons: { [`reason_${looks}`]: 5 } };
    });
    onTestFinished(() => metrics.close());
    const scrape = () => fetch(`http://127.0.0.1:${metrics.port}/metrics`);
    await (await scrape()).text();
    const second = await (await scrape()).text();
    expect(looks).toBe(2);
    expect(second).toContain('rewrite_unaccepted_tasks_total{reason="reason_2"} 5\n\n');
    expect(second).not.toContain('reason_1');
    const failed = await scrape();
    expect([failed.status, await failed.text()]).toEqual([500, 'Error: cannot look']);
    expect((await fetch(`http://127.0.0.1:${metrics.port}/`)).status).toBe(404);
  });

  it('says when the port is taken', async () => {
    const snapshot = () => {
      throw new Error('never asked');
    };
    const first = await serveMetrics(0, snapshot);
    onTestFinished(() => first.close());
    await expect(serveMetrics(first.port, snapshot)).rejects.toThrow(/--metrics-port \d+ cannot be had/);
  });
});
