/** Counts of values by bucket, as Prometheus has them. */
export interface Histogram {
  /** Counts a value, `weight` times. */
  observe(value: number, weight?: number): void;
  /** Its lines in Prometheus' text format, without HELP and TYPE. `labels` is `name="value",…`. */
  lines(name: string, labels: string): string[];
}

/** Takes the buckets' upper bounds, ascending. */
export function createHistogram(bounds: readonly number[]): Histogram {
  const counts = [...bounds.map(() => 0), 0];
  let sum = 0;
  return {
    observe(value, weight = 1) {
      let low = 0;
      let high = bounds.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (value <= (bounds[middle] ?? Infinity)) high = middle;
        else low = middle + 1;
      }
      counts[low] = (counts[low] ?? 0) + weight;
      sum += value * weight;
    },
    lines(name, labels) {
      let total = 0;
      const buckets = counts.map((count, index) => {
        total += count;
        const bound = bounds[index];
        const le = bound === undefined ? '+Inf' : Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
        return `${name}_bucket{${labels},le="${le}"} ${total}`;
      });
      return [...buckets, `${name}_count{${labels}} ${total}`, `${name}_sum{${labels}} ${sum}`];
    },
  };
}
