import type { AblationResults } from '../ablation/results.ts';
import { ABLATION_STYLE, ablationSection } from './ablation/ablation-section.ts';
import { CHART_STYLE } from './charts/chart-style.ts';
import { amount, count } from '../text/figures.ts';
import { html, type Html } from './html.ts';
import { pageText } from './page.ts';
import { PAGED } from './paged.ts';
import { SORTABLE } from './sortable.ts';
import type { RunReport } from './run/read-run.ts';
import { RUN_STYLE, runSection } from './run/run-section.ts';
import { columnsOf, countCell, figureCell, shareCell, table } from './table.ts';
import { bytesOf, clipped } from './within-bytes.ts';

/** The page of one or more runs, as pieces of text. Several begin with a table that has them beside each other. */
export function runReportPage(runs: readonly RunReport[]): Generator<string> {
  const [first] = runs;
  const title = runs.length === 1 ? `Run ${first?.directory ?? ''}` : `${runs.length} runs`;
  return pageText({
    title,
    style: CHART_STYLE + RUN_STYLE,
    scripts: [SORTABLE, PAGED],
    header: html`<h1>${title}</h1>`,
    contents: sections(runs),
  });
}

/** Bytes of a page beside its head and style: it stays under 2 MB, which any browser and mail takes. */
const MOST_BYTES = 1_900_000;

/** An overview where there are several, and a section for each run that there is room for, all of equal shares. */
function* sections(runs: readonly RunReport[]): Generator<Html> {
  let left = MOST_BYTES;
  if (runs.length > 1) {
    const beside = overview(runs);
    left -= bytesOf(beside);
    yield beside;
  }
  for (const [at, run] of runs.entries()) {
    const section = runSection(run, {
      anchor: anchorOf(at),
      alone: runs.length === 1,
      bytes: left / (runs.length - at),
    });
    if (bytesOf(section) > left) {
      yield html`<p>No room for ${count(runs.length - at)} more, from ${clipped(run.directory)} on: name fewer at a time, to keep the page under 2 MB.</p>`;
      return;
    }
    left -= bytesOf(section);
    yield section;
  }
}

/** The page of an ablation, as pieces of text. */
export function ablationReportPage(results: AblationResults): Generator<string> {
  const title = `Ablation ${results.name}`;
  return pageText({
    title,
    style: CHART_STYLE + ABLATION_STYLE,
    scripts: [SORTABLE],
    header: html`<h1>${title}</h1>`,
    contents: [ablationSection(results)],
  });
}

/** All runs beside each other, each with a link to its section. */
function overview(runs: readonly RunReport[]): Html {
  return table({
    label: 'Runs',
    columns: [
      ...columnsOf(['Run'], ['Documents', 'Rewrites', 'Accepted', 'Tokens', 'Wasted', 'Cost per million']),
      ...columnsOf(['Most often not accepted because of'], []),
    ],
    rows: runs.map(({ directory, manifest: { input, tasks, tokens, cost, reasons } }, at) => [
      html`<a href="#${anchorOf(at)}">${clipped(directory)}</a>`,
      countCell(input.documents),
      countCell(tasks.planned),
      shareCell(tasks.accepted, tasks.planned),
      countCell(tokens.accepted),
      shareCell(tokens.wasted, tokens.completion),
      figureCell(cost?.per_million_accepted_tokens, amount),
      Object.keys(reasons)[0] ?? '',
    ]),
  });
}

function anchorOf(run: number): string {
  return `run-${run + 1}`;
}
