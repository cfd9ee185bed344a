import type { AblationResults } from '../../ablation/results.ts';
import { signed } from '../../text/figures.ts';

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
  const shown = metrics.filter((metric) => complete.some(({ means }) => means[metric.name] !== null));
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rows = complete.map(({ name, means }) =>
    line([
      name === baseline ? `${name} (baseline)` : name,
      ...shown.map((metric) => {
        const mean = means[metric.name];
        if (mean === null || mean === undefined) return '–';
        const compared = comparisons.find(({ arm, metric: of }) => arm === name && of === metric.name);
        if (compared === undefined) return mean.toFixed(metric.digits);
        const interval = `${signed(compared.low, metric.digits)} to ${signed(compared.high, metric.digits)}`;
        return `${mean.toFixed(metric.digits)}${compared.significant ? '*' : ''} (${interval})`;
      }),
    ]),
  );
  return [
    line(['arm', ...shown.map(({ title }) => title)]),
    line(['---', ...shown.map(() => '---:')]),
    ...rows,
    '',
    `${budget_tokens} generated tokens and ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'} an arm. In brackets: 95% interval of the difference from ${baseline}; *: significant after Holm's correction.`,
    '',
  ].join('\n');
}
