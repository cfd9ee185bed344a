import { ABOUT_HEADS } from '../../ablation/metric-head.ts';
import type { AblationResults, ArmResult } from '../../ablation/results.ts';
import { whyUncompared } from '../../ablation/why-uncompared.ts';
import { count } from '../../text/figures.ts';
import { html, type Html, NO_HTML, withCode } from '../html.ts';
import { clipped, pageRoom } from '../within-bytes.ts';
import { armTables, economyTable, taskTable } from './arm-tables.ts';
import { differenceCharts } from './difference-charts.ts';
import { lengthCharts, quantileTable } from './length-charts.ts';
import { vocabularyChart } from './vocabulary-chart.ts';

type MetricResult = AblationResults['metrics'][number];

/** Rules for {@link ablationSection}. */
export const ABLATION_STYLE = `
section.ablation > h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
main > * + section.ablation { border-top: 2px solid var(--line); margin-top: 2.5rem; padding-top: 1rem; }
.intervals { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); gap: 1rem 2rem; }
.intervals figure { margin: 0; }
section.ablation .multiples { grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); }
@media print {
  h3 { break-after: avoid; }
  section.ablation .multiples details { display: none; }
}
`;

/**
 * An ablation: its arms and their means, a chart of differences for each metric, what their texts are like, and what the
 * figures can say. `alone`: the page names it. What does not go into `bytes` is left out and counted: figures come
 * before charts.
 */
export function ablationSection(results: AblationResults, alone: boolean, bytes: number): Html {
  const { name, arms, metrics, baseline } = results;
  const complete = arms.filter(({ state }) => state === 'complete');
  const shown = metrics.filter((metric) => complete.some(({ means }) => (means[metric.name] ?? null) !== null));
  const standard = complete.find((arm) => arm.name === baseline);
  const room = pageRoom(bytes - FRAME_BYTES);
  const facts = room.take([factList(results, complete)]);
  const notes = room.take(notesOf(results), 1 / 4);
  const tables = room.take(complete.length === 0 ? [] : armTables(results, complete, shown));
  const economy = room.take(economyTable(complete));
  const tasks = room.take([taskTable(arms)]);
  const described = room.take(shown.map(describedMetric), 1 / 4);
  const quantiles = room.take(quantileTable(complete));
  const vocabulary = room.take(vocabularyChart(complete, baseline));
  const lengths = room.take(lengthCharts(complete, baseline), 1 / 3);
  const differences = room.take(differenceCharts(results, shown));
  return html`<section class="ablation" aria-label="${clipped(name)}">
${alone ? NO_HTML : html`<h2>${clipped(name)}</h2>`}
${facts}
${notes}
${room.refused() === 0 ? NO_HTML : html`<p>${count(room.refused())} tables, charts and notes are left out, to keep the page under 2 MB: results.json has all figures.</p>\n`}
${under('Arms', [...tables, ...(tables.length === 0 ? [] : [howToRead(results, complete)])])}
${under('For a million accepted tokens', economy)}
${under(
  `Differences from ${clipped(baseline)}, with 95% intervals`,
  inGrid(
    'intervals',
    differences,
    `Each is over the documents (or blocks) that both arms have, and need not be the difference of the means above. Filled: beyond noise. Hollow: within it.${uncompared(results, shown)}`,
  ),
)}
${under('Length of texts', [...quantiles, ...inGrid('multiples', lengths, aboutLengths(standard))])}
${under('Growth of the vocabulary', vocabulary.length === 0 ? [] : [aboutVocabulary(standard), ...vocabulary])}
${under('What is measured', described.length === 0 ? [] : [html`<dl class="facts">${described}</dl>`])}
${under('What became of the tasks', tasks)}
</section>`;
}

/** Bytes of a section beside what {@link pageRoom} has room for. */
const FRAME_BYTES = 10_000;

function factList(
  { question, source, seeds, arms, budget_tokens, baseline, sources }: AblationResults,
  complete: readonly ArmResult[],
): Html {
  const documents = sources.map(({ documents: all, held_out: heldOut, arms: of }) => {
    const whose = sources.length > 1 ? ` (${of.join(', ')})` : '';
    return `${count(all)}${heldOut > 0 ? ` and ${count(heldOut)} held out` : ''}${whose}`;
  });
  const models = [...new Set(complete.map(({ model }) => model))]
    .filter((model) => model !== 'none')
    .map((model) => (model === 'extractive' ? 'the built-in rules: no language model' : model));
  return html`${question === '' ? NO_HTML : html`<p><strong>${clipped(question)}</strong>${source === '' ? NO_HTML : html` <span class="faint">${clipped(source)}</span>`}</p>`}
<dl class="facts">
<dt>arms</dt><dd>${complete.length} of ${arms.length} came to the budget: ${count(budget_tokens)} generated tokens${seeds.length === 1 ? '' : ` for each of ${seeds.length} seeds`}</dd>
${documents.length === 0 ? NO_HTML : html`<dt>documents</dt><dd>${clipped(documents.join('; '))}</dd>`}
<dt>baseline</dt><dd>${clipped(baseline)}</dd>
${models.length === 0 ? NO_HTML : html`<dt>written by</dt><dd>${clipped(models.join(', '))}</dd>`}
</dl>`;
}

/** What is said of an arm that is compared with none. */
const LEFT_OUT: Readonly<Record<Exclude<ArmResult['state'], 'complete'>, string>> = {
  short: 'is not compared',
  failed: 'failed',
  interrupted: 'was interrupted: run the same command again',
};

/** Arms that are compared with none, metrics that are missing, and what of imported results is left out. */
function notesOf({ arms, troubles, import_notes: imported }: AblationResults): Html[] {
  const leftOut = arms.flatMap(({ name, state, detail }) =>
    state === 'complete'
      ? []
      : [
          html`<p><span class="verdict bad">${clipped(name)} ${LEFT_OUT[state]}</span>${detail === '' ? '' : `: ${clipped(detail)}`}</p>
`,
        ],
  );
  const sentences = [...troubles.map((sentence) => `Not measured: ${sentence}`), ...imported];
  return [...leftOut, ...sentences.map((sentence) => html`<p>${clipped(sentence)}</p>\n`)];
}

function howToRead({ baseline, comparisons, level }: AblationResults, arms: readonly ArmResult[]): Html {
  const standard = clipped(baseline);
  const marks =
    comparisons.length > 0
      ? `▲ ▼ higher or lower than ${standard} beyond noise: paired bootstrap over documents and seeds, Holm's correction over ${count(comparisons.length)} comparisons, ${count(100 * level)}%. Everything unmarked is within noise and is no difference.`
      : clipped(whyUncompared(baseline, arms));
  const ranks =
    ' # is the rank: 1 plus the arms that are better beyond noise, corrected over all pairs of arms and all metrics, and no worse than that of an arm with a worse mean; arms may share one.';
  const errors = arms.some(({ standard_errors: own }) => Object.keys(own).length > 0);
  return html`<p class="faint">Means over documents (or blocks of text) and seeds. * is the baseline. ${ABOUT_HEADS} ${marks}${arms.length > 1 ? ranks : ''}${errors ? ' ±: the standard error of an imported mean, over questions.' : ''}</p>`;
}

function aboutLengths(standard: ArmResult | undefined): string {
  const line = standard === undefined ? '' : ` Line: ${clipped(standard.name)}, the baseline.`;
  return `Share of an arm's texts by tokens, all seeds together. All charts have the same scales; a bar is of texts up to 1.4 times as long as those of the bar before.${line}`;
}

function aboutVocabulary(standard: ArmResult | undefined): Html {
  const thick = standard === undefined ? '' : ` Thick: ${clipped(standard.name)}, the baseline.`;
  return html`<p class="faint">Heaps' law, the mean over seeds: an arm whose line flattens says the same words again. At equal lengths an arm of short texts has come through more documents.${thick}</p>`;
}

function describedMetric({ title, description, unit, better }: MetricResult): Html {
  return html`<dt>${clipped(title)}</dt><dd>${withCode(description)} <span class="faint">By ${unit}${better === null ? '' : `; ${better} is better`}.</span></dd>\n`;
}

/** Metrics that have means and yet no chart. */
function uncompared({ comparisons }: AblationResults, shown: readonly MetricResult[]): string {
  const compared = new Set(comparisons.map(({ metric }) => metric));
  const titles = shown.flatMap(({ name, title }) => (compared.has(name) ? [] : [title]));
  return titles.length === 0 ? '' : ` Too few documents or blocks to compare: ${clipped(titles.join(', '))}.`;
}

/** Nothing where there is nothing to head. */
function under(heading: string, pieces: readonly Html[]): Html {
  return pieces.length === 0
    ? NO_HTML
    : html`<h3>${heading}</h3>
${pieces}`;
}

function inGrid(kind: 'intervals' | 'multiples', charts: readonly Html[], said: string): Html[] {
  return charts.length === 0
    ? []
    : [
        html`<p class="faint">${said}</p>
<div class="${kind}">${charts}</div>`,
      ];
}
