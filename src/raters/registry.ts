import { nearest } from '../text/nearest.ts';
import { usageError } from '../vocabulary/error.ts';
import type { AskedRater } from './asked/asked-rater.ts';
import { ownRater } from './asked/own-rater.ts';
import { ASKED_RATERS } from './asked/registry.ts';
import type { MeasuredRater } from './measured/measured-rater.ts';
import { MEASURED_RATERS } from './measured/registry.ts';

/** A rater: one that measures is a function of the text, one that asks is a run of its strategies. */
export type Rater =
  | { readonly kind: 'measured'; readonly rater: MeasuredRater }
  | { readonly kind: 'asked'; readonly rater: AskedRater };

/**
 * The rater of this name; `cwd` is where somebody's own are looked for. Throws a usage error for a name that nobody has,
 * with the nearest, and for whatever is wrong in the file of an own one.
 */
export async function findRater(name: string, cwd: string): Promise<Rater> {
  const measured = Object.hasOwn(MEASURED_RATERS, name) ? MEASURED_RATERS[name] : undefined;
  if (measured !== undefined) return { kind: 'measured', rater: measured };
  const asked = Object.hasOwn(ASKED_RATERS, name) ? ASKED_RATERS[name] : await ownRater(name, cwd);
  if (asked !== undefined) return { kind: 'asked', rater: asked };
  const names = [...Object.keys(MEASURED_RATERS), ...Object.keys(ASKED_RATERS)];
  const meant = nearest(name, names);
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  throw usageError(`--rater ${name}: there is no such rater${hint} (there are ${names.join(', ')})`);
}

/** All raters that come with the tool, for people. */
export function raterList(): readonly {
  readonly title: string;
  readonly raters: readonly Pick<AskedRater, 'name' | 'summary' | 'source' | 'forms'>[];
}[] {
  return [
    {
      title: 'Raters that measure',
      raters: Object.values(MEASURED_RATERS).map(({ name, summary, source }) => ({ name, summary, source, forms: {} })),
    },
    {
      title: 'Raters that ask a served model',
      raters: Object.values(ASKED_RATERS).map((rater) => ({ ...rater, forms: severalOf(rater) })),
    },
  ];
}

/** There is nothing to choose from a single form. */
function severalOf({ forms }: AskedRater): AskedRater['forms'] {
  return Object.keys(forms).length > 1 ? forms : {};
}
