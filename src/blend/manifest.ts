import type { Manifest, ManifestCounts } from '../run/manifest.ts';
import type { Drawn } from './draw.ts';
import type { PackingShape } from './packing-shape.ts';
import type { BlendPhase } from './phases.ts';
import type { Quotas } from './quotas.ts';
import type { BlendRecipe } from './recipe.ts';
import type { PackingTally } from './sequences.ts';
import type { SourceKind } from './sources.ts';
import type { SourceSurvey, SurveyedFile } from './survey.ts';
import type { WrittenBlend } from './write-blend.ts';

/** A share as it was asked for, and as it came out; of tokens. */
interface ShareAccount {
  readonly asked: number;
  readonly got: number;
}

/** What a blend took of a source, or of one domain of it. */
export interface TakenAccount {
  /** What there is: documents that can be taken, and their tokens. */
  readonly available: { readonly documents: number; readonly tokens: number };
  /** What was taken: documents and tokens with repetitions, documents without, and tokens over those available. */
  readonly taken: {
    readonly documents: number;
    readonly distinct: number;
    readonly tokens: number;
    readonly epochs: number;
  };
  readonly share: ShareAccount;
}

interface SourceAccount extends TakenAccount {
  readonly kind: SourceKind;
  readonly files: readonly SurveyedFile[];
  /** Reason → documents that cannot be taken. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Documents without a number to order by, which come last. */
  readonly unordered: number;
  /** Domain → the same, shares of the source; null where it is not rebalanced. */
  readonly domains: Readonly<Record<string, TakenAccount>> | null;
}

interface PhaseAccount {
  readonly name: string;
  readonly tokens: number;
  readonly share: ShareAccount;
  readonly sources: Readonly<Record<string, ShareAccount>>;
}

/** Where the tokens of a blend come from. */
export interface BlendAccount {
  /** Tokens asked for; null: as many as there are. */
  readonly budget_tokens: number | null;
  /** Taken, without boundary tokens. */
  readonly tokens: number;
  /** The source, or a domain of it, that allows no larger blend. */
  readonly scarcest: { readonly source: string; readonly domain: string | null; readonly budget_tokens: number };
  readonly tokenizer: string;
  readonly sources: Readonly<Record<string, SourceAccount>>;
  readonly phases: readonly PhaseAccount[];
}

/** What packing made of it; waste is the share of all room in sequences that no token fills. */
export interface PackingAccount {
  readonly context_length: number;
  readonly sequences: number;
  readonly documents: number;
  readonly tokens: number;
  readonly waste: number;
}

/**
 * `manifest.json` of a blend: its account, and what a run's manifest says, as far as it applies, so that `rewrite verify`
 * holds the folder against it and other commands take it as input. All records are accepted.
 */
export interface BlendManifest extends Pick<Manifest, 'tool_version' | 'started_at' | 'finished_at' | 'shards'> {
  readonly command: 'blend';
  /** With defaults filled in. */
  readonly recipe: BlendRecipe;
  readonly blend: BlendAccount;
  readonly packing: PackingAccount | null;
  readonly input: Omit<Manifest['input'], 'files'> & { readonly files: readonly SurveyedFile[] };
  readonly tasks: ManifestCounts;
  readonly tokens: Pick<Manifest['tokens'], 'accepted'>;
  readonly strategies: Readonly<Record<string, { readonly tasks: ManifestCounts }>>;
  readonly rejects: Manifest['rejects'];
}

/** Where the tokens come from, by what was drawn; `drawn` is in the order of the quotas. */
export function accountOf(
  { budget_tokens: asked }: BlendRecipe,
  tokenizer: string,
  phases: readonly BlendPhase[],
  surveys: readonly SourceSurvey[],
  { scarcest, sources: quotas }: Quotas,
  drawn: readonly (readonly Drawn[])[],
): BlendAccount {
  const ofSource = drawn.map(sumOf);
  const whole = sumOf(ofSource);
  const sources = surveys.map((survey, index): [string, SourceAccount] => {
    const { source, files, skipped, unordered, strata } = survey;
    const taken = ofSource[index] ?? sumOf([]);
    const share = phases.reduce((sum, phase) => sum + phase.share * (phase.sources[source.name] ?? 0), 0);
    const domains = strata.map((stratum, at): [string, TakenAccount] => {
      const own = drawn[index]?.[at] ?? sumOf([]);
      return [stratum.domain, takenOf(stratum, own, quotas[index]?.[at]?.share ?? 0, taken.tokens)];
    });
    return [
      source.name,
      {
        kind: source.kind,
        ...takenOf(survey, taken, share, whole.tokens),
        domains: source.settings.domains === undefined ? null : Object.fromEntries(domains),
        unordered,
        skipped,
        files,
      },
    ];
  });
  return {
    budget_tokens: asked ?? null,
    tokens: whole.tokens,
    scarcest: { source: scarcest.source, domain: scarcest.domain ?? null, budget_tokens: scarcest.budget },
    tokenizer,
    sources: Object.fromEntries(sources),
    phases: phases.map((phase, at) => {
      const tokens = whole.byPhase[at] ?? 0;
      const shares = surveys.map(({ source: { name } }, index): [string, ShareAccount] => {
        const own = ofSource[index]?.byPhase[at] ?? 0;
        return [name, { asked: phase.sources[name] ?? 0, got: ratio(own, tokens) }];
      });
      return {
        name: phase.name,
        tokens,
        share: { asked: phase.share, got: ratio(tokens, whole.tokens) },
        sources: Object.fromEntries(shares),
      };
    }),
  };
}

function takenOf(
  { documents, tokens }: { readonly documents: number; readonly tokens: number },
  drawn: Drawn,
  asked: number,
  whole: number,
): TakenAccount {
  return {
    available: { documents, tokens },
    taken: {
      documents: drawn.documents,
      distinct: drawn.distinct,
      tokens: drawn.tokens,
      epochs: ratio(drawn.tokens, tokens),
    },
    share: { asked, got: ratio(drawn.tokens, whole) },
  };
}

function sumOf(all: readonly Drawn[]): Drawn {
  const sum = (of: (drawn: Drawn) => number) => all.reduce((total, drawn) => total + of(drawn), 0);
  const byPhase = (all[0]?.byPhase ?? []).map((_, phase) => sum((drawn) => drawn.byPhase[phase] ?? 0));
  return {
    distinct: sum((drawn) => drawn.distinct),
    documents: sum((drawn) => drawn.documents),
    tokens: sum((drawn) => drawn.tokens),
    byPhase,
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** What packing made of it; null where nothing was packed. */
export function packingAccount(
  shape: PackingShape | undefined,
  packed: PackingTally | undefined,
): PackingAccount | null {
  if (shape === undefined || packed === undefined) return null;
  const { contextLength } = shape;
  const { sequences, tokens, pieces } = packed;
  const waste = sequences === 0 ? 0 : 1 - tokens / (sequences * contextLength);
  return { context_length: contextLength, sequences, documents: pieces, tokens, waste };
}

/** What only the job as a whole knows. Times in ISO 8601. */
export interface BlendFrame {
  readonly toolVersion: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly recipe: BlendRecipe;
}

/** Puts the manifest together. */
export function composeBlendManifest(
  frame: BlendFrame,
  account: BlendAccount,
  packing: PackingAccount | null,
  written: WrittenBlend,
): BlendManifest {
  const sources = Object.values(account.sources);
  const files = sources.flatMap((source) => source.files);
  const skipped: Record<string, number> = {};
  for (const source of sources) {
    const reasons = { ...source.skipped, not_drawn: source.available.documents - source.taken.distinct };
    for (const [reason, documents] of Object.entries(reasons)) {
      if (documents > 0) skipped[reason] = (skipped[reason] ?? 0) + documents;
    }
  }
  const tasks = { planned: written.records, accepted: written.records, rejected: 0, failed: 0 };
  return {
    command: 'blend',
    tool_version: frame.toolVersion,
    started_at: frame.startedAt,
    finished_at: frame.finishedAt,
    recipe: frame.recipe,
    blend: account,
    packing,
    input: {
      files,
      documents: files.reduce((sum, { documents }) => sum + documents, 0),
      used: sources.reduce((sum, { taken }) => sum + taken.distinct, 0),
      skipped,
    },
    tasks,
    tokens: { accepted: packing?.tokens ?? account.tokens },
    strategies: { [packing === null ? '(blended)' : '(packed)']: { tasks } },
    shards: written.shards,
    rejects: [],
  };
}
