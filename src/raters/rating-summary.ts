import type { JsonObject } from '../vocabulary/json.ts';

/** A column of numbers over all documents. */
export interface NumberColumn {
  readonly kind: 'numbers';
  readonly documents: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Share of the documents (`0.9`) → the value that so many are below; from an even sample of a large corpus. */
  readonly quantiles: Readonly<Record<string, number>>;
  /** Of a scale, which has few values: value → documents, from the least value on; absent where there are many. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** A column of names, or of lists of them: how many documents have each, most frequent first. */
export interface NamesColumn {
  readonly kind: 'names';
  readonly documents: number;
  readonly counts: Readonly<Record<string, number>>;
}

export type ColumnSummary = NumberColumn | NamesColumn;

/** Gathers what ratings look like, in memory that does not grow with their number. */
export interface RatingSummary {
  add(rating: JsonObject): void;
  /** By column, in the order of the first rating. */
  columns(): Readonly<Record<string, ColumnSummary>>;
}

/** The quantiles that are told. */
const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] as const;
/** Values of a column that are kept: at 0.99, 80 of them are above. */
const SAMPLE = 8_192;

/** A column of more different values than this is no scale, nor is one of anything but whole numbers. */
const MOST_VALUES = 12;

/** A summary of no ratings. */
export function createRatingSummary(): RatingSummary {
  const gatherers = new Map<string, Gatherer>();
  const gathererOf = (column: string, value: unknown): Gatherer | undefined => {
    const known = gatherers.get(column);
    if (known !== undefined) return known;
    const named = typeof value === 'string' || Array.isArray(value);
    const fresh = typeof value === 'number' ? gatherNumbers() : named ? gatherNames() : undefined;
    if (fresh !== undefined) gatherers.set(column, fresh);
    return fresh;
  };
  return {
    add(rating) {
      for (const [column, value] of Object.entries(rating)) gathererOf(column, value)?.add(value);
    },
    columns: () => Object.fromEntries([...gatherers].map(([column, gatherer]) => [column, gatherer.summary()])),
  };
}

interface Gatherer {
  add(value: unknown): void;
  summary(): ColumnSummary;
}

function gatherNumbers(): Gatherer {
  let documents = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  // Each `step`-th value: when there are too many, every second of them goes.
  let sample: number[] = [];
  let step = 1;
  const values = new Map<number, number>();
  let isScale = true;
  return {
    add(value) {
      if (typeof value !== 'number') return;
      isScale &&= Number.isInteger(value);
      if (isScale && values.size <= MOST_VALUES) values.set(value, (values.get(value) ?? 0) + 1);
      if (documents % step === 0) {
        sample.push(value);
        if (sample.length === 2 * SAMPLE) {
          sample = sample.filter((_, place) => place % 2 === 0);
          step *= 2;
        }
      }
      documents += 1;
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    },
    summary() {
      const sorted = Float64Array.from(sample).sort();
      const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
      const quantiles = Object.fromEntries(SHARES.map((share) => [String(share), at(share)]));
      const scale = [...values].sort(([left], [right]) => left - right);
      const counts = isScale && values.size <= MOST_VALUES ? { counts: Object.fromEntries(scale) } : {};
      return { kind: 'numbers', documents, mean: sum / documents, min, max, quantiles, ...counts };
    },
  };
}

function gatherNames(): Gatherer {
  let documents = 0;
  const counts = new Map<string, number>();
  return {
    add(value) {
      const names = typeof value === 'string' ? [value] : value;
      if (!Array.isArray(names)) return;
      documents += 1;
      for (const name of new Set(names.map(String))) counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    summary() {
      const sorted = [...counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1));
      return { kind: 'names', documents, counts: Object.fromEntries(sorted) };
    },
  };
}
