import type { Job } from '../run/job.ts';
import { html } from './html.ts';
import { pageText } from './page.ts';
import { PREVIEW_STYLE, type PreviewEntry } from './preview-article.ts';

/** The page of a preview, as pieces of text: what was asked and of whom, a list of the rewrites, then each of them. */
export function previewPage({ mix, files, backend }: Job, entries: readonly PreviewEntry[]): Generator<string> {
  const title = `Preview of ${mix.name}`;
  const models = new Set(entries.flatMap(({ model }) => (model === '' ? [] : [model])));
  const writers =
    backend === 'extractive' ? 'the built-in rules: no language model' : [...models].join(', ') || 'no model answered';
  const ended = (wanted: PreviewEntry['status']) => entries.filter(({ status }) => status === wanted).length;
  const counts = `${entries.length}: ${ended('accepted')} accepted, ${ended('rejected')} rejected, ${ended('failed')} failed`;
  const strategies = mix.entries.map(
    ({ strategy }) =>
      html`<dt>${strategy.name}</dt><dd>${strategy.summary} <span class="faint">${strategy.source}</span></dd>\n`,
  );
  return pageText({
    title,
    style: PREVIEW_STYLE,
    header: html`<h1>${title}</h1>
<dl class="facts">
${strategies}<dt>written by</dt><dd>${writers}</dd>
<dt>input</dt><dd>${files.map(({ label }) => label).join(', ')}</dd>
<dt>rewrites</dt><dd>${counts}</dd>
</dl>`,
    contents: [
      html`<nav aria-label="Rewrites"><ol>${entries.map(({ listed }) => listed)}</ol></nav>`,
      ...entries.map(({ article }) => article),
    ],
  });
}
