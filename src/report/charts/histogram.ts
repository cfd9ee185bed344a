import { html, type Html, NO_HTML } from '../html.ts';
import { columnsOf, countCell, type Table } from '../table.ts';
import { fixed } from './bar-chart.ts';
import { chartFigure } from './chart-figure.ts';
import { colourOf } from './chart-style.ts';

const WIDTH = 180;
const HEIGHT = 64;
const BOTTOM = 16;

/** A histogram that is one of many beside each other. */
export interface Histogram {
  readonly caption: string;
  readonly description: string;
  /** Of equally wide classes, from left to right. */
  readonly values: readonly number[];
  /** The value that is as high as the chart. */
  readonly top: number;
  /** What stands under the borders between classes: `at` classes lie to the left of it. */
  readonly ticks: readonly { readonly at: number; readonly said: string }[];
  /** Values of the same classes to compare with, drawn as a line. */
  readonly outline?: readonly number[];
  readonly figures: Omit<Table, 'label'>;
}

/** Bars on an axis; the least of them that is not 0 is still to be seen. */
export function histogram({ caption, description, values, top, ticks, outline, figures }: Histogram): Html {
  const step = WIDTH / values.length;
  const floor = HEIGHT - BOTTOM;
  const heightOf = (value: number): number => (value === 0 ? 0 : Math.max(1, (value / top) * floor));
  const bars = values.map((value, at) => {
    const height = heightOf(value);
    return html`<rect x="${fixed(at * step + 0.5)}" y="${fixed(floor - height)}" width="${fixed(step - 1)}" height="${fixed(height)}" fill="${colourOf(0)}"/>`;
  });
  const stairs = (outline ?? []).flatMap((value, at) => {
    const y = fixed(floor - heightOf(value));
    return [`${fixed(at * step)},${y}`, `${fixed((at + 1) * step)},${y}`];
  });
  return chartFigure({
    caption,
    description,
    width: WIDTH,
    height: HEIGHT,
    broad: false,
    drawing: html`${bars}<line class="axis" x1="0" x2="${WIDTH}" y1="${floor}" y2="${floor}"/>${stairs.length === 0 ? NO_HTML : html`<polyline points="${stairs.join(' ')}" fill="none" stroke="var(--ink)" stroke-width="1.5"/>`}${ticks.map(({ at, said }) => html`<text class="faint" x="${fixed(at * step)}" y="${HEIGHT - 2}" text-anchor="${anchorOf(at, values.length)}">${said}</text>`)}`,
    figures,
  });
}

/** What stands at an end lies inside the chart. */
function anchorOf(at: number, classes: number): string {
  if (at === 0) return 'start';
  return at === classes ? 'end' : 'middle';
}

/** A small histogram of scores from 0 to 1; `counts` are of equally wide classes, the last of which ends at `last`. */
export function smallHistogram(caption: string, counts: readonly number[], said: string, last: string): Html {
  return histogram({
    caption: `${caption}: ${said}`,
    description: 'How many scores lie in each class from 0 to 1.',
    values: counts,
    top: Math.max(1, ...counts),
    ticks: [
      { at: 0, said: '0' },
      { at: counts.length, said: last },
    ],
    figures: {
      columns: columnsOf(['From'], ['Scores']),
      rows: counts.flatMap((count, at) => (count === 0 ? [] : [[(at / counts.length).toFixed(2), countCell(count)]])),
    },
  });
}
