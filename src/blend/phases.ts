import { scaledShares } from '../config/shares.ts';
import type { LocatedYaml } from '../text/checked-yaml.ts';
import { nearest } from '../text/nearest.ts';
import { usageError } from '../vocabulary/error.ts';
import type { BlendRecipe } from './recipe.ts';
import type { BlendSource } from './sources.ts';

/**
 * Of two sources, one real and one synthetic, without shares: one third rephrased and two thirds web text is near the
 * optimum that Meta found (2025); rephrased text alone was learnt no faster than web text there.
 */
const DEFAULT_SHARES = { real: 2 / 3, synthetic: 1 / 3 } as const;

/** A stretch of the blend with shares of its own. */
export interface BlendPhase {
  readonly name: string;
  /** Of the tokens of the blend; those of all phases sum to 1. */
  readonly share: number;
  /** Shares of the sources, by name, which sum to 1; a source that is left out has none here. */
  readonly sources: Readonly<Record<string, number>>;
}

/**
 * The phases of a recipe in order; one where it has none. Throws a usage error for shares that do not sum to 1 (naming
 * them and the sum), for some that are missing, for an unknown source with the nearest known one, for a source that no phase
 * has, and for two phases of one name.
 */
export function phasesOf(
  { value: recipe, at }: LocatedYaml<BlendRecipe>,
  sources: readonly BlendSource[],
): BlendPhase[] {
  const names = sources.map(({ name }) => name);
  const shared = sources.filter(({ settings }) => settings.share !== undefined).map(({ name }) => name);
  if (recipe.phases === undefined) {
    const shares = shared.length === 0 ? defaultShares(sources) : undefined;
    return [{ name: 'all', share: 1, sources: shares ?? writtenShares(sources, at) }];
  }
  const [first] = shared;
  if (first !== undefined) {
    const where = at(['sources', first, 'share']);
    throw usageError(`${where}: \`${first}\` has a share, and each phase says its own: leave out one of them`);
  }
  const phases = recipe.phases.map((phase, index) => {
    for (const name of Object.keys(phase.sources)) {
      if (names.includes(name)) continue;
      const meant = nearest(name, names);
      const hint = meant === undefined ? `sources are ${names.join(', ')}` : `did you mean \`${meant}\`?`;
      throw usageError(`${at(['phases', index, 'sources', name])}: no source is called \`${name}\`; ${hint}`);
    }
    const name = phase.name ?? `phase ${index + 1}`;
    return { ...phase, name, sources: scaledShares(phase.sources, `\`${name}\``, at(['phases', index, 'sources'])) };
  });
  checkNames(phases, at);
  for (const name of names) {
    if (phases.some(({ sources: shares }) => Object.hasOwn(shares, name))) continue;
    throw usageError(`${at(['sources', name])}: \`${name}\` is in no phase: give it a share in one, or leave it out`);
  }
  const labels = Object.fromEntries(phases.map(({ name, share }, index) => [`${index + 1} (${name})`, share]));
  const scaled = Object.values(scaledShares(labels, 'the phases', at(['phases'])));
  return phases.map((phase, index) => ({ ...phase, share: scaled[index] ?? 0 }));
}

/** Records say by its name which phase they are of. */
function checkNames(phases: readonly { readonly name: string }[], at: LocatedYaml<BlendRecipe>['at']): void {
  for (const [index, { name }] of phases.entries()) {
    const first = phases.findIndex((phase) => phase.name === name);
    if (first === index) continue;
    throw usageError(
      `${at(['phases', index, 'name'])}: phases ${first + 1} and ${index + 1} are both called \`${name}\`: give them names of their own`,
    );
  }
}

function defaultShares(sources: readonly BlendSource[]): Record<string, number> | undefined {
  const [one, other] = sources;
  if (one === undefined) return undefined;
  if (other === undefined) return { [one.name]: 1 };
  if (sources.length > 2 || one.kind === other.kind) return undefined;
  return { [one.name]: DEFAULT_SHARES[one.kind], [other.name]: DEFAULT_SHARES[other.kind] };
}

function writtenShares(sources: readonly BlendSource[], at: LocatedYaml<BlendRecipe>['at']): Record<string, number> {
  const missing = sources.filter(({ settings }) => settings.share === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    const kinds = sources.map(({ name, kind }) => `${name} is ${kind}`).join(', ');
    throw usageError(
      `${at(['sources', missing[0]?.name ?? ''])}: no share is given for ${names}. Only of one real and one synthetic source ` +
        `are they known (2/3 and 1/3): ${kinds}`,
    );
  }
  const shares = Object.fromEntries(sources.map(({ name, settings }) => [name, settings.share ?? 0]));
  return scaledShares(shares, 'the sources', at(['sources']));
}
