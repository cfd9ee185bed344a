import type { Manifest } from '../../run/manifest.ts';
import { barChart } from '../charts/bar-chart.ts';
import { smallHistogram } from '../charts/histogram.ts';
import { stackedArea } from '../charts/stacked-area.ts';
import { amount, count, flops as flopsText, percent, percentOf, rate, short } from '../../text/figures.ts';
import { html, type Html, NO_HTML } from '../html.ts';
import type { RunReport, ShownRewrite } from './read-run.ts';

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

/** One run: what went in and what came out, where it was lost, and what it looks like. `alone`: the page names it. */
export function runSection({ directory, manifest, course, scores, rejects, samples }: RunReport, alone: boolean): Html {
  const { tasks } = manifest;
  return html`<section class="run" aria-label="${directory}">
${alone ? NO_HTML : html`<h2>${directory}</h2>`}
${manifest.backend === 'extractive' ? html`<p><strong>No language model wrote this text: the built-in rules did.</strong></p>` : NO_HTML}
${facts(manifest)}
<h3>From documents to accepted text</h3>
${barChart('Documents and rewrites', funnel(manifest))}
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
<h3>Rejections</h3>
${tasks.rejected + tasks.failed === 0 ? html`<p>None.</p>` : rejections(manifest, rejects)}
<h3>Scores of the validators</h3>
<p class="faint">All rewrites that were judged; docs/validation.md says what each score is of.</p>
<div class="multiples">${scores.map(({ validator, counts, mean }) => smallHistogram(validator, counts, `mean ${mean.toFixed(2)}`))}</div>
${collapseTable(manifest)}
<h3>Rewrites beside their sources</h3>
<p class="faint">Drawn by lot, the same each time. Underlined: runs of four words and more, and numbers, that the source has; wavy: a number that it has not in this form.</p>
${samples.map(sample)}
</section>`;
}

function facts({
  started_at,
  finished_at,
  models,
  endpoints,
  tokens,
  tasks,
  cost,
  flops,
  tool_version,
}: Manifest): Html {
  const seconds = (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
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
    ...(seconds > 0
      ? [
          [
            'throughput',
            `${rate(tokens.completion / seconds)} completion tokens a second from begin to end, ${rate(tasks.planned / seconds)} rewrites`,
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
    ...(flops === null ? [] : [['compute', `${flopsText(flops.refining)} FLOPs to write`] as const]),
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>`;
}

function funnel({ input, tasks }: Manifest) {
  const skipped = Object.entries(input.skipped).map(([reason, rows]) => `${reason} ${count(rows)}`);
  return [
    { label: 'documents read', value: input.documents, said: count(input.documents) },
    {
      label: 'used',
      value: input.used,
      said: `${count(input.used)}, ${percentOf(input.documents - input.used, input.documents)} lost${skipped.length === 0 ? '' : ` (${skipped.slice(0, 2).join(', ')})`}`,
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

function strategyTable({ strategies, cost }: Manifest): Html {
  const rows = Object.entries(strategies).map(([name, { tasks, tokens, share }]) => {
    const own = cost?.strategies[name]?.per_million_accepted_tokens;
    return html`<tr><th scope="row">${name}</th>${numberCell(tasks.planned)}${cell(percentOf(tasks.accepted, tasks.planned), tasks.accepted / Math.max(1, tasks.planned))}${numberCell(tokens.accepted)}${cell(percent(share), share)}${cell(percentOf(tokens.wasted, tokens.completion), tokens.wasted / Math.max(1, tokens.completion))}${cost === null ? NO_HTML : cell(own === null || own === undefined ? '–' : amount(own), own ?? 0)}</tr>
`;
  });
  return html`<div class="wide"><table class="sortable"><thead><tr><th scope="col">Strategy</th><th scope="col" class="number">Rewrites</th><th scope="col" class="number">Accepted</th><th scope="col" class="number">Tokens</th><th scope="col" class="number">Share</th><th scope="col" class="number">Wasted</th>${cost === null ? NO_HTML : html`<th scope="col" class="number">Cost per million</th>`}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function rejections({ reasons, tasks }: Manifest, rejects: RunReport['rejects']): Html {
  const all = tasks.rejected + tasks.failed;
  const bars = Object.entries(reasons).map(([label, value]) => ({
    label,
    value,
    said: `${count(value)}, ${percentOf(value, all)}`,
  }));
  const examples = [...rejects].map(
    ([
      reason,
      found,
    ]) => html`<details><summary>${reason}: ${found.length} ${found.length === 1 ? 'example' : 'examples'}</summary>
${found.map(({ id, detail, text }) => html`<p><strong>${id}</strong>: ${detail}</p>${text === '' ? NO_HTML : html`<div class="text" dir="auto">${text}</div>`}`)}</details>
`,
  );
  return html`${barChart('Rewrites by the reason why they were not accepted', bars)}${examples}`;
}

function collapseTable({ collapse }: Partial<Manifest>): Html {
  const rows = Object.entries(collapse ?? {}).map(
    ([name, { records, openings_per_1000, worst_opening, distinct_2, compression_ratio, self_repetition }]) =>
      html`<tr><th scope="row">${name}</th>${numberCell(records)}${[openings_per_1000, distinct_2, compression_ratio, self_repetition].map((value) => (value === null ? html`<td class="number">–</td>` : cell(String(value), value)))}<td>${worst_opening === null ? '' : `“${worst_opening.words}”, ${worst_opening.per_1000} of 1,000`}</td></tr>
`,
  );
  if (rows.length === 0) return NO_HTML;
  return html`<h3>Does the model collapse?</h3>
<div class="wide"><table class="sortable"><thead><tr><th scope="col">Strategy</th><th scope="col" class="number">Texts</th><th scope="col" class="number">Same opening of 1,000</th><th scope="col" class="number">Distinct-2</th><th scope="col" class="number">Compression</th><th scope="col" class="number">Self-repetition</th><th scope="col">Worst opening</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function sample({ id, strategy, spans, source }: ShownRewrite): Html {
  const marked = spans.map(({ kind, text: piece }) =>
    kind === 'new' ? html`${piece}` : html`<mark class="${kind}">${piece}</mark>`,
  );
  return html`<details><summary>${id}</summary>
<div class="beside"><div><h4>Source</h4>${source === undefined ? html`<p class="faint">The input is not where it was, or does not have it any more.</p>` : html`<div class="text" dir="auto">${source.before ? '…' : ''}${source.text}${source.after ? '…' : ''}</div>`}</div>
<div><h4>${strategy}</h4><div class="text" dir="auto">${marked}</div></div></div></details>
`;
}

function cell(said: string, value: number): Html {
  return html`<td class="number" data-value="${value}">${said}</td>`;
}

function numberCell(value: number): Html {
  return cell(count(value), value);
}
