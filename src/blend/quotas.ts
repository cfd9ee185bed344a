import { CHEAP_EPOCHS } from '../config/cheap-epochs.ts';
import { scaledShares } from '../config/shares.ts';
import type { LocatedYaml } from '../text/checked-yaml.ts';
import { usageError } from '../vocabulary/error.ts';
import type { BlendPhase } from './phases.ts';
import type { BlendRecipe } from './recipe.ts';
import type { SourceSurvey } from './survey.ts';

/** What is drawn from a stratum: on its line of tokens, phase p has those from bounds[p] up to bounds[p + 1]. */
interface StratumQuota {
  readonly domain: string;
  /** Of the source's tokens, as asked for. */
  readonly share: number;
  readonly bounds: readonly number[];
}

/** What is drawn from every stratum of every source, in the order of the surveys. */
export interface Quotas {
  /** Tokens of the blend. */
  readonly budget: number;
  /** The source, and its domain where it has one, that ended first or would; with the tokens that it has. */
  readonly scarcest: Scarcest;
  readonly sources: readonly (readonly StratumQuota[])[];
}

interface Scarcest {
  readonly source: string;
  readonly domain: string | undefined;
  readonly tokens: number;
  readonly maxEpochs: number;
  /** The largest budget that it allows. */
  readonly budget: number;
}

/**
 * How many tokens every stratum gives to every phase: shares of phases × sources × domains of the budget, or of as much
 * as the scarcest source allows. Throws a usage error for a budget that is larger than that, unless the recipe says
 * `shortfall: stop`, naming the source and the largest budget; for shares of domains that do not sum to 1, and for a
 * domain without documents.
 */
export function quotasOf(
  recipe: LocatedYaml<BlendRecipe>,
  phases: readonly BlendPhase[],
  surveys: readonly SourceSurvey[],
): Quotas {
  const strata = surveys.map((survey) => ({ survey, shares: domainShares(survey, recipe.at) }));
  const limits = strata.flatMap(({ survey, shares }) => limitsOf(survey, shares, phases));
  const scarcest = limits.reduce(lesser);
  const { budget_tokens: asked, shortfall } = recipe.value;
  if (asked !== undefined && asked > scarcest.budget && shortfall === 'refuse')
    throw tooLarge(asked, scarcest, limits, recipe.at);
  const budget = Math.min(asked ?? scarcest.budget, scarcest.budget);
  const sources = strata.map(({ survey, shares }) =>
    survey.strata.map(({ domain, tokens }, index): StratumQuota => {
      const share = shares[index] ?? 0;
      const most = Math.floor(tokens * survey.source.settings.max_epochs);
      return { domain, share, bounds: boundsOf(phases, survey.source.name, share, budget, most) };
    }),
  );
  return { budget, scarcest, sources };
}

function boundsOf(
  phases: readonly BlendPhase[],
  source: string,
  share: number,
  budget: number,
  most: number,
): number[] {
  const bounds = [0];
  let sum = 0;
  for (const phase of phases) {
    sum += budget * phase.share * (phase.sources[source] ?? 0) * share;
    // Not beyond what there is, whatever rounding made of it.
    bounds.push(Math.min(most, Math.round(sum)));
  }
  return bounds;
}

/** The shares of a source's strata, in their order. */
function domainShares({ source, strata, tokens }: SourceSurvey, at: LocatedYaml<BlendRecipe>['at']): number[] {
  const { name, settings } = source;
  const shares = settings.domains?.shares ?? 'proportional';
  if (shares === 'proportional') return strata.map((stratum) => stratum.tokens / tokens);
  if (shares === 'balanced') return strata.map(() => 1 / strata.length);
  const where = at(['sources', name, 'domains', 'shares']);
  const scaled = scaledShares(shares, `the domains of \`${name}\``, where);
  return strata.map(({ domain }) => scaled[domain] ?? 0);
}

/** The budget at which each stratum of a source ends. */
function limitsOf(
  { source: { name, settings }, strata }: SourceSurvey,
  shares: readonly number[],
  phases: readonly BlendPhase[],
): Scarcest[] {
  const ofBlend = phases.reduce((sum, phase) => sum + phase.share * (phase.sources[name] ?? 0), 0);
  return strata.map(({ domain, tokens }, index) => ({
    source: name,
    domain: settings.domains === undefined ? undefined : domain,
    tokens,
    maxEpochs: settings.max_epochs,
    // Rounding must not take the last document of a source that is taken whole.
    budget: Math.floor((tokens * settings.max_epochs) / (ofBlend * (shares[index] ?? 0)) + 1e-6),
  }));
}

function lesser(one: Scarcest, other: Scarcest): Scarcest {
  return other.budget < one.budget ? other : one;
}

function tooLarge(
  asked: number,
  { source, domain, tokens, maxEpochs, budget }: Scarcest,
  limits: readonly Scarcest[],
  at: LocatedYaml<BlendRecipe>['at'],
): Error {
  const of = domain === undefined ? '' : ` of the domain \`${domain}\``;
  const times = maxEpochs === 1 ? '' : `, ${maxEpochs} times over,`;
  return usageError(
    `${at(['budget_tokens'])}: ${asked} tokens are more than there are: \`${source}\` has ${tokens}${of}${times} which is enough for ` +
      `a blend of ${budget}. Ask for less, ${repeating(asked, limits)}, or take what there is (shortfall: stop)`,
  );
}

/** How often each source that is too small would have to be taken, in words. */
function repeating(asked: number, limits: readonly Scarcest[]): string {
  const needed: Record<string, number> = {};
  for (const { source, maxEpochs, budget } of limits) {
    if (budget >= asked) continue;
    needed[source] = Math.max(needed[source] ?? 0, Math.ceil((maxEpochs * asked) / Math.max(1, budget)));
  }
  const all = Object.entries(needed);
  const cheap = all.some(([, epochs]) => epochs > CHEAP_EPOCHS)
    ? `, though beyond ${CHEAP_EPOCHS} text is worth less each time`
    : '';
  if (all.length === 1) return `repeat it (max_epochs: ${all[0]?.[1]}${cheap})`;
  return `repeat them (max_epochs: ${all.map(([source, epochs]) => `${epochs} of \`${source}\``).join(', ')}${cheap})`;
}
