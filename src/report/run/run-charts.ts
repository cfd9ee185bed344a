import type { Manifest } from '../../run/manifest.ts';
import { count, percentOf, rate, seconds, short } from '../../text/figures.ts';
import { type Bar, barChart } from '../charts/bar-chart.ts';
import { smallHistogram } from '../charts/histogram.ts';
import { stackedArea } from '../charts/stacked-area.ts';
import { html, type Html, NO_HTML } from '../html.ts';
import type { RunReport } from './read-run.ts';
import type { ScoreDistribution } from './score-tally.ts';
import type { Throughput } from './throughput.ts';

/** From documents read to rewrites accepted. */
export function rewriteFunnel({ input, tasks }: Manifest): Html {
  return barChart('Documents and rewrites', [
    { label: 'documents read', value: input.documents, said: count(input.documents) },
    left('documents used', input.used, input.documents, 'not used'),
    {
      label: 'rewrites made',
      value: tasks.planned,
      said: `${count(tasks.planned)}${input.used === 0 ? '' : `, ${rate(tasks.planned / input.used)} a document`}`,
    },
    left('rewrites accepted', tasks.accepted, tasks.planned, 'lost'),
  ]);
}

/** What is left of a step before; `gone` says what became of the rest. */
function left(label: string, value: number, before: number, gone: string): Bar {
  const rest = before - value;
  const said = rest === 0 ? 'all' : `${count(rest)} ${gone} (${percentOf(rest, before)})`;
  return { label, value, said: before === 0 ? count(value) : `${count(value)}, ${said}` };
}

/** From the tokens of the sources to those of accepted text. */
export function tokenFunnel({ tokens }: Manifest): Html {
  const bar = (label: string, value: number): Bar => ({ label, value, said: short(value) });
  const chart = barChart('Tokens', [
    ...(tokens.source === null ? [] : [bar('in the sources', tokens.source)]),
    bar('read in prompts', tokens.prompt),
    bar('written in answers', tokens.completion),
    {
      label: 'of these wasted',
      value: tokens.wasted,
      said: `${short(tokens.wasted)}, ${percentOf(tokens.wasted, tokens.completion)}`,
    },
    bar('in accepted text', tokens.accepted),
  ]);
  if (tokens.accepted <= tokens.completion) return chart;
  return html`${chart}<p class="faint">Accepted text is longer than what was written: of an answer that is a program, the edited document counts.</p>`;
}

/** Accepted tokens of each strategy over the run; nothing where there are none. */
export function courseChart({ course, manifest: { tasks, tokens } }: RunReport): Html {
  if (tasks.accepted === 0) return html`<p>None: no rewrite was accepted.</p>`;
  return stackedArea({
    caption: 'Generated tokens of accepted rewrites, in the order of the schedule',
    layers: [...course].map(([label, values]) => ({ label, values, said: `${short(values.at(-1) ?? 0)} tokens` })),
    from: 'first rewrite',
    to: `${count(tasks.accepted)} accepted`,
    top: short(tokens.accepted),
  });
}

/** Nothing where the event log does not tell. */
export function throughputChart(throughput: Throughput | undefined): Html {
  if (throughput === undefined) return NO_HTML;
  const { seconds: whole, rates } = throughput;
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

/** Where completion tokens went that are in no accepted rewrite. */
export function wasteChart({ manifest: { tokens }, unaccepted: { rejected, failed } }: RunReport): Html {
  if (tokens.wasted === 0) return html`<p>No completion token was wasted.</p>`;
  const bar = (label: string, value: number): Bar => ({
    label,
    value,
    said: `${short(value)}, ${percentOf(value, tokens.wasted)}`,
  });
  return barChart('Wasted completion tokens', [
    bar('in rejected rewrites', rejected),
    bar('in failed rewrites', failed),
    bar('in other attempts', Math.max(0, tokens.wasted - rejected - failed)),
  ]);
}

/** Reasons why rewrites were not accepted, the most frequent first. */
export function reasonChart({ reasons, tasks }: Manifest): Html {
  const all = tasks.rejected + tasks.failed;
  if (all === 0) return html`<p>${tasks.planned === 0 ? 'No rewrite was made.' : 'All were accepted.'}</p>`;
  return html`<p>${count(tasks.rejected)} rejected, ${count(tasks.failed)} failed without a text to judge.</p>
${barChart(
  'Rewrites by the reason why they were not accepted',
  Object.entries(reasons).map(([label, value]) => ({
    label,
    value,
    said: `${count(value)}, ${percentOf(value, all)}`,
  })),
)}`;
}

/** How the scores of each validator lie, beside each other. */
export function scoreCharts(scores: readonly ScoreDistribution[]): Html {
  if (scores.length === 0) return html`<p>None: no rewrite was judged.</p>`;
  const charts = scores.map(({ validator, counts, mean, most }) =>
    smallHistogram(validator, counts, `mean ${mean.toFixed(2)}`, most > 1 ? '1 and more' : '1'),
  );
  return html`<p class="faint">Of all rewrites that were judged; docs/validation.md says what each score is of.</p>
<div class="multiples">${charts}</div>`;
}
