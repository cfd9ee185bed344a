import type { AblationResults } from '../../ablation/results.ts';
import { intervalChart } from '../charts/interval-chart.ts';
import type { Html } from '../html.ts';
import { clipped } from '../within-bytes.ts';

/** A chart for each metric that arms are compared in: how far each lies from the baseline. */
export function differenceCharts({ comparisons }: AblationResults, metrics: AblationResults['metrics']): Html[] {
  return metrics.flatMap(({ name, title, better, digits }) => {
    const intervals = comparisons
      .filter(({ metric }) => metric === name)
      .map(({ arm, mean, low, high, significant }) => ({ label: clipped(arm), mean, low, high, significant }));
    const caption = better === null ? clipped(title) : `${clipped(title)} (${better} is better)`;
    return intervals.length === 0 ? [] : [intervalChart(caption, intervals, digits)];
  });
}
