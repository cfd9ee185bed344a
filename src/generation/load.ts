import type { FleetLoad } from './fleet.ts';
import type { ServerMetrics } from './server-metrics.ts';

/** What the controller of concurrency looks at. */
export interface LoadSource {
  /** Counters since the start, per configured model. */
  loads(): readonly FleetLoad[];
  /** `/metrics` of every usable endpoint that has them. Never rejects. */
  scrape(): Promise<readonly { readonly endpoint: string; readonly metrics: ServerMetrics }[]>;
}
