import type { AblationResults } from '../ablation/results.ts';
import { amount } from '../text/figures.ts';
import { html, type Html } from './html.ts';
import type { RunReport } from './run/read-run.ts';
import { columnsOf, countCell, figureCell, shareCell, table } from './table.ts';
import { clipped } from './within-bytes.ts';

/** The name of the section of each item of a page, the first at 0, to link to. */
export function anchorOf(item: number): string {
  return `part-${item + 1}`;
}

function linkTo(item: number, name: string): Html {
  return html`<a href="#${anchorOf(item)}">${clipped(name)}</a>`;
}

/** Runs beside each other, each with a link to its section. */
export function overviewOfRuns(runs: readonly RunReport[]): Html {
  return table({
    label: 'Runs',
    columns: [
      ...columnsOf(['Run'], ['Documents', 'Rewrites', 'Accepted', 'Tokens', 'Wasted', 'Cost per million']),
      ...columnsOf(['Most often not accepted because of'], []),
    ],
    rows: runs.map(({ directory, manifest: { input, tasks, tokens, cost, reasons } }, at) => [
      linkTo(at, directory),
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

/** Ablations beside each other, each with a link to its section. */
export function overviewOfAblations(ablations: readonly AblationResults[]): Html {
  return table({
    label: 'Ablations',
    columns: columnsOf(['Ablation', 'Question', 'Baseline'], ['Arms', 'Compared', 'Seeds', 'Tokens an arm']),
    rows: ablations.map(({ name, question, baseline, arms, seeds, budget_tokens }, at) => [
      linkTo(at, name),
      clipped(question),
      clipped(baseline),
      countCell(arms.length),
      countCell(arms.filter(({ state }) => state === 'complete').length),
      countCell(seeds.length),
      countCell(budget_tokens),
    ]),
  });
}
