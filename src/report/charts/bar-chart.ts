import { html, type Html } from '../html.ts';
import { columnsOf } from '../table.ts';
import { chartFigure } from './chart-figure.ts';
import { chartLabel } from './chart-label.ts';
import { colourOf } from './chart-style.ts';

/** One bar, from the top down. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** What stands before the bar: a few words. */
  readonly said: string;
}

const WIDTH = 720;
/** What a character takes at most, on average over a name, in the widest of usual fonts. */
const CHARACTER = 7.8;
const GAP = 10;
const ROW = 26;
const THICK = 16;

/**
 * Bars under each other, each behind its label and what is said of it, so that both are to be seen on a narrow screen too;
 * the longest is as wide as there is room. `caption` says what is counted.
 */
export function barChart(caption: string, bars: readonly Bar[]): Html {
  const most = Math.max(1e-9, ...bars.map(({ value }) => value));
  const labels = bars.map(({ label }) => chartLabel(label, LONGEST_LABEL));
  const labelEnd = widest(labels);
  const barStart = labelEnd + GAP + widest(bars.map(({ said }) => said)) + GAP;
  const room = Math.max(0, WIDTH - barStart);
  const height = bars.length * ROW;
  const rows = bars.map(({ value, said }, row) => {
    const y = row * ROW;
    const width = Math.max(value > 0 ? 1 : 0, (value / most) * room);
    return html`<g><text x="${labelEnd}" y="${y + 17}" text-anchor="end">${labels[row] ?? ''}</text><text x="${labelEnd + GAP}" y="${y + 17}" class="faint">${said}</text><rect x="${barStart}" y="${y + 5}" width="${fixed(width)}" height="${THICK}" rx="2" fill="${colourOf(0)}"/></g>
`;
  });
  return chartFigure({
    caption,
    description: bars.map(({ label, said }) => `${label} ${said}`).join('; '),
    width: WIDTH,
    height,
    broad: true,
    drawing: html`${rows}`,
    figures: {
      columns: columnsOf(['Bar'], ['Figure']),
      rows: bars.map(({ label, value, said }) => [label, { said, value }]),
    },
  });
}

const LONGEST_LABEL = 30;

/** Room for the longest of some texts. */
function widest(texts: readonly string[]): number {
  return Math.ceil(CHARACTER * Math.max(0, ...texts.map((text) => text.length)));
}

/** A number as SVG takes it, to a tenth of a pixel. */
export function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
