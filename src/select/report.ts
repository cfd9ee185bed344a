import type { WrittenShard } from '../emission/write-shard.ts';
import type { ConceptCluster, Concepts } from '../concepts/concepts.ts';
import type { KeptShareRule } from '../concepts/quotas.ts';
import type { DomainTally } from '../selection/quotas.ts';
import type { SampledDomain, SampledGroup } from './sample.ts';
import type { Choice } from './choose.ts';
import type { SelectionPlan } from './plan.ts';
import type { ReadFile } from './read-candidates.ts';
import type { BandLimits } from './screen-band.ts';

/** What a domain was to give, had and gave. Shares are of tokens. */
interface DomainReport {
  readonly before: DomainTally & { readonly share: number };
  readonly after: DomainTally & { readonly share: number };
  /** Documents that repeat another one of it. */
  readonly copies: number;
  /** The lowest score that was taken; null for methods that draw. */
  readonly least_score: number | null;
}

/** A domain that has less than its part of the bounds. */
interface Shortfall {
  readonly domain: string;
  readonly unit: 'documents' | 'tokens';
  readonly wanted: number;
  readonly got: number;
}

interface ConceptReport {
  readonly duplicates: number;
  readonly redundant: number;
  /** By which the kept share of each cluster follows from its spread. */
  readonly rule: KeptShareRule;
  readonly clusters: readonly ConceptCluster[];
}

interface ScoreReport {
  readonly mean: number;
  readonly deviation: number;
}

/** `selection.json`, field by field. Every document read is chosen or dropped for one reason. */
export interface SelectionReport {
  readonly command: 'select';
  readonly tool_version: string;
  readonly started_at: string;
  readonly finished_at: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly input: { readonly files: readonly ReadFile[] };
  readonly read: number;
  /** Different documents. */
  readonly chosen: number;
  /** Documents written beside these: copies. */
  readonly copies: number;
  /** Of all that is written. */
  readonly tokens: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** By reason, where the first stood and what was wrong with it; of reasons that hint at a slip. */
  readonly first_dropped: Readonly<Record<string, string>>;
  /** By the tokens they had, most first. */
  readonly domains: Readonly<Record<string, DomainReport>>;
  readonly shortfalls: readonly Shortfall[];
  /** What the candidates are about, the largest topic first; null where nobody asked. */
  readonly concepts: ConceptReport | null;
  readonly thresholds: {
    readonly band: BandLimits | null;
    /** Of the scores of what could be rated, and of what was chosen; null without a score. */
    readonly scores: { readonly before: ScoreReport; readonly after: ScoreReport } | null;
    /** Share of the target's words that the corpus has, with DSIR. */
    readonly target_overlap: number | null;
  };
  /** None for a selection within a run, which reads the chosen rows where they stand. */
  readonly shards: readonly WrittenShard[];
}

/** What only the job as a whole knows. Times in ISO 8601. */
export interface SelectionFrame {
  readonly toolVersion: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Puts the report together. */
export function composeReport(
  frame: SelectionFrame,
  plan: SelectionPlan,
  { read, sample, limits, concepts }: Choice,
  shards: readonly WrittenShard[],
): SelectionReport {
  const total = sumOf(sample.domains);
  const domains = sample.domains.toSorted((a, b) => b.before.tokens - a.before.tokens || (a.name < b.name ? -1 : 1));
  const dropped = [...read.dropped.counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const copies = sample.domains.reduce((sum, domain) => sum + domain.copies, 0);
  return {
    command: 'select',
    tool_version: frame.toolVersion,
    started_at: frame.startedAt,
    finished_at: frame.finishedAt,
    parameters: frame.parameters,
    input: { files: read.files },
    read: read.documents,
    chosen: total.after.documents - copies,
    copies,
    tokens: total.after.tokens,
    dropped: Object.fromEntries(dropped),
    first_dropped: Object.fromEntries(read.dropped.first),
    domains: Object.fromEntries(domains.map((domain) => [domain.name, domainReport(domain, total, plan)])),
    concepts: concepts === undefined ? null : conceptReport(concepts),
    shortfalls: sample.groups.flatMap(shortfallOf),
    thresholds: {
      band: limits ?? null,
      scores: plan.by === undefined ? null : sample.scores,
      target_overlap: sample.targetOverlap ?? null,
    },
    shards,
  };
}

function domainReport(
  { before, after, copies, leastKey }: SampledDomain,
  total: { readonly before: DomainTally; readonly after: DomainTally },
  { ranking }: SelectionPlan,
): DomainReport {
  return {
    before: { ...before, share: shareOf(before.tokens, total.before.tokens) },
    after: { ...after, share: shareOf(after.tokens, total.after.tokens) },
    copies,
    least_score: ranking.kind === 'top-k' ? (leastKey ?? null) : null,
  };
}

function conceptReport({ duplicates, redundant, rule, clusters }: Concepts): ConceptReport {
  return { duplicates, redundant, rule, clusters };
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sumOf(domains: readonly SampledDomain[]): { readonly before: DomainTally; readonly after: DomainTally } {
  const sum = (tallies: readonly DomainTally[]): DomainTally => ({
    documents: tallies.reduce((all, { documents }) => all + documents, 0),
    tokens: tallies.reduce((all, { tokens }) => all + tokens, 0),
  });
  return { before: sum(domains.map(({ before }) => before)), after: sum(domains.map(({ after }) => after)) };
}

/** A group fell short when it gave all it had and no bound of it was reached. */
function shortfallOf({ name, quota, taken }: SampledGroup): Shortfall[] {
  const bounded = Number.isFinite(quota.tokens) || Number.isFinite(quota.documents);
  if (!bounded || taken.tokens >= quota.tokens || taken.documents >= quota.documents) return [];
  if (Number.isFinite(quota.tokens)) {
    return [{ domain: name, unit: 'tokens', wanted: Math.round(quota.tokens), got: taken.tokens }];
  }
  return [{ domain: name, unit: 'documents', wanted: quota.documents, got: taken.documents }];
}
