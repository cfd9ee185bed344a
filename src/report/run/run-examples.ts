import { count } from '../../text/figures.ts';
import { html, type Html, NO_HTML } from '../html.ts';
import { clipped, withinBytes } from '../within-bytes.ts';
import type { RunReport, ShownRewrite } from './read-run.ts';

/** Rejected rewrites by their reason, as many of each as there is room for in so many bytes. */
export function rejectExamples(rejects: RunReport['rejects'], bytes: number): Html {
  const room = bytes / Math.max(1, rejects.size);
  const found = [...rejects].map(([reason, examples]) => ({
    reason,
    ...withinBytes(
      examples.map(
        ({ id, detail, text }) =>
          html`<p><strong>${clipped(id)}</strong>: ${clipped(detail)}</p>${text === '' ? NO_HTML : textBox(`Rejected: ${clipped(id)}`, html`${text}`)}`,
      ),
      room,
    ),
  }));
  const left = found.reduce((sum, { left: own }) => sum + own, 0);
  return html`${found.map(
    ({
      reason,
      pieces,
    }) => html`<details><summary>${clipped(reason)}: ${pieces.length} ${pieces.length === 1 ? 'example' : 'examples'}</summary>
${pieces}</details>
`,
  )}${leftOut(left)}`;
}

/** Rewrites beside their sources, as many as there is room for in so many bytes. */
export function sampleExamples(samples: readonly ShownRewrite[], bytes: number): Html {
  const { pieces, left } = withinBytes(samples.map(sample), bytes);
  return html`${pieces}${leftOut(left)}`;
}

/** What a page says where there was no room for examples. */
function leftOut(examples: number): Html {
  return examples === 0
    ? NO_HTML
    : html`<p class="faint">${count(examples)} more left out, to keep the page under 2 MB; the shards have them all.</p>`;
}

function sample({ id, strategy, spans, source }: ShownRewrite): Html {
  const name = clipped(id);
  const marked = spans.map(({ kind, text: piece }) =>
    kind === 'new' ? html`${piece}` : html`<mark class="${kind}">${piece}</mark>`,
  );
  const beside =
    source === undefined
      ? html`<p class="faint">The input is not where it was, or does not have it any more.</p>`
      : textBox(`Source of ${name}`, html`${source.before ? '…' : ''}${source.text}${source.after ? '…' : ''}`);
  return html`<details><summary>${name}</summary>
<div class="beside"><div><h4>Source</h4>${beside}</div>
<div><h4>${clipped(strategy)}</h4>${textBox(`Rewrite ${name}`, html`${marked}`)}</div></div></details>
`;
}

/** A text that scrolls where it is long, by keyboard too. */
function textBox(label: string, text: Html): Html {
  return html`<div class="text" dir="auto" tabindex="0" role="group" aria-label="${label}">${text}</div>`;
}
