import type { Manifest } from '../../run/manifest.ts';
import { barChart } from '../charts/bar-chart.ts';
import { smallHistogram } from '../charts/histogram.ts';
import { stackedArea } from '../charts/stacked-area.ts';
import { amount, count, percentOf, rate, seconds, short } from '../../text/figures.ts';
import { html, type Html, NO_HTML } from '../html.ts';
import { bytesOf, clipped } from '../within-bytes.ts';
import type { RunReport } from './read-run.ts';
import { rejectExamples, sampleExamples } from './run-examples.ts';
import { collapseTables, computeTable, meaningTable, skippedTable, strategyTable, wasteTable } from './run-tables.ts';
import type { Throughput } from './throughput.ts';

/** Rules for {@link runSection}. */
export const RUN_STYLE = `
section.run { border-top: 2px solid var(--line); margin-top: 2rem; padding-top: 1rem; }
section.run > h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
.beside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.25rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem; font-size: .92rem; max-height: 26rem; overflow-y: auto; }
mark { background: none; color: inherit; text-decoration: underline; text-decoration-color: var(--new); text-underline-offset: .2em; }
mark.unsupported { color: var(--bad); text-decoration: underline wavy var(--bad); }
details { margin: .35rem 0; }
details > summary { padding: .15rem 0; overflow-wrap: anywhere; }
@media (max-width: 50rem) { .beside { grid-template-columns: minmax(0, 1fr); } }
@media print { .text { max-height: none; } }
`;

/**
 * One run: what went in and what came out, where it was lost, and what it looks like. `alone`: the page names it.
 * Examples take what the figures leave of `bytes`, half of it those of rejections.
 */
export function runSection(run: RunReport, alone: boolean, bytes: number): Html {
  const { directory, manifest, course, scores, rejects, samples, unaccepted, throughput } = run;
  const { tasks } = manifest;
  const figures = html`${alone ? NO_HTML : html`<h2>${clipped(directory)}</h2>`}
${manifest.backend === 'extractive' ? html`<p><strong>No language model wrote this text: the built-in rules did.</strong></p>` : NO_HTML}
${facts(manifest)}
<h3>From documents to accepted text</h3>
${barChart('Documents and rewrites', funnel(manifest))}
${skippedTable(manifest)}
${barChart('Tokens', tokenFunnel(manifest))}
<h3>Accepted tokens by strategy</h3>
${stackedArea({
  caption: 'Generated tokens of accepted rewrites, in the order of the schedule',
  layers: [...course].map(([label, values]) => ({ label, values, said: `${short(values.at(-1) ?? 0)} tokens` })),
  from: 'first rewrite',
  to: `${count(tasks.accepted)} accepted`,
  top: short(manifest.tokens.accepted),
})}
${strategyTable(manifest)}
${throughput === undefined ? NO_HTML : throughputChart(throughput)}
<h3>Waste</h3>
${barChart('Wasted completion tokens', wasteBars(manifest, unaccepted))}
${wasteTable(manifest)}
<h3>Scores of the validators</h3>
<p class="faint">All rewrites that were judged; docs/validation.md says what each score is of.</p>
<div class="multiples">${scores.map(({ validator, counts, mean }) => smallHistogram(validator, counts, `mean ${mean.toFixed(2)}`))}</div>
${meaningTable(manifest)}
${collapseTables(manifest)}
${computeTable(manifest)}
<h3>Rejections</h3>
${tasks.rejected + tasks.failed === 0 ? html`<p>None.</p>` : reasonChart(manifest)}`;
  const half = Math.max(0, (bytes - bytesOf(figures) - FRAME_BYTES) / 2);
  return html`<section class="run" aria-label="${clipped(directory)}">
${figures}
${rejectExamples(rejects, half)}
<h3>Rewrites beside their sources</h3>
<p class="faint">Drawn by lot, the same each time. Underlined: runs of four words and more, and numbers, that the source has; wavy: a number that it has not in this form.</p>
${sampleExamples(samples, half)}
</section>`;
}

/** Bytes of a section beside its figures and examples. */
const FRAME_BYTES = 30_000;

function throughputChart({ seconds: whole, rates }: Throughput): Html {
  const most = Math.max(...rates);
  return html`<h3>Throughput over time</h3>
${stackedArea({
  caption: 'Billed completion tokens a second',
  layers: [{ label: 'completion tokens a second', values: rates, said: `at most ${rate(most)}` }],
  from: 'begin',
  to: seconds(whole),
  top: rate(most),
})}`;
}

function facts({ started_at, finished_at, models, endpoints, tokens, tasks, cost, tool_version }: Manifest): Html {
  const time = (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
  const rows: readonly (readonly [string, string])[] = [
    [
      'made',
      `${started_at.slice(0, 16).replace('T', ' ')} to ${finished_at.slice(0, 16).replace('T', ' ')} UTC, by rewrite ${tool_version}`,
    ],
    ['models', [...new Set(Object.values(models))].join(', ')],
    ...(endpoints.length === 0
      ? []
      : [['servers', endpoints.length === 1 ? (endpoints[0] ?? '') : `${endpoints.length}`] as const]),
    [
      'accepted',
      `${count(tasks.accepted)} of ${count(tasks.planned)} rewrites (${percentOf(tasks.accepted, tasks.planned)}), ${short(tokens.accepted)} generated tokens`,
    ],
    [
      'wasted',
      `${short(tokens.wasted)} of ${short(tokens.completion)} billed completion tokens (${percentOf(tokens.wasted, tokens.completion)})`,
    ],
    ...(time > 0
      ? [
          [
            'throughput',
            `${rate(tokens.completion / time)} completion tokens a second from begin to end, ${rate(tasks.planned / time)} rewrites`,
          ] as const,
        ]
      : []),
    ...(cost === null || cost.per_million_accepted_tokens === null
      ? []
      : [
          [
            'cost',
            `${amount(cost.total)}, ${amount(cost.per_million_accepted_tokens)} per million accepted tokens`,
          ] as const,
        ]),
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>`;
}

function funnel({ input, tasks }: Manifest) {
  return [
    { label: 'documents read', value: input.documents, said: count(input.documents) },
    {
      label: 'used',
      value: input.used,
      said: `${count(input.used)}, ${percentOf(input.documents - input.used, input.documents)} lost`,
    },
    { label: 'rewrites made', value: tasks.planned, said: count(tasks.planned) },
    {
      label: 'accepted',
      value: tasks.accepted,
      said: `${count(tasks.accepted)}, ${percentOf(tasks.planned - tasks.accepted, tasks.planned)} lost`,
    },
  ];
}

function tokenFunnel({ tokens }: Manifest) {
  return [
    ...(tokens.source === null ? [] : [{ label: 'of the sources', value: tokens.source, said: short(tokens.source) }]),
    { label: 'read by the model', value: tokens.prompt, said: short(tokens.prompt) },
    { label: 'written by it', value: tokens.completion, said: short(tokens.completion) },
    {
      label: 'wasted',
      value: tokens.wasted,
      said: `${short(tokens.wasted)}, ${percentOf(tokens.wasted, tokens.completion)} of those written`,
    },
    { label: 'in accepted text', value: tokens.accepted, said: short(tokens.accepted) },
  ];
}

function wasteBars({ tokens }: Manifest, { rejected, failed }: RunReport['unaccepted']) {
  const bar = (label: string, value: number) => ({
    label,
    value,
    said: `${short(value)}, ${percentOf(value, tokens.wasted)}`,
  });
  return [
    bar('in rejected rewrites', rejected),
    bar('in failed ones', failed),
    bar('in other attempts', Math.max(0, tokens.wasted - rejected - failed)),
  ];
}

function reasonChart({ reasons, tasks }: Manifest): Html {
  const all = tasks.rejected + tasks.failed;
  const bars = Object.entries(reasons).map(([label, value]) => ({
    label,
    value,
    said: `${count(value)}, ${percentOf(value, all)}`,
  }));
  return html`<p>${count(tasks.rejected)} rejected by validators, ${count(tasks.failed)} failed without a text to judge.</p>
${barChart('Rewrites by the reason why they were not accepted', bars)}`;
}
