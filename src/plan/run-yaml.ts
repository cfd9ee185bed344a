import { stringify } from 'yaml';
import type { RunOptions } from '../config/run-options.ts';
import type { Mix } from '../vocabulary/strategy.ts';
import type { RewritingPlan, TokenPlan } from './plan.ts';

/** What a configuration says beside the plan's figures. */
export interface RunYamlOptions {
  readonly mix: Mix;
  /** As `--strategy` names it. */
  readonly strategy: string;
  /** Patterns of the corpus; undefined where only its size was given. */
  readonly input: readonly string[] | undefined;
  readonly textColumn: string;
  readonly modelSize: number;
  readonly rewritesPerDocument: number;
  readonly rewriterSize: number | undefined;
  readonly gpus: number;
  readonly gpuHourPrice: number | undefined;
}

/** The folder of the run that a plan's configuration makes, and its recipe reads. */
export function runFolder({ name }: Mix): string {
  return `out/${name}`;
}

/** A half more source tokens than are reckoned with: a selection cannot grow once its run has begun, and the budget ends it. */
const HEADROOM = 1.5;

/** Whether so little of the text is rewritten that it should be said which: a run begins with the first documents. */
export function isSmallPart({ runs }: RewritingPlan): boolean {
  return HEADROOM * runs < 1;
}

/** The `rewrite.yaml` of a plan: a run that makes as much text as is missing, as far as one run can. */
export function runYaml(tokens: TokenPlan, plan: RewritingPlan, options: RunYamlOptions): string {
  const { mix, strategy, input, textColumn, modelSize, rewritesPerDocument, rewriterSize, gpus, gpuHourPrice } =
    options;
  const keys: { readonly [Key in keyof RunOptions]?: unknown } = {
    strategy,
    ...(input === undefined ? {} : { input }),
    ...(textColumn === 'text' ? {} : { text_column: textColumn }),
    out: runFolder(mix),
    endpoint: ['http://gpu-1:8000/v1'],
    gpus_per_endpoint: gpus,
    rewrites_per_document: rewritesPerDocument,
    budget_tokens: tokens.synthetic,
    ...(isSmallPart(plan) ? { selection: selectionOf(plan, rewritesPerDocument) } : {}),
    ...(rewriterSize === undefined ? {} : { model_parameters: rewriterSize }),
    train_parameters: [modelSize],
    ...(gpuHourPrice === undefined ? {} : { gpu_hour_price: gpuHourPrice }),
  };
  return [
    '# Written by `rewrite plan`. Name your servers under `endpoint`, and how many GPUs stand behind each; then',
    '# rewrite --config FILE --dry-run shows what would be done.',
    ...(input === undefined
      ? ['# input: [corpus/*.jsonl.gz]     # your corpus; without it the seed documents are read']
      : []),
    stringify(keys, { lineWidth: 120 }).trimEnd(),
    '',
  ].join('\n');
}

/** Documents from all of the corpus, and not its first ones. */
function selectionOf({ sourceTokens }: RewritingPlan, rewritesPerDocument: number): object {
  return { method: 'uniform', budget_tokens: Math.ceil((HEADROOM * sourceTokens) / rewritesPerDocument) };
}
