import { metricHead } from '../../ablation/metric-head.ts';
import { rejectionsOf } from '../../ablation/rejections.ts';
import type { AblationResults, ArmResult } from '../../ablation/results.ts';
import { amount, count, percent, short } from '../../text/figures.ts';
import type { Html } from '../html.ts';
import { type Cell, columnsOf, figureCell, table } from '../table.ts';
import { clipped } from '../within-bytes.ts';

type MetricResult = AblationResults['metrics'][number];

/** Columns of metrics that stand in one table: more than a page is wide cannot be compared. */
const METRICS_A_TABLE = 8;

/** The means of the arms, in as many tables as the metrics take, of about as many columns each. */
export function armTables(
  { comparisons, baseline }: AblationResults,
  arms: readonly ArmResult[],
  metrics: readonly MetricResult[],
): Html[] {
  const significant = new Map(
    comparisons.flatMap(({ arm, metric, mean, significant: beyond }) =>
      beyond ? [[`${arm} ${metric}`, mean > 0 ? ' ▲' : ' ▼'] as const] : [],
    ),
  );
  const cellOf = ({ name, means, ranks, standard_errors: errors }: ArmResult, metric: MetricResult): Cell => {
    const mark = significant.get(`${name} ${metric.name}`) ?? '';
    const rank = arms.length > 1 ? ranks[metric.name] : undefined;
    const error = errors[metric.name];
    const spread = error === undefined ? '' : ` ± ${error.toFixed(metric.digits)}`;
    return figureCell(
      means[metric.name],
      (mean) => `${mean.toFixed(metric.digits)}${spread}${mark}${rank === undefined ? '' : ` #${rank}`}`,
    );
  };
  const tables = Math.max(1, Math.ceil(metrics.length / METRICS_A_TABLE));
  const columns = Math.ceil(metrics.length / tables);
  const parts = Array.from({ length: tables }, (_, part) => metrics.slice(part * columns, (part + 1) * columns));
  return parts.map((part, at) =>
    table({
      label: parts.length === 1 ? 'Arms' : `Arms, table ${at + 1} of ${parts.length}`,
      columns: columnsOf(['Arm'], ['Accepted', ...part.map((metric) => clipped(metricHead(metric)))]),
      rows: arms.map((arm) => [
        `${clipped(arm.name)}${arm.name === baseline ? ' *' : ''}`,
        figureCell(arm.acceptance, percent),
        ...part.map((metric) => cellOf(arm, metric)),
      ]),
    }),
  );
}

/** What a million accepted tokens take; nothing where no model was asked. */
export function economyTable(arms: readonly ArmResult[]): Html[] {
  const asked = arms.flatMap(({ name, per_million_accepted: own }) =>
    own === null || own === undefined || own.requests === null ? [] : [{ name, own }],
  );
  if (asked.length === 0) return [];
  return [
    table({
      label: 'For a million accepted tokens',
      columns: columnsOf(['Arm'], ['Requests', 'Prompt tokens', 'Completion tokens', 'GPU hours', 'Cost']),
      rows: asked.map(({ name, own }) => [
        clipped(name),
        figureCell(own.requests, short),
        figureCell(own.prompt_tokens, short),
        figureCell(own.completion_tokens, short),
        figureCell(own.gpu_hours, amount),
        figureCell(own.cost, amount),
      ]),
    }),
  ];
}

/** What became of the tasks of every arm, of those that are compared with none as well. */
export function taskTable(arms: readonly ArmResult[]): Html {
  const rows = arms.map(({ name, state, strategy, model, seeds }): Cell[] => {
    const sum = (value: (seed: ArmResult['seeds'][number]) => number) =>
      seeds.reduce((all, seed) => all + value(seed), 0);
    const top = rejectionsOf(seeds).slice(0, 3);
    const priced = seeds.some(({ economy }) => (economy?.cost ?? null) !== null);
    const known = seeds.length > 0;
    return [
      clipped(name),
      state,
      clipped(strategy),
      clipped(model),
      clipped(top.map(([reason, rewrites]) => `${reason} ${count(rewrites)}`).join(', ')),
      figureCell(known ? sum(({ texts }) => texts) : null, count),
      figureCell(known ? sum(({ economy }) => economy?.billed.completion ?? 0) : null, count),
      figureCell(priced ? sum(({ economy }) => economy?.cost?.total ?? 0) : null, amount),
    ];
  });
  return table({
    label: 'What became of the tasks',
    columns: columnsOf(
      ['Arm', 'State', 'Strategy', 'Written by', 'Rejected for'],
      ['Texts', 'Billed completion tokens', 'Cost'],
    ),
    rows,
  });
}
