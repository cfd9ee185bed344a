import { count } from '../../text/figures.ts';
import { html, type Html } from '../html.ts';
import { type Table } from '../table.ts';
import { axisTicks } from './axis-ticks.ts';
import { fixed } from './bar-chart.ts';
import { chartFigure } from './chart-figure.ts';
import { chartLabel } from './chart-label.ts';
import { colourOf } from './chart-style.ts';

/** A line from the origin on. */
interface Line {
  readonly label: string;
  /** Across and up, none negative, from left to right; at least one. */
  readonly points: readonly (readonly [number, number])[];
  /** Drawn before others, in the colour of text. */
  readonly standard: boolean;
}

export interface LineChart {
  readonly caption: string;
  readonly lines: readonly Line[];
  /** What is counted across and up. */
  readonly across: string;
  readonly up: string;
  readonly figures: Omit<Table, 'label'>;
}

const WIDTH = 720;
const LEAST_HEIGHT = 320;
const LEFT = 72;
/** Room for a line's name and last value. */
const RIGHT = 184;
/** Between the end of the lines and their names: a stroke leads from one to the other, flatter where there is room. */
const LEAST_LEAD = 30;
const MOST_LEAD = 90;
const TOP = 28;
const BOTTOM = 44;
/** Between the bases of two names. */
const ROW = 16;
const DASHES = ['none', '7 3', '2 2', '9 3 2 3'] as const;

/**
 * Lines of whole numbers that begin at the origin, each with its name and last value at its end. Neighbours differ in
 * dashes as well as in colour. The chart is as high as the names are.
 */
export function lineChart({ caption, lines, across, up, figures }: LineChart): Html {
  const height = Math.max(LEAST_HEIGHT, TOP + lines.length * ROW + BOTTOM);
  const [floor, ceiling] = [height - BOTTOM, TOP];
  const all = lines.flatMap(({ points }) => points);
  const [farthest, highest] = [Math.max(1, ...all.map(([x]) => x)), Math.max(1, ...all.map(([, y]) => y))];
  const y = (value: number): number => floor - (value / highest) * (floor - ceiling);
  const ordered = lines
    .map((line, series) => ({ ...line, series, last: line.points.at(-1) ?? [0, 0] }))
    .sort((left, right) => right.last[1] - left.last[1]);
  const rows = spread(
    ordered.map(({ last }) => y(last[1])),
    ceiling,
    floor,
  );
  const steepest = Math.max(0, ...ordered.map(({ last }, at) => Math.abs((rows[at] ?? 0) - y(last[1]))));
  const end = WIDTH - RIGHT - Math.min(MOST_LEAD, LEAST_LEAD + steepest / 4);
  const x = (value: number): number => LEFT + (value / farthest) * (end - LEFT);
  const drawn = ordered.map(({ label, points, standard, series, last }, at) => {
    const colour = standard ? 'var(--ink)' : colourOf(series);
    const dashes = standard ? 'none' : (DASHES[series % DASHES.length] ?? 'none');
    const path = [[0, 0] as const, ...points]
      .map(([right, above]) => `${fixed(x(right))},${fixed(y(above))}`)
      .join(' ');
    const row = rows[at] ?? floor;
    return html`<g fill="none" stroke="${colour}"><title>${label}: ${count(last[1])}</title><polyline points="${path}" stroke-width="${standard ? 3 : 1.75}" stroke-dasharray="${dashes}"/><polyline points="${fixed(x(last[0]) + 3)},${fixed(y(last[1]))} ${NAMES - 14},${fixed(row)} ${NAMES - 4},${fixed(row)}" stroke-width="1"/></g><text x="${NAMES}" y="${fixed(row + 4)}">${chartLabel(label, LONGEST_LABEL)} <tspan class="faint">${count(last[1])}</tspan></text>
`;
  });
  return chartFigure({
    caption,
    description: `At ${count(farthest)} ${across}: ${ordered.map(({ label, last }) => `${label} ${count(last[1])}`).join('; ')}`,
    width: WIDTH,
    height,
    broad: true,
    drawing: html`<line class="axis" x1="${LEFT}" x2="${fixed(end)}" y1="${floor}" y2="${floor}"/>
${axisTicks(highest, 5).map((value) => html`<line class="axis" x1="${LEFT}" x2="${fixed(end)}" y1="${fixed(y(value))}" y2="${fixed(y(value))}"/><text class="faint" x="${LEFT - 8}" y="${fixed(y(value) + 4)}" text-anchor="end">${count(value)}</text>`)}
${axisTicks(farthest, 5).map((value) => html`<text class="faint" x="${fixed(x(value))}" y="${floor + 16}" text-anchor="middle">${count(value)}</text>`)}
<text class="faint" x="${LEFT}" y="14">${up}</text><text class="faint" x="${fixed(end)}" y="${floor + 36}" text-anchor="end">${across}</text>
${drawn}`,
    figures,
  });
}

/** Where names begin. */
const NAMES = WIDTH - RIGHT;
const LONGEST_LABEL = 20;

/** Heights of names, from the uppermost down: as near to `wanted` as they can be without one lying on another. */
function spread(wanted: readonly number[], ceiling: number, floor: number): number[] {
  const placed: number[] = [];
  for (const height of wanted) placed.push(Math.max(height, (placed.at(-1) ?? ceiling - ROW) + ROW));
  for (let at = placed.length - 1, lowest = floor; at >= 0; at--, lowest -= ROW) {
    placed[at] = Math.min(placed[at] ?? floor, lowest);
  }
  return placed;
}
