import type { AblationResults, ArmResult } from '../../ablation/results.ts';
import { rejectionsOf } from '../../ablation/rejections.ts';
import { amount, count, percent, short, signed } from '../../text/figures.ts';
import { type Interval, intervalChart } from '../charts/interval-chart.ts';
import { html, type Html, NO_HTML } from '../html.ts';
import { type Cell, columnsOf, countCell, figureCell, table } from '../table.ts';

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
${arms.map(leftOut)}
${[...results.troubles.map((sentence) => `Not measured: ${sentence}`), ...results.import_notes].map((sentence) => html`<p>${sentence}</p>\n`)}
<h3>Arms</h3>
${armTables(results, complete, shown)}
<p class="faint">Means over documents (or blocks of text) and seeds. ▲ ▼ higher or lower than ${baseline} beyond noise: paired bootstrap over documents and seeds, Holm's correction over ${results.comparisons.length} comparisons, ${100 * level}%. Everything unmarked is within noise and is no difference. ? is not compared: too few documents or blocks of text are in both. # is the rank: 1 plus the arms that are better beyond noise, and no worse than that of an arm behind it; arms may share one.${hasErrors(complete) ? ' ±: the standard error of an imported mean, over questions.' : ''}</p>
${economyTable(complete)}
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
`;

/** Columns of metrics that stand in one table: more than a page is wide cannot be compared. */
const METRICS_A_TABLE = 8;

function armTables(
  { comparisons, baseline }: AblationResults,
  arms: readonly ArmResult[],
  metrics: readonly MetricResult[],
): Html[] {
  const cellOf = ({ name, means, ranks, standard_errors: errors }: ArmResult, metric: MetricResult): Cell => {
    const compared = comparisons.find(({ arm, metric: of }) => arm === name && of === metric.name);
    const isUnknown = compared === undefined && name !== baseline;
    const mark = isUnknown ? ' ?' : compared?.significant === true ? (compared.mean > 0 ? ' ▲' : ' ▼') : '';
    const rank = ranks[metric.name];
    const error = errors[metric.name];
    const spread = error === undefined ? '' : ` ± ${error.toFixed(metric.digits)}`;
    return figureCell(
      means[metric.name],
      (mean) => `${mean.toFixed(metric.digits)}${spread}${mark}${rank === undefined ? '' : ` #${rank}`}`,
    );
  };
  const parts = Array.from({ length: Math.max(1, Math.ceil(metrics.length / METRICS_A_TABLE)) }, (_, part) =>
    metrics.slice(part * METRICS_A_TABLE, (part + 1) * METRICS_A_TABLE),
  );
  return parts.map((part, at) =>
    table({
      label: parts.length === 1 ? 'Arms' : `Arms, table ${at + 1} of ${parts.length}`,
      columns: columnsOf(['Arm'], ['Accepted', ...part.map(({ title }) => title)]),
      rows: arms.map((arm) => [
        `${arm.name}${arm.name === baseline ? ' *' : ''}`,
        figureCell(arm.acceptance, percent),
        ...part.map((metric) => cellOf(arm, metric)),
      ]),
    }),
  );
}

function hasErrors(arms: readonly ArmResult[]): boolean {
  return arms.some(({ standard_errors: errors }) => Object.keys(errors).length > 0);
}

/** What a million accepted tokens take; nothing where no model was asked. */
function economyTable(arms: readonly ArmResult[]): Html {
  const asked = arms.flatMap(({ name, per_million_accepted: own }) =>
    own === null || own === undefined || own.requests === null ? [] : [{ name, own }],
  );
  if (asked.length === 0) return NO_HTML;
  return html`<h3>For a million accepted tokens</h3>
${table({
  label: 'For a million accepted tokens',
  columns: columnsOf(['Arm'], ['Requests', 'Prompt tokens', 'Completion tokens', 'GPU hours', 'Cost']),
  rows: asked.map(({ name, own }) => [
    name,
    figureCell(own.requests, short),
    figureCell(own.prompt_tokens, short),
    figureCell(own.completion_tokens, short),
    figureCell(own.gpu_hours, amount),
    figureCell(own.cost, amount),
  ]),
})}`;
}

function taskTable(arms: readonly ArmResult[]): Html {
  const rows = arms.map(({ name, strategy, model, seeds }): Cell[] => {
    const sum = (value: (seed: ArmResult['seeds'][number]) => number) =>
      seeds.reduce((all, seed) => all + value(seed), 0);
    const top = rejectionsOf(seeds).slice(0, 3);
    const priced = seeds.some(({ economy }) => (economy?.cost ?? null) !== null);
    return [
      name,
      strategy,
      model,
      top.map(([reason, rewrites]) => `${reason} ${count(rewrites)}`).join(', '),
      countCell(sum(({ texts }) => texts)),
      countCell(sum(({ economy }) => economy?.billed.completion ?? 0)),
      figureCell(priced ? sum(({ economy }) => economy?.cost?.total ?? 0) : null, amount),
    ];
  });
  return table({
    label: 'What became of the tasks',
    columns: columnsOf(
      ['Arm', 'Strategy', 'Written by', 'Rejected for'],
      ['Texts', 'Billed completion tokens', 'Cost'],
    ),
    rows,
  });
}

/** What is said of an arm that is compared with none. */
const LEFT_OUT: Readonly<Record<Exclude<ArmResult['state'], 'complete'>, string>> = {
  short: 'is not compared',
  failed: 'failed',
  interrupted: 'was interrupted: run the same command again',
};

function leftOut({ name, state, detail }: ArmResult): Html {
  if (state === 'complete') return NO_HTML;
  return html`<p><span class="verdict bad">${name} ${LEFT_OUT[state]}</span>${detail === '' ? '' : `: ${detail}`}</p>
`;
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
