import { html, type Html, NO_HTML } from '../html.ts';
import { type Table, table } from '../table.ts';

/** A drawing and what it is of. */
export interface ChartFigure {
  readonly caption: string;
  /** What is to be seen, in a sentence or two, for those who do not see it. */
  readonly description: string;
  /** Units of the drawing, which are pixels where there is room. */
  readonly width: number;
  readonly height: number;
  /** Whether it keeps its width on a narrow screen and scrolls there. */
  readonly broad: boolean;
  /** Inside of the `<svg>`. */
  readonly drawing: Html;
  /** What its colours mean. */
  readonly legend?: Html;
  /** The figures that it is drawn from. */
  readonly figures: Omit<Table, 'label'>;
}

/** A chart with its caption, its description for screen readers, and its figures as a table to open. */
export function chartFigure(chart: ChartFigure): Html {
  const { caption, description, width, height, broad, drawing, legend = NO_HTML, figures } = chart;
  const svg = html`<svg${broad ? html` class="broad"` : NO_HTML} viewBox="0 0 ${width} ${height}" width="${width}" role="img">
<title>${caption}</title><desc>${description}</desc>
${drawing}</svg>`;
  return html`<figure><figcaption>${caption}</figcaption>
${broad ? html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">${svg}</div>` : svg}
${legend}<details><summary>Figures</summary>${table({ label: `Figures: ${caption}`, ...figures })}</details></figure>
`;
}
