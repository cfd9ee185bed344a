import { html, type Html } from './html.ts';
import type { PageScript } from './page-script.ts';

/**
 * Pieces of one kind. Where {@link PAGED} runs, one is shown at a time, with buttons to the one before and the one
 * behind it, round the ends; without it, and on paper, all stand one after the other. `label` says what they are.
 */
export function paged(label: string, pieces: readonly Html[]): Html {
  if (pieces.length < 2) return html`${pieces}`;
  const place = (at: number): string => `${at + 1} of ${pieces.length}`;
  const pages = pieces.map(
    (piece, at) => html`<div class="page"><p class="place">${place(at)}</p>
${piece}</div>
`,
  );
  return html`<div class="paged" role="group" aria-label="${label}">
<div class="turn" hidden><button type="button" value="-1">‹ Previous</button> <span aria-live="polite">${place(0)}</span> <button type="button" value="1">Next ›</button></div>
${pages}</div>
`;
}

/** Turns the pages of {@link paged}. */
export const PAGED: PageScript = {
  code: `
for (const group of document.querySelectorAll('.paged')) {
  const pages = [...group.querySelectorAll('.page')];
  const turn = group.querySelector('.turn');
  const place = turn.querySelector('[aria-live]');
  let shown = 0;
  const show = (next) => {
    shown = (next + pages.length) % pages.length;
    pages.forEach((page, at) => { page.hidden = at !== shown; });
    place.textContent = pages[shown].querySelector('.place').textContent;
  };
  for (const button of turn.querySelectorAll('button')) {
    button.addEventListener('click', () => show(shown + Number(button.value)));
  }
  show(0);
  group.classList.add('turning');
  turn.hidden = false;
}
`,
  style: `
.turn:not([hidden]) { display: flex; align-items: baseline; gap: .9rem; margin: .5rem 0; }
.turn button { font: inherit; font-size: .92rem; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 4px; padding: .25rem .75rem; cursor: pointer; }
.turn button:hover { border-color: var(--faint); }
.turn span { min-width: 4.5em; text-align: center; font-variant-numeric: tabular-nums; }
.place { color: var(--faint); font-size: .92rem; }
.page + .page { margin-top: 1.25rem; }
.turning .page + .page { margin-top: 0; }
@media screen { .turning .place { display: none; } }
@media print {
  .turn:not([hidden]) { display: none; }
  .turning .page[hidden] { display: block; }
  .turning .page + .page { margin-top: 1.25rem; }
}
`,
};
