import { count } from '../../text/figures.ts';
import { DIFF_STYLE, diffHtml } from '../diff-html.ts';
import { html, type Html, NO_HTML } from '../html.ts';
import { paged } from '../paged.ts';
import { clipped, withinBytes } from '../within-bytes.ts';
import type { Example } from './example.ts';
import type { Refused } from './read-run.ts';

/** Rules for examples. */
export const EXAMPLE_STYLE = `${DIFF_STYLE}
.beside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.25rem; }
.text-box { border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem; font-size: .92rem; max-height: 28rem; overflow-y: auto; }
/* A shade at the foot of a box that goes on. */
.text-box.written { background: linear-gradient(var(--paper), var(--paper)) 0 100% / 100% 1rem no-repeat local, linear-gradient(to top, var(--line), transparent) 0 100% / 100% .75rem no-repeat scroll; }
.text-box.written { white-space: pre-wrap; overflow-wrap: anywhere; }
.text-box.edited { padding: 0; }
.text-box .diff { border: 0; }
mark { background: none; color: inherit; text-decoration: underline; text-decoration-color: var(--new); text-underline-offset: .2em; }
mark.unsupported { color: var(--bad); text-decoration: underline wavy var(--bad); }
h4 { font-size: .95rem; margin: .35rem 0; overflow-wrap: anywhere; }
h5 { font-size: .92rem; font-weight: 600; color: var(--faint); margin: .35rem 0; }
@media screen and (max-width: 50rem) { .beside { grid-template-columns: minmax(0, 1fr); gap: .25rem; } }
@media print { .text-box.written, .text-box { max-height: none; background: none; } h4, h5 { break-after: avoid; } }
`;

/**
 * Rewrites that were not accepted by their reason, as many of each as there is room for in so many bytes: the rarest
 * take what they need of an equal share first, and leave the rest to the others.
 */
export function refusedExamples(refused: readonly Refused[], bytes: number): Html {
  let room = bytes;
  let left = 0;
  const groups: Html[] = [];
  for (const [before, { reason, examples }] of [...refused.entries()].toReversed()) {
    const kept = withinBytes(examples.map(exampleHtml), room / (before + 1));
    room -= kept.bytes;
    left += kept.left;
    groups.unshift(refusedGroup(clipped(reason), kept.pieces));
  }
  return html`${groups}${leftOut(left)}`;
}

function refusedGroup(reason: string, pieces: readonly Html[]): Html {
  return html`<details><summary>${reason}: ${pieces.length} ${pieces.length === 1 ? 'example' : 'examples'}</summary>
${paged(`Examples of ${reason}`, pieces)}</details>
`;
}

/** Accepted rewrites, as many as there is room for in so many bytes. */
export function acceptedExamples(accepted: readonly Example[], bytes: number): Html {
  const { pieces, left } = withinBytes(accepted.map(exampleHtml), bytes);
  return html`${paged('Accepted rewrites', pieces)}${leftOut(left)}`;
}

/** What a page says where there was no room for examples. */
function leftOut(examples: number): Html {
  return examples === 0
    ? NO_HTML
    : html`<p class="faint">${count(examples)} more left out, to keep the page under 2 MB; the shards have them all.</p>`;
}

function exampleHtml({ id, strategy, detail, view }: Example): Html {
  const name = clipped(id);
  return html`<h4>${name}</h4>
${detail === '' ? NO_HTML : html`<p><span class="verdict bad">✗</span> ${clipped(detail)}</p>`}
${view.kind === 'edit' ? edited(name, view) : beside(name, strategy, view)}`;
}

function beside(
  name: string,
  strategy: string,
  { what, spans, cut, source }: Extract<Example['view'], { kind: 'rewrite' }>,
): Html {
  const marked = spans.map(({ kind, text: piece }) =>
    kind === 'new' ? html`${piece}` : html`<mark class="${kind}">${piece}</mark>`,
  );
  const left =
    source === undefined
      ? html`<p class="faint">The input is not where it was, or does not have it any more.</p>`
      : textBox(`Source of ${name}`, html`${source.before ? '… ' : ''}${source.text}${source.after ? ' …' : ''}`);
  const right =
    spans.length === 0
      ? html`<p class="faint">No text.</p>`
      : textBox(`Rewrite ${name}`, html`${marked}${cut ? ' …' : ''}`);
  return html`<div class="beside"><div><h5>Source</h5>${left}</div>
<div><h5>${clipped(strategy)}${what === 'program' ? ': the program' : ''}</h5>${right}</div></div>
`;
}

function edited(name: string, { deeds, lines, before, after }: Extract<Example['view'], { kind: 'edit' }>): Html {
  return html`<p>Program: ${deeds}.</p>
<div class="text-box edited" tabindex="0" role="group" aria-label="Edits of ${name}">${more(before, 'before')}${diffHtml(lines)}${more(after, 'behind')}</div>
`;
}

function more(lines: number, where: string): Html {
  return lines === 0
    ? NO_HTML
    : html`<p class="faint more">… ${count(lines)} ${lines === 1 ? 'line' : 'lines'} ${where}</p>`;
}

/** A text that scrolls where it is long, by keyboard too. */
function textBox(label: string, text: Html): Html {
  return html`<div class="text-box written" dir="auto" tabindex="0" role="group" aria-label="${label}">${text}</div>`;
}
