import { describe, expect, it, onTestFinished } from 'vitest';
import { serveMetrics } from '../../src/run/metrics-server.ts';
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
    expect(scraped).toContain('rewrite_tasks_total{status="accepted"} 39');
    expect(scraped).toMatch(/rewrite_accepted_tokens_total\{strategy="a"\} [1-9]/);
    expect(scraped).toContain('rewrite_requests_in_flight 1');
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
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
