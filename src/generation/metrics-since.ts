import type { ServerMetrics } from './server-metrics.ts';

/** The metrics that count since the server started, and so fall back when it starts again. */
export type ServerCounters = Pick<ServerMetrics, 'preemptions' | 'prefixQueries' | 'prefixHits'>;

const NONE: ServerCounters = { preemptions: 0, prefixQueries: 0, prefixHits: 0 };

/** Counters since the run began, over restarts of the server. */
export interface MetricsSince {
  /** As the server told them last; undefined before the first look. */
  readonly last: ServerCounters | undefined;
  readonly sum: ServerCounters;
}

export const NOTHING_SINCE: MetricsSince = { last: undefined, sum: NONE };

/**
 * Adds a look at a server's counters. The first one only says where they stood. A counter that fell belongs to a
 * server that was started again: what it shows now came since then.
 */
export function addMetrics(since: MetricsSince, now: ServerCounters): MetricsSince {
  const { last, sum } = since;
  const { preemptions, prefixQueries, prefixHits } = now;
  const counters = { preemptions, prefixQueries, prefixHits };
  if (last === undefined) return { last: counters, sum };
  // One restart sets all of them back, whichever shows it.
  const restarted =
    preemptions < last.preemptions || prefixQueries < last.prefixQueries || prefixHits < last.prefixHits;
  const base = restarted ? NONE : last;
  return {
    last: counters,
    sum: {
      preemptions: sum.preemptions + preemptions - base.preemptions,
      prefixQueries: sum.prefixQueries + prefixQueries - base.prefixQueries,
      prefixHits: sum.prefixHits + prefixHits - base.prefixHits,
    },
  };
}
