import type { FlopsAccount, SavedTraining } from './flops.ts';
import { flops, modelSize, percent, short } from '../text/figures.ts';

/** The account of compute in words, what it took first. */
export function flopsSentences(account: FlopsAccount): string[] {
  const { refining, strategies, training, unsized } = account;
  const parts = Object.values(strategies);
  const sizes = [...new Set(parts.map(({ parameters }) => modelSize(parameters)))].join(' and ');
  const processed = parts.reduce((sum, part) => sum + part.processed_tokens, 0);
  return [
    `${flops(refining)} FLOPs of rewriting: ${short(processed)} tokens through ${sizes} parameters`,
    ...training.map(({ parameters, equivalent_tokens: tokens, on_accepted: whole }) => {
      const added =
        whole === 0
          ? ''
          : `; training it on the accepted text takes ${flops(whole)}, rewriting adds ${percent(refining / whole)}`;
      return `as many as train a ${modelSize(parameters)} model on ${short(tokens)} tokens${added}`;
    }),
    ...Object.entries(strategies).flatMap(([name, { saved }]) =>
      saved === null || saved.source_tokens === 0 ? [] : [`${name} ${savings(name, saved, account)}`],
    ),
    ...(unsized.length === 0 ? [] : [`without ${unsized.join(', ')}: the size of its model is not given`]),
  ];
}

/** From which size of a trained model a program strategy pays, and how it stands at the sizes that were asked for. */
function savings(name: string, saved: SavedTraining, { strategies, training }: FlopsAccount): string {
  const { source_tokens: source, kept_tokens: kept, pays_from_parameters: from } = saved;
  if (source === null) return 'saves training; how much cannot be told, since an older version began this run';
  const left = `kept ${short(kept)} of ${short(source)} tokens`;
  if (from === null) return `${left}: it saves no training`;
  const cost = strategies[name]?.refining ?? 0;
  const at = training.map(
    ({ parameters, saved: all }) => `${modelSize(parameters)}: saves ${ratio((all[name] ?? 0) / cost)} times its cost`,
  );
  const details = at.length === 0 ? '' : ` (${at.join(', ')})`;
  return `${left}: training on these alone makes up for it from a ${modelSize(from)} model on${details}`;
}

/** Two digits: `34`, `2.8`, `0.04`. */
function ratio(value: number): string {
  return value >= 100 ? short(value) : String(Number(value.toPrecision(2)));
}
