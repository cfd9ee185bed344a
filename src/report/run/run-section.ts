import { html, type Html, NO_HTML } from '../html.ts';
import { bytesOf, clipped } from '../within-bytes.ts';
import type { RunReport } from './read-run.ts';
import {
  courseChart,
  reasonChart,
  rewriteFunnel,
  scoreCharts,
  throughputChart,
  tokenFunnel,
  wasteChart,
} from './run-charts.ts';
import { acceptedExamples, EXAMPLE_STYLE, refusedExamples } from './run-examples.ts';
import { runFacts } from './run-facts.ts';
import {
  collapseTables,
  computeTable,
  meaningTable,
  refusedTable,
  skippedTable,
  strategyTable,
  wasteTable,
} from './run-tables.ts';

/** Rules for {@link runSection}. */
export const RUN_STYLE = `${EXAMPLE_STYLE}
section.run { border-top: 2px solid var(--line); margin-top: 2rem; padding-top: 1rem; }
section.run > h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
section.run > details { margin: .35rem 0; }
section.run > details > summary { padding: .15rem 0; overflow-wrap: anywhere; }
section.run > details[open] { margin-bottom: 1.75rem; }
@media print { section.run figure > details { display: none; } h2, h3 { break-after: avoid; } figure, tr { break-inside: avoid; } }
`;

/**
 * One run: what went in and what came out, where it was lost and why, what it took, and what it looks like. `alone`: the
 * page names it. Examples take what the figures leave of `bytes`, half of it those of what was not accepted.
 */
export function runSection(run: RunReport, alone: boolean, bytes: number): Html {
  const { directory, manifest, scores, refused, accepted, throughput } = run;
  const { tasks } = manifest;
  const losses = html`<h2${alone ? html` class="unseen"` : NO_HTML}>${clipped(directory)}</h2>
${manifest.backend === 'extractive' ? html`<p><strong>No language model wrote this text: the built-in rules did.</strong></p>` : NO_HTML}
${runFacts(manifest)}
<h3>From documents to accepted text</h3>
${rewriteFunnel(manifest)}
${skippedTable(manifest)}
${tokenFunnel(manifest)}
<h3>Why rewrites were not accepted</h3>
${reasonChart(manifest)}
${refusedTable(run)}`;
  const figures = html`<h3>Accepted tokens by strategy</h3>
${courseChart(run)}
${strategyTable(manifest)}
${throughputChart(throughput)}
<h3>Waste</h3>
${wasteChart(run)}
${wasteTable(manifest)}
<h3>Scores of the validators</h3>
${scoreCharts(scores)}
${meaningTable(manifest)}
${collapseTables(manifest)}
${computeTable(manifest)}`;
  const half = Math.max(0, (bytes - bytesOf(losses) - bytesOf(figures) - FRAME_BYTES) / 2);
  return html`<section class="run" aria-label="${clipped(directory)}">
${losses}
${refusedExamples(refused, half)}
${figures}
<h3>Accepted rewrites beside their sources</h3>
${tasks.accepted === 0 ? html`<p>None was accepted.</p>` : html`<p class="faint">Drawn by lot, the same each time. Underlined: runs of four words and more, and numbers, that the source has; wavy: a number that it has not in this form. What a program did to its document stands as a diff.</p>`}
${acceptedExamples(accepted, half)}
</section>`;
}

/** Bytes of a section beside its figures and examples. */
const FRAME_BYTES = 30_000;
