import type { Problem } from '../prox/program.ts';
import { deedsOf, type ProgramReview } from '../prox/review.ts';
import type { PreviewItem } from '../run/preview.ts';
import { DIFF_STYLE, diffHtml } from './diff-html.ts';
import { count } from '../text/figures.ts';
import { html, type Html, NO_HTML } from './html.ts';

/** Rules for {@link previewEntry}. */
export const PREVIEW_STYLE = `${DIFF_STYLE}
article { border-top: 2px solid var(--line); margin-top: 2rem; padding-top: 1rem; }
.beside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.25rem; }
.beside h3 { margin-top: 0; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.beside .text { border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem; font-size: .92rem; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
ul.verdicts { display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; list-style: none; margin: 0; padding: 0; font-size: .92rem; }
ul.verdicts .failed { flex-basis: 100%; }
@media (max-width: 50rem) { .beside { grid-template-columns: minmax(0, 1fr); } }
@media print { article { break-inside: auto; } h2, h3 { break-after: avoid; } }
`;

/** One rewrite on a page, ready to be written: what is kept of it is about as long as its markup. */
export interface PreviewEntry {
  readonly status: PreviewItem['outcome']['status'];
  /** Empty where none answered. */
  readonly model: string;
  /** A line of the table of contents. */
  readonly listed: Html;
  readonly article: Html;
}

/** A rewrite with its verdicts: a program's as a diff of its document, a text's beside its source. `place`: from 0. */
export function previewEntry(item: PreviewItem, place: number): PreviewEntry {
  const { status, record } = item.outcome;
  const name = `rewrite-${place + 1}`;
  return {
    status,
    model: record.model,
    listed: html`<li><a href="#${name}">${record.id}</a> ${verdict(item)}</li>\n`,
    article: article(item, name),
  };
}

function article(item: PreviewItem, name: string): Html {
  const { task, outcome, verdicts, review } = item;
  const { record } = outcome;
  const { profile, id } = task.document;
  const detail = outcome.status === 'accepted' ? '' : outcome.record.detail;
  return html`<article id="${name}" aria-labelledby="${name}-name">
<h2 id="${name}-name">${record.id}</h2>
<p>${verdict(item)}${detail === '' ? NO_HTML : html`: ${detail}`}</p>
<dl class="facts">
<dt>document</dt><dd>${id}: ${count(profile.tokens)} tokens, ${profile.language}, ${profile.quality} quality${profile.failedRules.length > 0 ? ` (${profile.failedRules.join(', ')})` : ''}</dd>
<dt>result</dt><dd>${count(record.generated_tokens)} tokens, by ${record.model || 'no model'}${record.cleaned.length > 0 ? `, cleaned: ${record.cleaned.join(', ')}` : ''}</dd>
${Object.entries(record.variables).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}
${review === undefined ? NO_HTML : html`<dt>program</dt><dd>${deedsOf(review.result)}</dd>`}
</dl>
${review === undefined || record.program === null ? besideHtml(task.source, record.text) : programHtml(record.program, review)}
${verdicts.length === 0 ? NO_HTML : verdictList(verdicts)}
</article>`;
}

function verdict({ outcome }: PreviewItem): Html {
  if (outcome.status === 'accepted') return html`<span class="verdict good">✓ accepted</span>`;
  return html`<span class="verdict bad">✗ ${outcome.status}: ${outcome.record.reason}</span>`;
}

function besideHtml(source: string, text: string): Html {
  const rewrite = text === '' ? html`<p class="faint">no text</p>` : html`<div class="text" dir="auto">${text}</div>`;
  return html`<div class="beside">
<section><h3>Source</h3><div class="text" dir="auto">${source}</div></section>
<section><h3>Rewrite</h3>${rewrite}</section>
</div>`;
}

function programHtml(program: string, { lines, refused }: ProgramReview): Html {
  return html`${diffHtml(lines)}
<h3>Program</h3>
<pre dir="ltr">${program}</pre>
${refused.length === 0 ? NO_HTML : refusedTable(refused)}`;
}

function refusedTable(refused: readonly Problem[]): Html {
  return html`<h3>Refused</h3>
<table><thead><tr><th class="number" scope="col">Line</th><th scope="col">Why</th><th scope="col">Written</th></tr></thead>
<tbody>${refused.map(({ line, reason, text }) => html`<tr><td class="number">${line}</td><td>${reason}</td><td><bdi>${text}</bdi></td></tr>\n`)}</tbody></table>`;
}

/** Verdicts in a row, so that they take little room; what failed stands on a line of its own with its detail. */
function verdictList(verdicts: PreviewItem['verdicts']): Html {
  const passed = verdicts.flatMap(({ validator, score, rejected }) =>
    rejected === undefined ? [html`<li><span class="verdict good">✓ ${validator}</span> ${score ?? '–'}</li>\n`] : [],
  );
  const failed = verdicts.flatMap(({ validator, score, rejected }) =>
    rejected === undefined
      ? []
      : [
          html`<li class="failed"><span class="verdict bad">✗ ${validator}</span> ${score ?? '–'}: ${rejected.reason}: ${rejected.detail}</li>\n`,
        ],
  );
  return html`<h3>Validation</h3>
<ul class="verdicts">
${failed}${passed}</ul>`;
}
