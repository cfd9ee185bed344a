import { html, type Html } from '../html.ts';
import { columnsOf } from '../table.ts';
import { chartFigure } from './chart-figure.ts';
import { chartLabel } from './chart-label.ts';
import { colourOf } from './chart-style.ts';

/** One bar, from the top down. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** What stands behind the bar: a few words. */
  readonly said: string;
}

const WIDTH = 720;
const LABEL = 200;
const SAID = 190;
const ROW = 26;
const THICK = 16;

/** Bars beside each other's labels, the longest as wide as there is room. `caption` says what is counted. */
export function barChart(caption: string, bars: readonly Bar[]): Html {
  const most = Math.max(1e-9, ...bars.map(({ value }) => value));
  const room = WIDTH - LABEL - SAID;
  const height = bars.length * ROW;
  const rows = bars.map(({ label, value, said }, row) => {
    const y = row * ROW;
    const width = Math.max(value > 0 ? 1 : 0, (value / most) * room);
    return html`<g><text x="${LABEL - 10}" y="${y + 17}" text-anchor="end">${chartLabel(label, LONGEST_LABEL)}</text><rect x="${LABEL}" y="${y + 5}" width="${fixed(width)}" height="${THICK}" rx="2" fill="${colourOf(0)}"/><text x="${fixed(LABEL + width + 8)}" y="${y + 17}" class="faint">${said}</text></g>
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

/** A number as SVG takes it, to a tenth of a pixel. */
export function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
