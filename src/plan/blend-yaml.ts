import { stringify } from 'yaml';
import type { Mix } from '../vocabulary/strategy.ts';
import type { TokenPlan } from './plan.ts';
import { runFolder } from './run-yaml.ts';

/** What a recipe says beside the plan's tokens. */
export interface BlendYamlOptions {
  readonly mix: Mix;
  /** Patterns of the corpus; undefined where only its size was given. */
  readonly input: readonly string[] | undefined;
  readonly textColumn: string;
  /** How often real text may be met. */
  readonly maxEpochs: number;
}

/** The recipe of a plan: the real text as often as it takes, and what the run of `runYaml` made. */
export function blendYaml(
  { target, real, synthetic }: Pick<TokenPlan, 'target' | 'real' | 'synthetic'>,
  { mix, input, textColumn, maxEpochs }: BlendYamlOptions,
): string {
  const share = Number((synthetic / target).toFixed(6));
  const sources = {
    ...(real === 0
      ? {}
      : {
          real: {
            input: input ?? ['corpus/*.jsonl.gz'],
            share: Number((1 - share).toFixed(6)),
            max_epochs: maxEpochs,
            ...(textColumn === 'text' ? {} : { text_column: textColumn }),
          },
        }),
    ...(synthetic === 0 ? {} : { rewritten: { input: [runFolder(mix)], share } }),
  };
  return [
    '# Written by `rewrite plan`. When its run is complete: rewrite blend FILE --dry-run, then rewrite blend FILE --out DIR.',
    '# Counted exactly, there may be less than the plan reckons with: the blend then ends where a source does.',
    stringify({ sources, budget_tokens: target, shortfall: 'stop' }, { lineWidth: 120 }).trimEnd(),
    '',
  ].join('\n');
}
