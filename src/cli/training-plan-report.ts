import type { AvailableText } from '../plan/available.ts';
import { type Machines, planTokens, type RewritingPlan, shareOfTraining, type TokenPlan } from '../plan/plan.ts';
import type { Rewriting } from '../plan/rewriting.ts';
import { mostRewrites, rewritesOf } from '../plan/run-yaml.ts';
import { TRAINING_TARGETS } from '../plan/targets.ts';
import type { Mix } from '../vocabulary/strategy.ts';
import { amount, count, modelSize, percent, seconds, short } from '../text/figures.ts';
import { table } from './format.ts';

/** What the report of a plan tells. */
export interface TrainingPlanReport {
  readonly mix: Mix;
  readonly text: AvailableText;
  readonly tokens: TokenPlan;
  readonly rewriting: Rewriting;
  readonly plan: RewritingPlan;
  /** Parameters of the model to train. */
  readonly modelSize: number;
  readonly maxEpochs: number;
  /** Of the training tokens, to be synthetic. */
  readonly askedShare: number;
  readonly machines: Machines;
  /** The configuration, and the file that it was written to. */
  readonly yaml: string;
  readonly configFile: string | undefined;
}

/** The report of `rewrite plan`, for standard output. */
export function trainingPlanReport(report: TrainingPlanReport): string {
  const { mix, text, tokens, rewriting, plan, modelSize: size, machines, yaml, configFile } = report;
  const lines: readonly (readonly [label: string, value: string])[] = [
    [
      'training',
      `a ${modelSize(size)} model on ${short(tokens.target)} tokens, ${fewDigits(tokens.target / size)} a parameter`,
    ],
    ['real text', `${short(tokens.available)} tokens (${text.origin}); alone ${epochs(tokens.epochsAlone)}`],
    ['blend', blendOf(tokens)],
    ['rewriting', `${mix.name}: ${rewritesIn(mix, plan)}`],
    [
      'ratio',
      `${rewriting.ratio.value.toFixed(2)} completion tokens per source token and rewrite (${rewriting.ratio.origin})`,
    ],
    ['acceptance', `${percent(rewriting.acceptance.value)} of completion tokens (${rewriting.acceptance.origin})`],
    ['generated', `${short(plan.completionTokens)} completion tokens of ${short(plan.promptTokens)} prompt tokens`],
    ['speed', `${count(rewriting.speed.value)} completion tokens/s a GPU (${rewriting.speed.origin})`],
    ['time', timeOf(plan, machines)],
    ...(plan.cost === undefined ? [] : [['cost', costOf(plan.cost, tokens.synthetic)] as const]),
    ...computeOf(report),
  ];
  return [
    ...lines.map(([label, value]) => `${label.padEnd(11)}${value}`),
    ...notesOf(report).map((note) => `note       ${note}`),
    '',
    `Targets of other models for one of ${modelSize(size)}, with the same text and shares:`,
    targetTable(report),
    '',
    configFile === undefined
      ? `rewrite.yaml (--write-config FILE writes it):\n\n${yaml.trimEnd()}`
      : `Written: ${configFile}`,
  ].join('\n');
}

function blendOf({ synthetic, syntheticShare, real, realEpochs }: TokenPlan): string {
  return `${short(real)} real (${epochs(realEpochs)}) and ${short(synthetic)} rewritten (${percent(syntheticShare)}), each of these once`;
}

function rewritesIn(mix: Mix, plan: RewritingPlan): string {
  const perDocument = mix.rewritesPerDocument;
  if (plan.passes <= 1) return `${perDocument} a document, over ${percent(plan.passes)} of the text`;
  return `${plan.rewrites.toFixed(1)} a document (${plan.passes.toFixed(1)} readings of the text at ${perDocument})`;
}

function timeOf({ gpuHours, hours, nights }: RewritingPlan, { gpus, nightHours }: Machines): string {
  const inNights = `${count(nights)} ${nights === 1 ? 'night' : 'nights'} of ${nightHours} hours`;
  return `${fewDigits(gpuHours)} GPU-hours: ${seconds(hours * 3_600)} on ${count(gpus)} ${gpus === 1 ? 'GPU' : 'GPUs'}, ${inNights}`;
}

function costOf(cost: number, synthetic: number): string {
  return `${amount(cost)}, ${amount((cost / synthetic) * 1e9)} per billion accepted tokens`;
}

function computeOf({ plan, tokens, modelSize: size }: TrainingPlanReport): [string, string][] {
  const share = shareOfTraining(plan, size, tokens.target);
  if (share === undefined || plan.flops === undefined) return [];
  return [
    [
      'compute',
      `${plan.flops.toExponential(2).replace('e+', 'e')} FLOPs of rewriting, ${percent(share)} of the training's`,
    ],
  ];
}

function notesOf({ tokens, maxEpochs, askedShare, mix, plan }: TrainingPlanReport): string[] {
  const notes: string[] = [];
  if (tokens.raised) {
    notes.push(
      `real text is enough for ${percent(1 - tokens.syntheticShare)} of the training at ${epochs(maxEpochs)}: more is synthetic than the ` +
        `${percent(askedShare)} asked for. About a third is near the best known (Meta 2025); more real text is worth more`,
    );
  } else if (tokens.epochsAlone <= 1) {
    notes.push('there is enough real text to repeat none of it: what is rewritten adds variety, not length');
  }
  const most = mostRewrites(mix);
  const made = rewritesOf(mix, plan);
  if (plan.rewrites > 1.01 * most) {
    notes.push(
      `a run of ${mix.name} makes at most ${most} different rewrites of a document, ${percent(made / plan.rewrites)} of what is ` +
        'missing: take a mix of more strategies, more text, or another run with another --seed',
    );
  }
  if (mix.entries.some(({ strategy }) => strategy.output.kind === 'program')) {
    notes.push('programs (ProX) generate fewer tokens than they keep: time and cost are too high by their part');
  }
  return notes;
}

function targetTable({ tokens, modelSize: size, askedShare, maxEpochs }: TrainingPlanReport): string {
  const head = ['trained as', 'a parameter', 'tokens', 'epochs alone', 'to rewrite', 'source'];
  const rows = TRAINING_TARGETS.map(({ name, tokensPerParameter, source }) => {
    const plan = planTokens(Math.round(size * tokensPerParameter), tokens.available, askedShare, maxEpochs);
    const alone = fewDigits(plan.epochsAlone);
    return [
      name,
      count(tokensPerParameter),
      short(plan.target),
      alone,
      `${short(plan.synthetic)} ${percent(plan.syntheticShare)}`,
      source,
    ];
  });
  return table([head, ...rows]);
}

function epochs(number: number): string {
  return `${fewDigits(number)} ${number === 1 ? 'epoch' : 'epochs'}`;
}

function fewDigits(value: number): string {
  return value < 10 ? String(Number(value.toPrecision(2))) : count(value);
}
