import { percent } from '../../text/figures.ts';
import { html, type Html } from '../html.ts';
import { columnsOf, countCell } from '../table.ts';
import { fixed } from './bar-chart.ts';
import { chartFigure } from './chart-figure.ts';
import { colourOf } from './chart-style.ts';

/** A series that lies on those before it. */
interface Layer {
  readonly label: string;
  /** As many as there are points, none negative. */
  readonly values: readonly number[];
  /** What stands in the legend behind the label. */
  readonly said: string;
}

export interface StackedArea {
  readonly caption: string;
  readonly layers: readonly Layer[];
  /** What the first and the last point are at. */
  readonly from: string;
  readonly to: string;
  /** The height of the whole stack at its highest. */
  readonly top: string;
}

const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 70;
const BOTTOM = 24;

/** Layers on each other over points that are equally far apart, with a legend from the top layer down. */
export function stackedArea({ caption, layers, from, to, top }: StackedArea): Html {
  const points = Math.max(0, ...layers.map(({ values }) => values.length));
  const totals = Array.from({ length: points }, (_, at) => sumOf(layers.map(({ values }) => values[at] ?? 0)));
  const most = Math.max(1e-9, ...totals);
  const x = (at: number): string => fixed(LEFT + (points < 2 ? 0 : (at / (points - 1)) * (WIDTH - LEFT)));
  const y = (value: number): string => fixed(HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - 12));
  let floor = Array.from({ length: points }, () => 0);
  const areas = layers.map(({ values }, layer) => {
    const ceiling = floor.map((below, at) => below + (values[at] ?? 0));
    const upper = ceiling.map((value, at) => `${x(at)},${y(value)}`);
    const lower = floor.map((value, at) => `${x(at)},${y(value)}`).toReversed();
    floor = ceiling;
    return html`<polygon points="${[...upper, ...lower].join(' ')}" fill="${colourOf(layer)}"/>
`;
  });
  return chartFigure({
    caption,
    description: layers.map(({ label, said }) => `${label} ${said}`).join('; '),
    width: WIDTH,
    height: HEIGHT,
    broad: true,
    drawing: html`${areas}<line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/>
<text class="faint" x="${LEFT - 8}" y="18" text-anchor="end">${top}</text><text class="faint" x="${LEFT - 8}" y="${HEIGHT - BOTTOM}" text-anchor="end">0</text>
<text class="faint" x="${LEFT}" y="${HEIGHT - 6}">${from}</text><text class="faint" x="${WIDTH}" y="${HEIGHT - 6}" text-anchor="end">${to}</text>
`,
    legend: html`<ul class="legend">${layers.map(({ label, said }, layer) => html`<li><span class="swatch" style="background: ${colourOf(layer)}"></span>${label} <span class="faint">${said}</span></li>\n`).toReversed()}</ul>
`,
    figures: {
      columns: columnsOf(
        ['Part of the way'],
        layers.map(({ label }) => label),
      ),
      rows: tenths(points).map((at) => [
        percent((at + 1) / points),
        ...layers.map(({ values }) => countCell(values[at] ?? 0)),
      ]),
    },
  });
}

/** The points of a table that has ten rows at most, the last among them. */
function tenths(points: number): number[] {
  const rows = Math.min(10, points);
  return Array.from({ length: rows }, (_, row) => Math.round(((row + 1) / rows) * points) - 1);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
