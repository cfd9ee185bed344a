import { ABOUT_HEADS, metricHead } from '../../ablation/metric-head.ts';
import type { AblationResults } from '../../ablation/results.ts';
import { whyUncompared } from '../../ablation/why-uncompared.ts';
import { count, signed } from '../../text/figures.ts';
import { markdownTable, markdownText } from '../../text/markdown.ts';

/** The arms' table in Markdown, for a paper; under it how it was made, and which arms are not in it and why. */
export function ablationMarkdown({
  question,
  arms,
  metrics,
  comparisons,
  baseline,
  budget_tokens,
  seeds,
}: AblationResults): string {
  const complete = arms.filter(({ state }) => state === 'complete');
  const shown = metrics.filter((metric) => complete.some(({ means }) => (means[metric.name] ?? null) !== null));
  const rows = complete.map(({ name, means }) => [
    `${markdownText(name)}${name === baseline ? ' (baseline)' : ''}`,
    ...shown.map((metric) => {
      const mean = means[metric.name];
      if (mean === null || mean === undefined) return '–';
      const compared = comparisons.find(({ arm, metric: of }) => arm === name && of === metric.name);
      if (compared === undefined) return mean.toFixed(metric.digits);
      const interval = `${signed(compared.low, metric.digits)} to ${signed(compared.high, metric.digits)}`;
      return `${mean.toFixed(metric.digits)}${compared.significant ? '*' : ''} (${interval})`;
    }),
  ]);
  const compared =
    comparisons.length > 0
      ? `In brackets: 95% interval of the difference from ${markdownText(baseline)}; *: significant after Holm's correction.`
      : markdownText(whyUncompared(baseline, complete));
  const table = [
    markdownTable(['arm', ...shown.map((metric) => markdownText(metricHead(metric)))], rows),
    '',
    `${count(budget_tokens)} generated tokens and ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'} an arm. ${ABOUT_HEADS} ${compared}`,
  ];
  const missing = arms.filter(({ state }) => state !== 'complete');
  return [
    ...(question === '' ? [] : [markdownText(question), '']),
    ...(complete.length === 0 ? ['No arm came to its budget: there is nothing to compare.'] : table),
    ...(missing.length === 0
      ? []
      : [
          '',
          ...missing.map(({ name, state, detail }) => `- ${markdownText(name)}: ${state}: ${markdownText(detail)}`),
        ]),
    '',
  ].join('\n');
}
