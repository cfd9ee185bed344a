import { createServer } from 'node:http';
import { Counter, Gauge, Registry } from 'prom-client';
import { usageError } from '../vocabulary/error.ts';
import type { RunSnapshot } from './snapshot.ts';

/** A running metrics server. */
export interface MetricsServer {
  readonly port: number;
  /** Frees the port; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Serves what `snapshot` says as Prometheus metrics at `http://127.0.0.1:<port>/metrics`, on loopback alone; port 0
 * takes a free one. Throws a usage error when the port cannot be had.
 */
export async function serveMetrics(port: number, snapshot: () => RunSnapshot): Promise<MetricsServer> {
  const registry = createRegistry(snapshot);
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end('Metrics are at /metrics.\n');
      return;
    }
    void registry // a scrape that fails answers 500 and never touches the run
      .metrics()
      .then((text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(usageError(`--metrics-port ${port} cannot be had: ${error.message}`, error)),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createRegistry(snapshot: () => RunSnapshot): Registry {
  const registry = new Registry();
  const registers = [registry];
  const counter = (
    name: string,
    help: string,
    label: string,
    read: (now: RunSnapshot) => Readonly<Record<string, number>>,
  ) =>
    new Counter({
      name: `rewrite_${name}`,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [key, value] of Object.entries(read(snapshot()))) this.inc({ [label]: key }, value);
      },
    });
  const gauge = (name: string, help: string, read: (now: RunSnapshot) => number) =>
    new Gauge({
      name: `rewrite_${name}`,
      help,
      registers,
      collect() {
        this.set(read(snapshot()));
      },
    });
  counter('documents_total', 'Settled documents of the input.', 'outcome', ({ documents, used }) => ({
    used,
    skipped: documents - used,
  }));
  counter('tasks_total', 'Settled tasks.', 'status', ({ tasks: { accepted, rejected, failed, deferred } }) => ({
    accepted,
    rejected,
    failed,
    deferred,
  }));
  counter('unaccepted_tasks_total', 'Rejected and failed tasks.', 'reason', ({ reasons }) => reasons);
  counter('accepted_tokens_total', 'Generated tokens of accepted records.', 'strategy', ({ strategies }) => strategies);
  counter('completion_tokens_total', 'Billed completion tokens.', 'use', (now) => ({
    useful: now.completion_tokens - now.wasted_tokens,
    wasted: now.wasted_tokens,
  }));
  gauge('tokens_per_second', 'Completion tokens a second over the last half minute.', (now) => now.tokens_per_second);
  gauge('requests_in_flight', 'Requests in flight over all endpoints.', (now) => now.in_flight);
  gauge('requests_limit', 'Requests that may be in flight.', (now) => now.concurrency);
  const endpointUp = new Gauge({
    name: 'rewrite_endpoint_up',
    help: '1 while requests are sent to an endpoint, 0 while its breaker is open.',
    labelNames: ['endpoint'],
    registers: [],
    collect() {
      this.reset();
      for (const { url, state } of snapshot().endpoints) this.set({ endpoint: url }, state === 'open' ? 0 : 1);
    },
  });
  registry.registerMetric(endpointUp);
  return registry;
}
