import { flopsSentences } from '../../run/flops-sentences.ts';
import type { Manifest } from '../../run/manifest.ts';
import { amount, count, flops as flopsText, modelSize, percent } from '../../text/figures.ts';
import { html, type Html, NO_HTML } from '../html.ts';
import { type Cell, columnsOf, countCell, figureCell, shareCell, table } from '../table.ts';
import type { RunReport } from './read-run.ts';

/** What became of rows and rewrites that were lost on the way; nothing where none was. */
export function skippedTable({ input }: Manifest): Html {
  const rows = Object.entries(input.skipped);
  if (rows.length === 0) return NO_HTML;
  return table({
    label: 'Documents that were not used',
    columns: columnsOf(['Documents not used because of'], ['Documents', 'Of those read']),
    rows: rows.map(([reason, documents]) => [reason, countCell(documents), shareCell(documents, input.documents)]),
  });
}

/** Which strategies were hit by which reason; nothing where there is one strategy, or all was accepted. */
export function refusedTable({ manifest: { strategies }, refused }: RunReport): Html {
  const names = Object.keys(strategies);
  if (names.length < 2 || refused.length === 0) return NO_HTML;
  return table({
    label: 'Rewrites that were not accepted, by reason and strategy',
    columns: columnsOf(['Not accepted because of'], names),
    rows: refused.map(({ reason, strategies: own }) => [
      reason,
      ...names.map((name) => figureCell(own.get(name), count)),
    ]),
  });
}

/** Strategies beside each other. */
export function strategyTable({ strategies, cost }: Manifest): Html {
  const priced = cost === null ? [] : ['Cost per million'];
  return table({
    label: 'Strategies',
    columns: columnsOf(['Strategy'], ['Rewrites', 'Accepted', 'Tokens', 'Share', 'Wasted', ...priced]),
    rows: Object.entries(strategies).map(([name, { tasks, tokens, share }]): Cell[] => [
      name,
      countCell(tasks.planned),
      shareCell(tasks.accepted, tasks.planned),
      countCell(tokens.accepted),
      figureCell(share, percent),
      shareCell(tokens.wasted, tokens.completion),
      ...(cost === null ? [] : [figureCell(cost.strategies[name]?.per_million_accepted_tokens, amount)]),
    ]),
  });
}

/** Where tokens went that are in no accepted text, by strategy. */
export function wasteTable({ tokens, strategies }: Manifest): Html {
  // Less than the sources is read where windows are too long for the model's context: what is overhead is not known.
  const overhead = (own: Manifest['tokens'] | Manifest['strategies'][string]['tokens']) =>
    typeof own.source === 'number' && own.prompt >= own.source ? own.prompt - own.source : null;
  const row = (name: string, own: Manifest['strategies'][string]['tokens']): Cell[] => [
    name,
    countCell(own.completion),
    countCell(own.wasted),
    shareCell(own.wasted, own.completion),
    countCell(own.prompt),
    figureCell(overhead(own), count),
    countCell(own.unbilled_attempts),
  ];
  return html`<p class="faint">Wasted: completion tokens of every attempt but an accepted rewrite's last. Prompt overhead: tokens that the model read beyond the sources, which are instructions and repeated attempts.${tokens.over_budget > 0 ? ` ${count(tokens.over_budget)} completion tokens were written beyond the budget.` : ''}</p>
${table({
  label: 'Waste',
  columns: columnsOf(
    ['Strategy'],
    ['Written', 'Wasted', 'Of those written', 'Read', 'Prompt overhead', 'Attempts without a bill'],
  ),
  rows: [
    ...Object.entries(strategies).map(([name, { tokens: own }]) => row(name, own)),
    ...(Object.keys(strategies).length > 1 ? [row('all', tokens)] : []),
  ],
})}`;
}

/** How alike accepted texts are, at the end and over time; nothing where no strategy is watched. */
export function collapseTables({ collapse }: Partial<Manifest>): Html {
  const watched = Object.entries(collapse ?? {});
  if (watched.length === 0) return NO_HTML;
  const measures = ['Same opening of 1,000', 'Distinct-2', 'Compression', 'Self-repetition'];
  type Point = (typeof watched)[number][1]['series'][number];
  const cells = (of: Pick<Point, 'distinct_2' | 'compression_ratio' | 'self_repetition'>, openings: number | null) =>
    [openings, of.distinct_2, of.compression_ratio, of.self_repetition].map((value) => figureCell(value, String));
  if (
    watched.every(([, { openings_per_1000: openings, distinct_2: distinct }]) => openings === null && distinct === null)
  )
    return html`<h3>Does the model collapse?</h3><p>Too few accepted texts to say.</p>`;
  const series = watched.filter(([, status]) => (status.series ?? []).length > 1);
  return html`<h3>Does the model collapse?</h3>
${table({
  label: 'How alike accepted texts are',
  columns: [...columnsOf(['Strategy'], ['Texts', ...measures]), ...columnsOf(['Worst opening'], [])],
  rows: watched.map(([name, status]) => [
    name,
    countCell(status.records),
    ...cells(status, status.openings_per_1000),
    status.worst_opening === null
      ? ''
      : `“${status.worst_opening.words}”, ${count(status.worst_opening.per_1000)} of 1,000`,
  ]),
})}
${series.map(
  ([name, status]) => html`<details><summary>${name} over time</summary>${table({
    label: `How alike the texts of ${name} are over time`,
    columns: columnsOf([], ['Accepted texts so far', ...measures]),
    rows: status.series.map((point) => [countCell(point.records), ...cells(point, point.openings_per_1000)]),
  })}</details>
`,
)}`;
}

/** What checks of meaning were asked, said and took; nothing where none was. */
export function meaningTable({ meaning }: Partial<Manifest>): Html {
  const checks = Object.entries(meaning ?? {});
  if (checks.length === 0) return NO_HTML;
  return html`<h3>Checks of meaning</h3>
${table({
  label: 'Checks of meaning',
  columns: columnsOf(
    ['Check'],
    ['Sampled', 'Judged', 'Rejected', 'Without a verdict', 'Tokens read', 'Tokens written'],
  ),
  rows: checks.map(([check, { sampled, judged, rejected, undecided, tokens }]) => [
    check,
    ...[sampled, judged, rejected, undecided, tokens.prompt, tokens.completion].map(countCell),
  ]),
})}`;
}

/** What writing took in floating-point operations, against training on it; nothing where no model's size is known. */
export function computeTable({ flops }: Partial<Manifest>): Html {
  if (flops === null || flops === undefined) return NO_HTML;
  return html`<h3>Compute</h3>
<ul>${flopsSentences(flops).map((sentence) => html`<li>${sentence}</li>`)}</ul>
${table({
  label: 'Compute by strategy',
  columns: columnsOf(['Strategy'], ['Parameters', 'Tokens processed', 'FLOPs']),
  rows: Object.entries(flops.strategies).map(([name, { parameters, processed_tokens: tokens, refining: own }]) => [
    name,
    figureCell(parameters, modelSize),
    countCell(tokens),
    figureCell(own, flopsText),
  ]),
})}`;
}
