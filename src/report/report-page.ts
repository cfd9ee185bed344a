import type { AblationResults } from '../ablation/results.ts';
import { count } from '../text/figures.ts';
import { ABLATION_STYLE, ablationSection } from './ablation/ablation-section.ts';
import { CHART_STYLE } from './charts/chart-style.ts';
import { html, type Html } from './html.ts';
import { anchorOf, overviewOfAblations, overviewOfRuns } from './overviews.ts';
import { pageText } from './page.ts';
import { PAGED } from './paged.ts';
import type { RunReport } from './run/read-run.ts';
import { RUN_STYLE, runSection } from './run/run-section.ts';
import { SORTABLE } from './sortable.ts';
import { bytesOf, clipped } from './within-bytes.ts';

/** The page of one or more runs, as pieces of text. Several begin with a table that has them beside each other. */
export function runReportPage(runs: readonly RunReport[]): Generator<string> {
  const [first] = runs;
  const title = runs.length === 1 ? `Run ${clipped(first?.directory ?? '')}` : `${runs.length} runs`;
  return pageText({
    title,
    style: CHART_STYLE + RUN_STYLE,
    scripts: [SORTABLE, PAGED],
    header: html`<h1>${title}</h1>`,
    contents: sections(runs, overviewOfRuns, runSection, ({ directory }) => directory),
  });
}

/** The page of one or more ablations, as pieces of text. Several begin with a table that has them beside each other. */
export function ablationReportPage(ablations: readonly AblationResults[]): Generator<string> {
  const [first] = ablations;
  const title = ablations.length === 1 ? `Ablation ${clipped(first?.name ?? '')}` : `${ablations.length} ablations`;
  return pageText({
    title,
    style: CHART_STYLE + ABLATION_STYLE,
    scripts: [SORTABLE],
    header: html`<h1>${title}</h1>`,
    contents: sections(ablations, overviewOfAblations, ablationSection, ({ name }) => name),
  });
}

/** Bytes of a page beside its head and style: it stays under 2 MB, which any browser and mail takes. */
const MOST_BYTES = 1_900_000;

/** What a page says of one run or one ablation; `alone`: the page names it. Examples or charts take what `bytes` leave. */
type Section<Item> = (item: Item, alone: boolean, bytes: number) => Html;

/** An overview where there are several, and a section for each item that there is room for, all of equal shares. */
function* sections<Item>(
  items: readonly Item[],
  overview: (items: readonly Item[]) => Html,
  section: Section<Item>,
  nameOf: (item: Item) => string,
): Generator<Html> {
  let left = MOST_BYTES;
  if (items.length > 1) {
    const beside = overview(items);
    left -= bytesOf(beside);
    yield beside;
  }
  for (const [at, item] of items.entries()) {
    const piece = section(item, items.length === 1, left / (items.length - at));
    if (bytesOf(piece) > left) {
      yield html`<p>No room for ${count(items.length - at)} more, from ${clipped(nameOf(item))} on: name fewer at a time, to keep the page under 2 MB.</p>`;
      return;
    }
    left -= bytesOf(piece);
    yield items.length > 1 ? html`<a id="${anchorOf(at)}"></a>${piece}` : piece;
  }
}
