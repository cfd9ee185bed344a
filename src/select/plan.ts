import { resolve } from 'node:path';
import type { SelectionOptions } from '../config/selection-options.ts';
import { readYamlFile } from '../config/yaml-document.ts';
import { findInputFiles, type InputFile } from '../corpus/input-files.ts';
import type { EmbeddingServers } from '../run/open-embedder.ts';
import { type Expression, parseExpression } from '../selection/expression/expression.ts';
import type { Band } from '../selection/band.ts';
import type { Bounds, DomainShares } from '../selection/quotas.ts';
import { usageError } from '../vocabulary/error.ts';
import { z } from 'zod';

/** How documents are put in the order in which they are taken. */
export type Ranking =
  | { readonly kind: 'uniform' }
  | { readonly kind: 'top-k' }
  | { readonly kind: 'gumbel'; readonly temperature: number; readonly standardised: boolean }
  | { readonly kind: 'dsir'; readonly target: readonly InputFile[] };

/** A selection as it is carried out: expressions read, shares checked, target files found. */
export interface SelectionPlan {
  readonly ranking: Ranking;
  readonly by: Expression | undefined;
  readonly where: Expression | undefined;
  /** The share that stays when redundant documents go, and the clusters that are looked for. */
  readonly concepts:
    | {
        readonly keep: number;
        readonly clusters: number | undefined;
        /** A served embedding model; undefined: documents are told apart by their words. */
        readonly embeddings: EmbeddingServers | undefined;
      }
    | undefined;
  readonly band: { readonly of: Band; readonly share: number } | undefined;
  /** The parts of a domain's name, from the outside in; none: all documents are one domain. */
  readonly domain: readonly Expression[];
  /** `free`: the draw is over all documents, and domains are only counted. */
  readonly shares: DomainShares | 'free';
  readonly bounds: Bounds;
  readonly upsample: boolean;
  readonly tokens: Expression | undefined;
  readonly seed: number;
  /** How a message calls an option: its flag, or its key in a file. */
  readonly nameOf: NameOf;
}

type NameOf = (option: keyof SelectionOptions) => string;

/** Half of the documents. */
const BAND_SHARE = 0.5;
/** QuRating's lower temperature, at which quality counts more (Wettig et al., 2024). */
const TEMPERATURE = 1;
/** Shares may miss 1 by this much, as written decimals do. */
const SHARE_TOLERANCE = 0.001;

/** Where the files of a plan are looked for, and what is no setting: it comes from the environment. */
export interface PlanSurroundings {
  readonly cwd: string;
  /** Of a hosted embedding model; undefined: none is sent. */
  readonly apiKey: string | undefined;
}

/**
 * Makes the plan of a selection. Throws a usage error for an expression that cannot be read, shares that do not add up and
 * a target without files.
 */
export async function planSelection(
  options: SelectionOptions,
  { cwd, apiKey }: PlanSurroundings,
  nameOf: NameOf,
): Promise<SelectionPlan> {
  const expression = (option: 'by' | 'where' | 'token_column'): Expression | undefined => {
    const source = options[option];
    return source === undefined ? undefined : parseExpression(source, nameOf(option));
  };
  return {
    ranking: await rankingOf(options, cwd, nameOf('target')),
    by: expression('by'),
    where: expression('where'),
    band: options.band === undefined ? undefined : { of: options.band, share: options.band_share ?? BAND_SHARE },
    concepts: conceptsOf(options, apiKey),
    domain: (options.domain_column ?? []).map((source) => parseExpression(source, nameOf('domain_column'))),
    shares: await sharesOf(options.domains, cwd, nameOf('domains')),
    bounds: { documents: options.limit, tokens: options.budget_tokens },
    upsample: options.upsample,
    tokens: expression('token_column'),
    seed: options.seed ?? 0,
    nameOf,
  };
}

function conceptsOf(
  { concepts: keep, concept_clusters: clusters, concept_endpoint: endpoints, concept_model: model }: SelectionOptions,
  apiKey: PlanSurroundings['apiKey'],
): SelectionPlan['concepts'] {
  if (keep === undefined) return undefined;
  return { keep, clusters, embeddings: endpoints === undefined ? undefined : { endpoints, model, apiKey } };
}

async function rankingOf(options: SelectionOptions, cwd: string, target: string): Promise<Ranking> {
  const { method, temperature = TEMPERATURE } = options;
  if (method === 'gumbel') return { kind: method, temperature, standardised: !options.raw_scores };
  if (method === 'dsir') return { kind: method, target: await findInputFiles(options.target ?? [], cwd, target) };
  return { kind: method };
}

const sharesSchema = z.record(z.string(), z.number().nonnegative());

async function sharesOf(
  domains: SelectionOptions['domains'],
  cwd: string,
  where: string,
): Promise<SelectionPlan['shares']> {
  if (domains === undefined) return 'proportional';
  if (domains === 'proportional' || domains === 'balanced' || domains === 'free') return domains;
  if (typeof domains !== 'string') return checkedShares(domains, where);
  if (domains.includes('=')) return checkedShares(writtenShares(domains, where), where);
  if (!/\.(?:ya?ml|json)$/.test(domains)) {
    throw usageError(
      `${where}: ${JSON.stringify(domains)} is none of proportional, balanced, free, shares such as law=0.3,medicine=0.7, and a .yaml or .json file of such shares`,
    );
  }
  const path = resolve(cwd, domains);
  return checkedShares(await readYamlFile(path, sharesSchema), domains);
}

function writtenShares(text: string, where: string): Record<string, number> {
  const shares: [string, number][] = [];
  for (const item of text.split(',')) {
    const at = item.lastIndexOf('=');
    const [name, written] = [item.slice(0, at).trim(), item.slice(at + 1).trim()];
    const share = Number(written);
    if (at === -1 || name === '' || written === '' || !(share >= 0)) {
      throw usageError(`${where}: ${JSON.stringify(item)} is no share: write law=0.3,medicine=0.7`);
    }
    if (shares.some(([other]) => other === name)) throw usageError(`${where}: the domain ${name} is named twice`);
    shares.push([name, share]);
  }
  return Object.fromEntries(shares);
}

function checkedShares(shares: Readonly<Record<string, number>>, where: string): ReadonlyMap<string, number> {
  const entries = Object.entries(shares);
  const sum = entries.reduce((total, [, share]) => total + share, 0);
  if (Math.abs(sum - 1) > SHARE_TOLERANCE) {
    const listed = entries.map(([name, share]) => `${name} ${share}`).join(', ');
    throw usageError(`${where}: shares must add up to 1, not ${Number(sum.toFixed(4))}: ${listed}`);
  }
  return new Map(entries.map(([name, share]) => [name, share / sum]));
}
