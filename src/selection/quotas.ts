/** What a domain has to give, or is to give: documents and their tokens. */
export interface DomainTally {
  readonly documents: number;
  readonly tokens: number;
}

/** How a budget is split over domains: by what each has, in equal parts, or as somebody says. */
export type DomainShares = 'proportional' | 'balanced' | ReadonlyMap<string, number>;

/** The most that may be taken; undefined is no bound. */
export interface Bounds {
  readonly documents: number | undefined;
  readonly tokens: number | undefined;
}

/** What is to be taken of one domain: it gives until it has given so many documents, or until its tokens reach these. */
export interface Quota {
  /** A whole number, or infinity. */
  readonly documents: number;
  /** May be a fraction, or infinity. */
  readonly tokens: number;
}

/**
 * Splits bounds over domains. `proportional`: the token budget by share of tokens (DataMan: by source domain, then by
 * application domain within; both at once is the same), the limit by share of documents. A domain without a share gets
 * nothing. Without bounds every domain that has a share gives all. The documents of all quotas add up to the limit.
 */
export function quotasOf(
  tallies: ReadonlyMap<string, DomainTally>,
  shares: DomainShares,
  bounds: Bounds,
): Map<string, Quota> {
  const names = [...(typeof shares === 'string' ? tallies.keys() : shares.keys())];
  const documents = parts(names.map(shareIn('documents')), bounds.documents);
  const tokens = parts(names.map(shareIn('tokens')), bounds.tokens);
  const whole = bounds.documents === undefined ? documents : roundedTo(bounds.documents, documents);
  return new Map(names.map((name, at) => [name, { documents: whole[at] ?? 0, tokens: tokens[at] ?? 0 }]));

  function shareIn(unit: keyof DomainTally): (name: string) => number {
    if (typeof shares !== 'string') return (name) => shares.get(name) ?? 0;
    if (shares === 'balanced') return () => 1 / tallies.size;
    const total = [...tallies.values()].reduce((sum, tally) => sum + tally[unit], 0);
    return (name) => (total === 0 ? 0 : (tallies.get(name)?.[unit] ?? 0) / total);
  }
}

function parts(shares: readonly number[], bound: number | undefined): number[] {
  if (bound !== undefined) return shares.map((share) => share * bound);
  return shares.map((share) => (share > 0 ? Number.POSITIVE_INFINITY : 0));
}

/** Whole numbers that add up to `sum`: each rounded down, and one more for those of the largest remainders. */
function roundedTo(sum: number, values: readonly number[]): number[] {
  const rounded = values.map(Math.floor);
  const byRemainder = [...values.keys()].sort((a, b) => remainderOf(values[b]) - remainderOf(values[a]) || a - b);
  let left =
    Math.round(
      Math.min(
        sum,
        values.reduce((total, value) => total + value, 0),
      ),
    ) - rounded.reduce((total, value) => total + value, 0);
  for (const at of byRemainder) {
    if (left <= 0) break;
    rounded[at] = (rounded[at] ?? 0) + 1;
    left -= 1;
  }
  return rounded;
}

function remainderOf(value = 0): number {
  return value - Math.floor(value);
}
