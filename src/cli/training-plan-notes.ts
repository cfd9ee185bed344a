import type { RewritingPlan, TokenPlan } from '../plan/plan.ts';
import type { Rewriting } from '../plan/rewriting.ts';
import { NEARLY } from '../plan/weighed.ts';
import { isSmallPart } from '../plan/run-yaml.ts';
import { fewDigits, percent, short } from '../text/figures.ts';
import type { Mix } from '../vocabulary/strategy.ts';

/** What the notes on a plan follow from. */
export interface NotedPlan {
  readonly mix: Mix;
  readonly tokens: TokenPlan;
  readonly rewriting: Rewriting;
  readonly plan: RewritingPlan;
  /** Parameters of the model to train. */
  readonly modelSize: number;
  readonly maxEpochs: number;
  /** Of the training tokens, to be synthetic. */
  readonly askedShare: number;
}

/** What a reader should know before going by a plan: how the text suits the training, and how sure the figures are. */
export function planNotes(noted: NotedPlan): string[] {
  const { tokens, rewriting } = noted;
  const ofRewriting = tokens.synthetic === 0 ? [] : [...runNotes(noted), ...rewriting.notes];
  return [...textNotes(noted), ...ofRewriting];
}

/** `3.8 epochs`. */
export function epochs(number: number): string {
  return `${fewDigits(number)} ${number === 1 ? 'epoch' : 'epochs'}`;
}

function textNotes({ tokens, modelSize, maxEpochs, askedShare }: NotedPlan): string[] {
  if (tokens.raised) {
    return [
      `real text is enough for ${percent(1 - tokens.syntheticShare)} of the training at ${epochs(maxEpochs)}: more is synthetic than the ` +
        `${percent(askedShare)} asked for, which is enough for ${short(tokens.longest)} tokens (${fewDigits(tokens.longest / modelSize)} a parameter). ` +
        'About a third is near the best known (Meta 2025); more real text is worth more',
    ];
  }
  if (tokens.synthetic === 0) {
    return [
      'real text is enough; but about a third of rewritten text is near the best known (Meta 2025): --synthetic-share 1/3',
    ];
  }
  if (tokens.real === 0)
    return [
      'rewritten text alone was learnt no faster than web text: about a third is near the best known (Meta 2025)',
    ];
  return tokens.epochsAlone <= 1
    ? ['there is enough real text to repeat none of it: what is rewritten adds variety, not length']
    : [];
}

function runNotes({ mix, plan, rewriting: { rewritesPerDocument: most } }: NotedPlan): string[] {
  if (plan.rewrites > NEARLY * most) {
    return [
      `a run of ${mix.name} makes at most ${most} different ${most === 1 ? 'rewrite' : 'rewrites'} of a document, ` +
        `${percent(1 / plan.runs)} of what is missing: take a mix of more strategies, more text, or another run with another --seed`,
    ];
  }
  if (!isSmallPart(plan)) return [];
  return ['not all of the text is rewritten: `selection` in rewrite.yaml draws the documents from all of it'];
}
