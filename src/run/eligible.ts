import { ineligibleBecause } from '../selection/eligibility.ts';
import type { Document } from '../vocabulary/document.ts';
import type { Mix } from '../vocabulary/strategy.ts';

/** Causes from the one met last to the one met first: a document is skipped for what its nearest strategy refused. */
const NEAREST_FIRST = ['where', 'quality', 'too_long', 'too_short', 'language'] as const;

/** Reasons for which a document makes no task, beside those of bad rows. */
export const SKIP_REASONS: Readonly<Record<string, string>> = {
  'ineligible.where': 'no strategy of the mix takes documents with such columns',
  'ineligible.quality': 'no strategy of the mix takes documents of this quality level',
  'ineligible.too_long': 'longer than any strategy of the mix takes',
  'ineligible.too_short': 'shorter than any strategy of the mix takes',
  'ineligible.language': 'no strategy of the mix takes this language',
};

/** Indexes of the mix's strategies that take a document, or the reason why none does. */
export function eligibleStrategies(mix: Mix, document: Document): { indexes: number[]; reason: string | undefined } {
  const causes = mix.entries.map(({ strategy }) => ineligibleBecause(document, strategy.accepts));
  const indexes = [...causes.keys()].filter((index) => causes[index] === undefined);
  if (indexes.length > 0) return { indexes, reason: undefined };
  const nearest = NEAREST_FIRST.find((cause) => causes.includes(cause));
  return { indexes, reason: `ineligible.${nearest ?? 'quality'}` };
}
