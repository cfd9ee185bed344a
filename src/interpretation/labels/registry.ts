import { dataman, datamanDomain, datamanScore } from './dataman.ts';
import { fidelity } from './fidelity.ts';
import { finewebEdu, finewebEduServed } from './fineweb-edu.ts';
import type { LabelGrammar } from './grammar.ts';
import { perplexity } from './perplexity.ts';
import { points } from './points.ts';
import { qurating, quratingServed } from './qurating.ts';

/** Every form in which labels are answered, by the name that `output.grammar` has. A new one is a line here. */
export const labelGrammars = {
  score: points,
  dataman,
  dataman_score: datamanScore,
  dataman_domain: datamanDomain,
  fineweb_edu: finewebEdu,
  fineweb_edu_served: finewebEduServed,
  qurating,
  qurating_served: quratingServed,
  perplexity,
  fidelity,
} as const satisfies Readonly<Record<string, LabelGrammar>>;

/** The grammar of this name, or undefined. */
export function labelGrammarNamed(name: string): LabelGrammar | undefined {
  const grammars: Readonly<Record<string, LabelGrammar>> = labelGrammars;
  return Object.hasOwn(grammars, name) ? grammars[name] : undefined;
}

/** Why a task whose answers are labels is rejected: reason → what it means. */
export const LABEL_REASONS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(labelGrammars).map(([name, { refused }]) => [`format.${name}`, refused]),
);
