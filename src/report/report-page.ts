import type { AblationResults } from '../ablation/results.ts';
import { ABLATION_STYLE, ablationSection } from './ablation/ablation-section.ts';
import { CHART_STYLE } from './charts/chart-style.ts';
import { html, type Html } from './html.ts';
import { pageText } from './page.ts';
import type { RunReport } from './run/read-run.ts';
import { RUN_STYLE, runSection } from './run/run-section.ts';

/** The page of one or more runs, as pieces of text. Several begin with a table that has them beside each other. */
export function runReportPage(runs: readonly RunReport[]): Generator<string> {
  const [first] = runs;
  const title = runs.length === 1 ? `Run ${first?.directory ?? ''}` : `${runs.length} runs`;
  return pageText({
    title,
    style: CHART_STYLE + RUN_STYLE,
    sortable: true,
    header: html`<h1>${title}</h1>`,
    contents: [...(runs.length > 1 ? [overview(runs)] : []), ...runs.map((run) => runSection(run, runs.length === 1))],
  });
}

/** The page of an ablation, as pieces of text. */
export function ablationReportPage(results: AblationResults): Generator<string> {
  const title = `Ablation ${results.name}`;
  return pageText({
    title,
    style: CHART_STYLE + ABLATION_STYLE,
    sortable: true,
    header: html`<h1>${title}</h1>`,
    contents: [ablationSection(results)],
  });
}

function overview(runs: readonly RunReport[]): Html {
  const rows = runs.map(({ directory, manifest: { input, tasks, tokens, cost } }) => {
    const accepted = tasks.accepted / Math.max(1, tasks.planned);
    const wasted = tokens.wasted / Math.max(1, tokens.completion);
    const perMillion = cost?.per_million_accepted_tokens;
    return html`<tr><th scope="row">${directory}</th>${cells([input.documents, tasks.planned])}<td class="number" data-value="${accepted}">${(100 * accepted).toFixed(1)}%</td>${cells([tokens.accepted])}<td class="number" data-value="${wasted}">${(100 * wasted).toFixed(1)}%</td><td class="number" data-value="${perMillion ?? ''}">${perMillion?.toFixed(2) ?? '–'}</td></tr>
`;
  });
  return html`<div class="wide"><table class="sortable"><thead><tr><th scope="col">Run</th><th scope="col" class="number">Documents</th><th scope="col" class="number">Rewrites</th><th scope="col" class="number">Accepted</th><th scope="col" class="number">Tokens</th><th scope="col" class="number">Wasted</th><th scope="col" class="number">Cost per million</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function cells(values: readonly number[]): Html[] {
  return values.map((value) => html`<td class="number" data-value="${value}">${value.toLocaleString('en-US')}</td>`);
}
