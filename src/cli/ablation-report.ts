import type { AblationResults, ArmResult } from '../ablation/results.ts';
import { FEWEST_PAIRS } from '../ablation/compare.ts';
import type { PerMillion } from '../ablation/economy.ts';
import { ABOUT_HEADS, metricHead } from '../ablation/metric-head.ts';
import { rejectionsOf } from '../ablation/rejections.ts';
import { whyUncompared } from '../ablation/why-uncompared.ts';
import { amount, count, percent, short } from '../text/figures.ts';
import { table } from './format.ts';

/** Reasons that are told of an arm; results.json has all. */
const TOP_REASONS = 4;

/** What an ablation came to, for standard output: a row for each arm, a column for each metric. */
export function ablationReport(results: AblationResults, out: string): string {
  const { arms, metrics, comparisons, baseline } = results;
  const complete = arms.filter(({ state }) => state === 'complete');
  const uncompared = ({ name }: ArmResult): string => (name === baseline || comparisons.length === 0 ? ' ' : '?');
  const cellOf = (arm: ArmResult, metric: (typeof metrics)[number]): string => {
    const mean = arm.means[metric.name];
    if (mean === null || mean === undefined) return '–';
    const compared = comparisons.find(({ arm: name, metric: of }) => name === arm.name && of === metric.name);
    const mark =
      compared === undefined ? uncompared(arm) : compared.significant ? (compared.mean > 0 ? '▲' : '▼') : ' ';
    const error = arm.standard_errors[metric.name];
    return `${mean.toFixed(metric.digits)}${error === undefined ? '' : ` ± ${error.toFixed(metric.digits)}`}${mark}`;
  };
  const shown = metrics.filter(({ name }) => complete.some(({ means }) => means[name] !== null));
  const rows = shown.map((metric) => [metricHead(metric), ...complete.map((arm) => cellOf(arm, metric))]);
  const ranked = shown.find(({ name }) => name === 'bits_per_byte');
  const shownTable = [
    table([
      ['', ...complete.map(({ name }) => (name === baseline ? `${name} *` : name))],
      ['texts', ...complete.map(({ seeds }) => count(seeds.reduce((sum, { texts }) => sum + texts, 0)))],
      ['accepted', ...complete.map(({ acceptance }) => (acceptance === null ? '–' : percent(acceptance)))],
      ...economyRows(complete),
      ...rows,
    ]),
    '',
    legend(results, complete),
    ...(ranked === undefined || complete.length < 2 ? [] : [rankLine(complete)]),
  ];
  const lines = [
    ...(results.question === '' ? [] : [results.question, '']),
    ...(complete.length === 0 ? ['No arm came to its budget: there is nothing to compare.'] : shownTable),
    ...arms
      .filter(({ state }) => state !== 'complete')
      .map(({ name, state, detail }) => `${name}: ${state === 'short' ? 'not compared' : state}: ${detail}`),
    ...complete.flatMap(rejectedLine),
    ...(complete.some(({ standard_errors: errors }) => Object.keys(errors).length > 0)
      ? ['±: standard error of an imported mean, over questions.']
      : []),
    ...results.import_notes,
    ...results.troubles.map((sentence) => `not measured: ${sentence}`),
    ...(results.requests.shared === 0
      ? []
      : [
          `requests   ${count(results.requests.asked - results.requests.shared)} sent, ${count(results.requests.shared)} answered by those of other arms`,
        ]),
    `results    ${out}/results.json`,
  ];
  return lines.join('\n');
}

/** How to read the table of arms. */
function legend({ baseline, comparisons, level }: AblationResults, complete: readonly ArmResult[]): string {
  if (comparisons.length === 0) return `${ABOUT_HEADS} ${whyUncompared(baseline, complete)}`;
  return `* baseline. ${ABOUT_HEADS} ▲ ▼: higher or lower than the baseline beyond noise (paired bootstrap over documents and seeds, Holm's correction over ${count(comparisons.length)} comparisons, ${count(100 * level)}%); unmarked differences are noise. ?: not compared, fewer than ${FEWEST_PAIRS} documents or blocks of text are in both, or as said below.`;
}

/** What a million accepted tokens take, where a model was asked; unknown where there is no price. */
function economyRows(arms: readonly ArmResult[]): string[][] {
  const asked = arms.some(({ per_million_accepted: own }) => (own?.requests ?? null) !== null);
  if (!asked) return [];
  const row = (title: string, cell: (own: PerMillion) => number | null, shown: (value: number) => string): string[] => [
    title,
    ...arms.map(({ per_million_accepted: own }) => {
      if (own === null || own.requests === null) return '–';
      const value = cell(own);
      return value === null ? 'unknown' : shown(value);
    }),
  ];
  return [
    ['for 1M accepted tokens', ...arms.map(() => '')],
    row('  requests', ({ requests }) => requests, short),
    row('  prompt tokens', ({ prompt_tokens: tokens }) => tokens, short),
    row('  completion tokens', ({ completion_tokens: tokens }) => tokens, short),
    row('  GPU hours', ({ gpu_hours: hours }) => hours, amount),
    row('  cost', ({ cost }) => cost, amount),
  ];
}

/** For what an arm's texts were rejected, most frequent first. */
function rejectedLine({ name, seeds }: ArmResult): string[] {
  const all = rejectionsOf(seeds);
  if (all.length === 0) return [];
  const top = all.slice(0, TOP_REASONS).map(([reason, n]) => `${reason} ${count(n)}`);
  return [`${name}: rejected for ${top.join(', ')}${all.length > TOP_REASONS ? ', …' : ''}`];
}

/** Arms by the rank of the proxy model, those that cannot be told apart together. */
function rankLine(arms: readonly ArmResult[]): string {
  const ranks = new Map<number, string[]>();
  const meanOf = ({ means }: ArmResult): number => means['bits_per_byte'] ?? 0;
  for (const { name, ranks: own } of arms.toSorted((left, right) => meanOf(left) - meanOf(right))) {
    const rank = own['bits_per_byte'];
    if (rank !== undefined) ranks.set(rank, [...(ranks.get(rank) ?? []), name]);
  }
  const ordered = [...ranks].sort(([left], [right]) => left - right).map(([, names]) => names.join(' = '));
  return `By bits a byte of the proxy model, best first: ${ordered.join(' > ')}. It orders arms; it says little about collapse.`;
}
