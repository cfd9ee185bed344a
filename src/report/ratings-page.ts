import type { RatingPreview } from '../raters/rating-preview.ts';
import type { Json } from '../vocabulary/json.ts';
import { html, type Html, NO_HTML } from './html.ts';
import { pageText } from './page.ts';

/** Characters of a text that stand on the page. */
const MOST_CHARACTERS = 2_000;

const STYLE = `
article { border-top: 2px solid var(--line); margin-top: 2rem; padding-top: 1rem; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem; font-size: .92rem; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .5rem .75rem; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; }
ul.labels { display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; list-style: none; margin: 0 0 1rem; padding: 0; }
`;

/** Who rated what. */
export interface RatingsPageFrame {
  readonly rater: string;
  readonly summary: string;
  readonly source: string;
  readonly input: readonly string[];
}

/** The page of a preview of ratings, as pieces of text: each document's beginning, its labels, the model's answer. */
export function ratingsPage(frame: RatingsPageFrame, items: readonly RatingPreview[]): Generator<string> {
  const rated = items.filter(({ labels }) => labels !== undefined).length;
  const title = `Ratings by ${frame.rater}`;
  return pageText({
    title,
    style: STYLE,
    header: html`<h1>${title}</h1>
<dl class="facts">
<dt>rater</dt><dd>${frame.summary} <span class="faint">${frame.source}</span></dd>
<dt>input</dt><dd>${frame.input.join(', ')}</dd>
<dt>ratings</dt><dd>${items.length}: ${rated} read, ${items.length - rated} rejected or failed</dd>
</dl>`,
    contents: items.map(article),
  });
}

function article({ id, text, tokens, labels, trouble, answers }: RatingPreview, place: number): Html {
  const name = `rating-${place + 1}`;
  const more =
    text.length > MOST_CHARACTERS ? html`<p class="faint">the first ${MOST_CHARACTERS} characters</p>` : NO_HTML;
  return html`<article id="${name}" aria-labelledby="${name}-name">
<h2 id="${name}-name">${id}</h2>
<p class="faint">${tokens} tokens</p>
${trouble === undefined ? NO_HTML : html`<p><span class="verdict bad">✗ ${trouble}</span></p>`}
<ul class="labels">${Object.entries(labels ?? {}).map(([column, value]) => html`<li>${column} <strong>${shown(value)}</strong></li>\n`)}</ul>
<div class="text" dir="auto">${text.slice(0, MOST_CHARACTERS)}</div>${more}
${answers.map((answer) => html`<h3>Answer</h3><pre dir="auto">${answer}</pre>`)}
</article>`;
}

function shown(value: Json): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
