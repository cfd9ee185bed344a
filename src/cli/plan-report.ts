import { usageError } from '../vocabulary/error.ts';
import type { SimulatorSettings } from '../simulator/options.ts';
import { type Load, simulateLoad, type Workload } from '../simulator/plan.ts';
import type { PlanOptions } from '../simulator/plan-options.ts';
import { FINEPHRASE, PROFILES } from '../simulator/profiles.ts';
import { checkTogether, profileOf } from '../simulator/replica-engine.ts';
import { count, percent, short } from '../text/figures.ts';
import { table } from './format.ts';

/** As wide as FinePhrase's answers are on average; how widely they are spread is not published. */
const DEFAULT_OUTPUT = { mean: FINEPHRASE.answerTokens, sigma: 0.5 } as const;

/** What a level of concurrency must make of the best one's tokens to be called enough. */
const ENOUGH = 0.95;

/**
 * The report of `rewrite simulate --plan`: what GPUs of a profile do at each number of requests in flight, and what a
 * corpus takes. Throws a usage error without a profile and for options that do not go together.
 */
export function planReport(settings: SimulatorSettings, options: PlanOptions): string {
  const profile = profileOf(settings);
  if (profile === undefined || settings.profile === undefined) {
    throw usageError(`--plan needs a profile to reckon with: --profile ${Object.keys(PROFILES).join(' | ')}.`);
  }
  if (settings.outputTokens !== undefined && options.outputRatio !== undefined) {
    throw usageError('--output-tokens and --output-ratio both say how long answers are: leave out one of them.');
  }
  checkTogether({ ...settings, answers: 'fixed' });
  const workload: Workload = {
    documentTokens: options.documentTokens,
    instructionTokens: options.instructionTokens,
    rewritesPerDocument: options.rewritesPerDocument,
    output:
      options.outputRatio === undefined
        ? { tokens: settings.outputTokens ?? DEFAULT_OUTPUT }
        : { ratio: options.outputRatio },
    contextLength: settings.contextLength,
  };
  const loads = options.planConcurrency.map((concurrency) =>
    simulateLoad(profile, workload, concurrency, settings.seed),
  );
  const { model, gpu, source } = PROFILES[settings.profile];
  const [first] = loads;
  const lines = [
    `${model} on ${gpu}, ${source}.`,
    `Each GPU: ${count(profile.slots)} slots, a KV cache of ${count(profile.kvTokens)} tokens.`,
    `Prompts of ${count(first?.promptTokens ?? 0)} tokens on average (a document and ${count(options.instructionTokens)} ` +
      `of instruction, ${count(options.rewritesPerDocument)} to a document), answers of ${count(first?.answerTokens ?? 0)}.`,
    '',
    'One GPU, by requests in flight (times in seconds):',
    loadTable(loads),
    '',
    advice(loads),
  ];
  if (options.planDocuments !== undefined) {
    lines.push('', ...corpusLines(loads, settings.gpus, options.planDocuments, options));
  } else if (settings.gpus > 1) {
    const best = Math.max(...loads.map(({ tokensPerSecond }) => tokensPerSecond));
    lines.push(`${count(settings.gpus)} GPUs make up to ${short(best * settings.gpus)} answer tokens a second.`);
  }
  return lines.join('\n');
}

function loadTable(loads: readonly Load[]): string {
  return table([
    [
      'in flight',
      'tokens/s',
      'requests/s',
      'median',
      'p95',
      'first token',
      'running',
      'waiting',
      'KV cache',
      'preempted',
      'prefix hits',
    ],
    ...loads.map((load) => [
      count(load.concurrency),
      count(load.tokensPerSecond),
      load.requestsPerSecond.toFixed(1),
      load.latencyP50.toFixed(1),
      load.latencyP95.toFixed(1),
      load.firstTokenP50.toFixed(2),
      count(load.running),
      count(load.waiting),
      percent(load.kvUsage),
      percent(load.preemptionsPerRequest),
      percent(load.prefixHitRate),
    ]),
  ]);
}

function advice(loads: readonly Load[]): string {
  const best = Math.max(...loads.map(({ tokensPerSecond }) => tokensPerSecond));
  const enough = loads.find(({ tokensPerSecond }) => tokensPerSecond >= ENOUGH * best);
  if (enough === undefined || loads.length === 1) return 'Try other numbers of requests with --plan-concurrency.';
  const isLast = enough === loads.at(-1);
  return (
    `${count(enough.concurrency)} in flight make ${percent(enough.tokensPerSecond / best)} of the most tokens here; ` +
    (isLast ? 'more may make more: try with --plan-concurrency.' : 'more mainly make requests wait.')
  );
}

function corpusLines(loads: readonly Load[], gpus: number, documents: number, options: PlanOptions): string[] {
  const { rewritesPerDocument, gpuHourPrice } = options;
  const requests = documents * rewritesPerDocument;
  const rows = loads.map((load) => {
    const gpuHours = requests / load.requestsPerSecond / 3_600;
    const answerTokens = requests * load.answerTokens;
    const cells = [count(load.concurrency), hours(gpuHours / gpus), hours(gpuHours)];
    if (gpuHourPrice === undefined) return cells;
    const cost = gpuHours * gpuHourPrice;
    return [...cells, count(cost), ((cost / answerTokens) * 1e6).toFixed(3)];
  });
  const heads = ['in flight', 'hours', 'GPU hours'];
  const tokens = requests * (loads[0]?.answerTokens ?? 0);
  return [
    `${count(documents)} documents (${count(requests)} requests, ${short(tokens)} answer tokens) on ` +
      `${count(gpus)} ${gpus === 1 ? 'GPU' : 'GPUs'}, by requests in flight at each:`,
    table([gpuHourPrice === undefined ? heads : [...heads, 'cost', 'per 1M tokens'], ...rows]),
    'Every answer is counted, accepted or not: divide by the share that your validators accept.',
  ];
}

function hours(value: number): string {
  return value < 10 ? value.toFixed(2) : count(value);
}
