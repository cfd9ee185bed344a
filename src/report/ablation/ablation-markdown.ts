import type { AblationResults } from '../../ablation/results.ts';
import { signed } from '../../text/figures.ts';
import { markdownTable, markdownText } from '../../text/markdown.ts';

/** The arms' table in Markdown, for a paper. */
export function ablationMarkdown({
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
  return [
    markdownTable(['arm', ...shown.map(({ title }) => markdownText(title))], rows),
    '',
    `${budget_tokens} generated tokens and ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'} an arm. In brackets: 95% interval of the difference from ${markdownText(baseline)}; *: significant after Holm's correction.`,
    '',
  ].join('\n');
}
