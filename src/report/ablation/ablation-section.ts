import type { AblationResults, ArmResult } from '../../ablation/results.ts';
import { signed } from '../../text/figures.ts';
import { type Interval, intervalChart } from '../charts/interval-chart.ts';
import { html, type Html, NO_HTML } from '../html.ts';

type MetricResult = AblationResults['metrics'][number];

/** An ablation: the table of arms with their intervals, a chart for each metric, and what the figures can say. */
export function ablationSection(results: AblationResults): Html {
  const { name, question, source, budget_tokens, seeds, arms, metrics, baseline, level } = results;
  const complete = arms.filter(({ state }) => state === 'complete');
  const shown = metrics.filter((metric) => complete.some(({ means }) => means[metric.name] !== null));
  const charts = shown.flatMap((metric) => {
    const intervals = intervalsOf(results, metric);
    return intervals.length === 0 ? [] : [intervalChart(captionOf(metric), intervals, metric.digits)];
  });
  return html`<section aria-label="${name}">
${question === '' ? NO_HTML : html`<p><strong>${question}</strong>${source === '' ? NO_HTML : html` <span class="faint">${source}</span>`}</p>`}
<dl class="facts">
<dt>arms</dt><dd>${complete.length} of ${arms.length} compared, each with ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'} and ${budget_tokens.toLocaleString('en-US')} generated tokens</dd>
<dt>documents</dt><dd>${results.sources.map(({ documents, held_out, arms: of }) => `${documents.toLocaleString('en-US')}${held_out > 0 ? ` and ${held_out.toLocaleString('en-US')} held out` : ''}${results.sources.length > 1 ? ` (${of.join(', ')})` : ''}`).join('; ')}</dd>
<dt>baseline</dt><dd>${baseline}</dd>
<dt>written by</dt><dd>${[...new Set(complete.map(({ model }) => model))].join(', ')}</dd>
</dl>
${arms.filter(({ state }) => state !== 'complete').map(({ name: arm, state, detail }) => html`<p><span class="verdict bad">${arm} ${state === 'short' ? 'is not compared' : 'failed'}</span>: ${detail}</p>\n`)}
<h3>Arms</h3>
${armTable(results, complete, shown)}
<p class="faint">Means over documents (or blocks of text) and seeds. ▲ ▼ higher or lower than ${baseline} beyond noise: paired bootstrap over documents and seeds, Holm's correction over ${results.comparisons.length} comparisons, ${100 * level}%. Everything unmarked is within noise and is no difference. # is the rank: 1 plus the arms that are better beyond noise; arms may share one.</p>
<h3>Differences from ${baseline}, with 95% intervals</h3>
<p class="faint">Filled: beyond noise. Hollow: within it.</p>
<div class="intervals">${charts}</div>
<h3>What is measured</h3>
<dl class="facts">${shown.map(({ title, description, unit, better }) => html`<dt>${title}</dt><dd>${description} <span class="faint">By ${unit}${better === null ? '' : `; ${better} is better`}.</span></dd>\n`)}</dl>
<h3>What became of the tasks</h3>
${taskTable(complete)}
</section>`;
}

/** Rules for {@link ablationSection}. */
export const ABLATION_STYLE = `
.intervals { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); gap: 1rem 2rem; }
.intervals figure { margin: 0; }
section > h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
td .rank { color: var(--faint); }
`;

function armTable(
  { comparisons, baseline }: AblationResults,
  arms: readonly ArmResult[],
  metrics: readonly MetricResult[],
): Html {
  const rows = arms.map(({ name, means, ranks, acceptance }) => {
    const cells = metrics.map((metric) => {
      const mean = means[metric.name];
      if (mean === null || mean === undefined) return html`<td class="number" data-value="">–</td>`;
      const compared = comparisons.find(({ arm, metric: of }) => arm === name && of === metric.name);
      const mark = compared?.significant === true ? (compared.mean > 0 ? ' ▲' : ' ▼') : '';
      const rank = ranks[metric.name];
      return html`<td class="number" data-value="${mean}">${mean.toFixed(metric.digits)}${mark}${rank === undefined ? NO_HTML : html` <span class="rank">#${rank}</span>`}</td>`;
    });
    return html`<tr><th scope="row">${name}${name === baseline ? ' *' : ''}</th><td class="number" data-value="${acceptance ?? ''}">${acceptance === null ? '–' : `${(100 * acceptance).toFixed(1)}%`}</td>${cells}</tr>
`;
  });
  return html`<div class="wide"><table class="sortable"><thead><tr><th scope="col">Arm</th><th scope="col" class="number">Accepted</th>${metrics.map(({ title }) => html`<th scope="col" class="number">${title}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function taskTable(arms: readonly ArmResult[]): Html {
  const rows = arms.map(({ name, strategy, model, seeds }) => {
    const sum = (value: (seed: ArmResult['seeds'][number]) => number) =>
      seeds.reduce((all, seed) => all + value(seed), 0);
    const reasons = new Map<string, number>();
    for (const seed of seeds)
      for (const [reason, count] of Object.entries(seed.reasons))
        reasons.set(reason, (reasons.get(reason) ?? 0) + count);
    const top = [...reasons].sort((left, right) => right[1] - left[1]).slice(0, 3);
    const billed = sum(({ billed: of }) => of?.completion ?? 0);
    const cost = sum(({ cost: of }) => of?.total ?? 0);
    return html`<tr><th scope="row">${name}</th><td>${strategy}</td><td>${model}</td><td class="number" data-value="${sum(({ texts }) => texts)}">${sum(({ texts }) => texts).toLocaleString('en-US')}</td><td class="number" data-value="${billed}">${billed.toLocaleString('en-US')}</td><td class="number" data-value="${cost}">${cost === 0 ? '–' : cost.toFixed(2)}</td><td>${top.map(([reason, count]) => `${reason} ${count.toLocaleString('en-US')}`).join(', ')}</td></tr>
`;
  });
  return html`<div class="wide"><table class="sortable"><thead><tr><th scope="col">Arm</th><th scope="col">Strategy</th><th scope="col">Written by</th><th scope="col" class="number">Texts</th><th scope="col" class="number">Billed completion tokens</th><th scope="col" class="number">Cost</th><th scope="col">Rejected for</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function intervalsOf({ comparisons }: AblationResults, { name }: MetricResult): Interval[] {
  return comparisons
    .filter(({ metric }) => metric === name)
    .map(({ arm, mean, low, high, significant }) => ({ label: arm, mean, low, high, significant }));
}

function captionOf({ title, better }: MetricResult): string {
  return better === null ? title : `${title} (${better} is better)`;
}

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
