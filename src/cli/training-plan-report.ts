import type { AvailableText } from '../plan/available.ts';
import { planDisk } from '../plan/disk.ts';
import { type Machines, planTokens, type RewritingPlan, shareOfTraining, type TokenPlan } from '../plan/plan.ts';
import type { Rewriting } from '../plan/rewriting.ts';
import { NEARLY } from '../plan/weighed.ts';
import { TRAINING_TARGETS } from '../plan/targets.ts';
import { amount, bytes, count, fewDigits, flops, modelSize, percent, seconds, short } from '../text/figures.ts';
import { table } from './format.ts';
import { epochs, type NotedPlan, planNotes } from './training-plan-notes.ts';

/** What the report of a plan tells. */
export interface TrainingPlanReport extends NotedPlan {
  readonly text: AvailableText;
  readonly machines: Machines;
  /** The configuration of the run; undefined where nothing is to be rewritten. */
  readonly yaml: string | undefined;
  /** Files that were written. */
  readonly written: readonly string[];
}

type Line = readonly [label: string, value: string];

/** The report of `rewrite plan`, for standard output. */
export function trainingPlanReport(report: TrainingPlanReport): string {
  const { tokens, modelSize: size, yaml, written } = report;
  const isRewritten = tokens.synthetic > 0;
  const lines = [...textLines(report), ...(isRewritten ? rewritingLines(report) : []), diskLine(tokens)];
  return [
    ...lines.map(([label, value]) => `${label.padEnd(11)}${value}`),
    ...planNotes(report).map((note) => `note       ${note}`),
    ...(isRewritten ? ['', strategyTable(report)] : []),
    '',
    `Targets of other models for one of ${modelSize(size)}, with the same text and shares:`,
    targetTable(report),
    ...written.map((file, index) => `${index === 0 ? '\n' : ''}Written: ${file}`),
    ...(yaml === undefined || written.length > 0
      ? []
      : ['', `rewrite.yaml (--write-config FILE writes it, --write-blend FILE the recipe):\n\n${yaml.trimEnd()}`]),
  ].join('\n');
}

function textLines({ tokens, text, modelSize: size }: TrainingPlanReport): Line[] {
  const { target, available, epochsAlone } = tokens;
  return [
    ['training', `a ${modelSize(size)} model on ${short(target)} tokens, ${fewDigits(target / size)} a parameter`],
    ['real text', `${short(available)} tokens (${text.origin}); alone ${epochs(epochsAlone)}`],
    ['blend', blendOf(tokens)],
  ];
}

function blendOf({ synthetic, syntheticShare, real, realEpochs }: TokenPlan): string {
  const ofReal = `${short(real)} real (${epochs(realEpochs)})`;
  if (synthetic === 0) return `${ofReal}, nothing rewritten`;
  return `${ofReal} and ${short(synthetic)} rewritten (${percent(syntheticShare)}), each of these once`;
}

function rewritingLines({ mix, tokens, rewriting, plan, machines, modelSize: size }: TrainingPlanReport): Line[] {
  const { average, origin, acceptanceOrigin, speed } = rewriting;
  const share = shareOfTraining(plan, size, tokens.target);
  return [
    ['rewriting', `${mix.name}: ${rewritesIn(rewriting, plan)}`],
    ['ratio', `${average.written.toFixed(2)} tokens written per source token and rewrite (${origin})`],
    ['acceptance', `${percent(average.accepted / average.written)} of them (${acceptanceOrigin})`],
    ['generated', `${short(plan.completionTokens)} completion tokens of ${short(plan.promptTokens)} prompt tokens`],
    ['speed', `${count(speed.value)} completion tokens/s a GPU (${speed.origin})`],
    ['time', timeOf(plan, machines)],
    ...(plan.cost === undefined ? [] : [['cost', costOf(plan.cost, tokens.synthetic)] as const]),
    ...(share === undefined || plan.flops === undefined
      ? []
      : [['compute', `${flops(plan.flops)} FLOPs of rewriting, ${percent(share)} of the training's`] as const]),
  ];
}

function rewritesIn({ rewritesPerDocument }: Rewriting, { rewrites, runs }: RewritingPlan): string {
  if (rewrites > NEARLY * rewritesPerDocument) {
    return `${rewrites.toFixed(1)} of each document; a run makes at most ${count(rewritesPerDocument)}`;
  }
  return `${count(rewritesPerDocument)} of each document, over ${percent(Math.min(1, runs))} of the text`;
}

function timeOf({ gpuHours, hours, nights }: RewritingPlan, { gpus, nightHours }: Machines): string {
  const inNights = `${count(nights)} ${nights === 1 ? 'night' : 'nights'} of ${nightHours} hours`;
  return `${fewDigits(gpuHours)} GPU-hours: ${seconds(hours * 3_600)} on ${count(gpus)} ${gpus === 1 ? 'GPU' : 'GPUs'}, ${inNights}`;
}

function costOf(cost: number, synthetic: number): string {
  return `${amount(cost)}, ${amount((cost / synthetic) * 1e9)} per billion accepted tokens`;
}

function diskLine(tokens: TokenPlan): Line {
  const { rewrites, blend, scratch } = planDisk(tokens);
  const ofRewrites = tokens.synthetic === 0 ? '' : `${bytes(rewrites)} of rewrites, `;
  return ['disk', `about ${ofRewrites}${bytes(blend)} of blend, and ${bytes(scratch)} while it is made`];
}

function strategyTable({
  mix,
  rewriting: { strategies, average },
  plan: { sourceTokens },
}: TrainingPlanReport): string {
  // Other shares are of requests.
  const isWanted = mix.balance === 'tokens';
  const head = [
    'strategy',
    'to make',
    'share',
    ...(isWanted ? ['wanted'] : []),
    'ratio',
    'accepted',
    'completion tokens',
    'from',
  ];
  const rows = strategies.map(({ strategy, weight, written, accepted, completion, isMeasured }, index) => [
    strategy,
    short(sourceTokens * weight * accepted),
    percent((weight * accepted) / average.accepted),
    ...(isWanted ? [percent(mix.entries[index]?.share ?? 0)] : []),
    written.toFixed(2),
    percent(accepted / written),
    short(sourceTokens * weight * completion),
    isMeasured ? 'the run' : 'expected',
  ]);
  return table([head, ...rows]);
}

function targetTable({ tokens, modelSize: size, askedShare, maxEpochs }: TrainingPlanReport): string {
  const head = ['trained as', 'a parameter', 'tokens', 'epochs alone', 'to rewrite', 'source'];
  const rows = TRAINING_TARGETS.map(({ name, tokensPerParameter, source }) => {
    const plan = planTokens(Math.round(size * tokensPerParameter), tokens.available, askedShare, maxEpochs);
    return [
      name,
      count(tokensPerParameter),
      short(plan.target),
      fewDigits(plan.epochsAlone),
      `${short(plan.synthetic)} ${percent(plan.syntheticShare)}`,
      source,
    ];
  });
  return table([head, ...rows]);
}
