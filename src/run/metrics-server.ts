import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Registry } from 'prom-client';
import { usageError } from '../vocabulary/error.ts';
import { type ProcessReading, RUN_METRICS } from './run-metrics.ts';
import type { RunSnapshot } from './snapshot.ts';

/** How often the event loop is looked at, in milliseconds. */
const LOOP_RESOLUTION_MS = 20;

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
  const { registry, fill } = createRegistry();
  const watched = watchProcess();
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end('Metrics are at /metrics.\n');
      return;
    }
    void Promise.resolve() // a scrape that fails answers 500 and never touches the run
      .then(() => {
        fill(snapshot(), watched.read());
        return registry.metrics();
      })
      .then((text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      watched.close();
      reject(usageError(`--metrics-port ${port} cannot be had: ${error.message}`, error));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        watched.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A registry of every metric, and how to fill it with what is seen at one moment. */
function createRegistry(): { registry: Registry; fill: (now: RunSnapshot, process: ProcessReading) => void } {
  const registry = new Registry();
  const filled = RUN_METRICS.map(({ name, type, help, labels, read }) => {
    const config = { name, help, labelNames: [...labels], registers: [registry] };
    return { labels, read, metric: type === 'counter' ? new Counter(config) : new Gauge(config) };
  });
  return {
    registry,
    fill(now, process) {
      for (const { labels, read, metric } of filled) {
        metric.reset();
        // Without labels a metric that is reset says 0, which an unknown value is not.
        if (labels.length === 0) metric.remove();
        for (const [values, value] of read(now, process)) {
          const named = Object.fromEntries(labels.map((label, index) => [label, values[index] ?? '']));
          if (Number.isFinite(value)) metric.inc(named, Math.max(0, value));
        }
      }
    },
  };
}

/** Reads what the process says of itself; `close` ends the watching of its event loop. */
function watchProcess(): { read: () => ProcessReading; close: () => void } {
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delay.enable();
  return {
    read() {
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      // Node counts the pause between two looks in.
      const quantile = (percent: number) => Math.max(0, delay.percentile(percent) / 1e9 - LOOP_RESOLUTION_MS / 1e3);
      const loopDelay = { '0.5': quantile(50), '0.99': quantile(99), '1': quantile(100) };
      delay.reset();
      return { cpuSeconds: (user + system) / 1e6, residentBytes: rss, heapBytes: heapUsed, loopDelay };
    },
    close: () => delay.disable(),
  };
}
