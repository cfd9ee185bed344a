import type { DiffLine, Segment } from '../prox/diff.ts';
import { type DiffStretch, foldDiff } from '../prox/fold.ts';
import { html, type Html } from './html.ts';

/** Rules for {@link diffHtml}. */
export const DIFF_STYLE = `
.diff { border: 1px solid var(--line); border-radius: 4px; padding: .4rem 0; font-size: .92rem; }
.diff .line { display: grid; grid-template-columns: 1.4rem 3.2rem minmax(0, 1fr); padding-right: .75rem; }
.diff .mark { text-align: center; font-weight: 700; }
.diff .index { color: var(--faint); font-variant-numeric: tabular-nums; user-select: none; }
.diff .text { white-space: pre-wrap; overflow-wrap: anywhere; }
.diff .text:empty::before { content: "\\200B"; }
.diff .removed { background: var(--gone-paper); }
.diff .removed .mark { color: var(--gone); }
.diff .changed .mark { color: var(--new); }
.diff details { margin: 0; }
.diff details > summary { padding: .1rem .75rem .1rem 1.4rem; color: var(--faint); background: var(--panel); }
@media (max-width: 40rem) { .diff .line { grid-template-columns: 1.1rem 2.4rem minmax(0, 1fr); } }
`;

/**
 * A diff for a page: each line with its index as programs count it, removed text as `<del>`, what came in its place as
 * `<ins>`, long stretches folded into `<details>`. Nothing is left out.
 */
export function diffHtml(lines: readonly DiffLine[]): Html {
  return html`<div class="diff">${foldDiff(lines).map(stretchHtml)}</div>`;
}

function stretchHtml({ folded, lines }: DiffStretch): Html {
  const shown = lines.map(lineHtml);
  if (!folded) return html`${shown}`;
  const kind = lines[0]?.kind ?? 'kept';
  const what = kind === 'kept' ? 'unchanged' : `more ${kind}`;
  return html`<details><summary>… ${lines.length.toLocaleString('en-US')} ${what} lines</summary>${shown}</details>`;
}

const MARKS: Readonly<Record<DiffLine['kind'], Html>> = {
  kept: html`<span class="mark"></span>`,
  removed: html`<span class="mark">−<span class="unseen"> removed</span></span>`,
  changed: html`<span class="mark">~<span class="unseen"> changed</span></span>`,
};

function lineHtml(line: DiffLine): Html {
  const index = String(line.line).padStart(3, '0');
  // `<bdi>`: what a line does to the direction of writing ends with it.
  return html`<div class="line ${line.kind}">${MARKS[line.kind]}<span class="index">${index}</span><bdi class="text">${contentOf(line)}</bdi></div>
`;
}

function contentOf(line: DiffLine): Html {
  if (line.kind === 'changed') return html`${line.segments.map(segmentHtml)}`;
  if (line.kind === 'removed' && line.text !== '') return html`<del>${line.text}</del>`;
  return html`${line.text}`;
}

function segmentHtml({ kind, text }: Segment): Html {
  const shown = text.replaceAll('\n', '↵');
  if (kind === 'deleted') return html`<del>${shown}</del>`;
  if (kind === 'inserted') return html`<ins>${shown}</ins>`;
  return html`${shown}`;
}
