import { signed } from '../../text/figures.ts';
import { html, type Html, NO_HTML } from '../html.ts';
import { type Cell, columnsOf } from '../table.ts';
import { fixed } from './bar-chart.ts';
import { chartFigure } from './chart-figure.ts';
import { chartLabel } from './chart-label.ts';

/** A difference with its interval; a significant one is filled, one within noise is hollow. */
export interface Interval {
  readonly label: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly significant: boolean;
}

const WIDTH = 340;
const LABEL = 122;
const LONGEST_LABEL = 16;
const ROW = 20;
const BOTTOM = 18;

/** Beyond so many, only those beyond noise are told to who does not see the chart: the table has all. */
const MOST_TOLD = 12;

/** Differences from a baseline around 0, one of many charts beside each other. `digits` after the point are shown. */
export function intervalChart(caption: string, intervals: readonly Interval[], digits: number): Html {
  const reach = Math.max(1e-12, ...intervals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  const height = intervals.length * ROW + BOTTOM;
  const middle = (LABEL + WIDTH) / 2;
  const x = (value: number): string => fixed(middle + (value / reach) * ((WIDTH - LABEL) / 2 - 8));
  const rows = intervals.map(({ label, mean, low, high, significant }, row) => {
    const y = row * ROW + ROW / 2;
    return html`<g class="${significant ? 'interval beyond' : 'interval'}"><text x="${LABEL - 8}" y="${y + 4}" text-anchor="end">${chartLabel(label, LONGEST_LABEL)}</text><line x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/><circle cx="${x(mean)}" cy="${y}" r="4"/></g>
`;
  });
  const ends = signed(reach, digits) === signed(0, digits) ? NO_HTML : endLabels(reach, digits, height - 4);
  const number = (value: number): Cell => ({ said: signed(value, digits), value: Number(value.toFixed(digits + 2)) });
  return chartFigure({
    caption,
    description: described(intervals, digits),
    width: WIDTH,
    height,
    broad: false,
    drawing: html`<line class="zero" x1="${fixed(middle)}" x2="${fixed(middle)}" y1="0" y2="${height - BOTTOM}"/>
${rows}${ends}<text class="faint" x="${fixed(middle)}" y="${height - 4}" text-anchor="middle">0</text>
`,
    figures: {
      columns: [...columnsOf(['Arm'], ['Difference', 'From', 'To']), ...columnsOf(['Verdict'], [])],
      rows: intervals.map(({ label, mean, low, high, significant }) => [
        label,
        number(mean),
        number(low),
        number(high),
        significant ? 'beyond noise' : 'within noise',
      ]),
    },
  });
}

function endLabels(reach: number, digits: number, y: number): Html {
  return html`<text class="faint" x="${LABEL}" y="${y}">${signed(-reach, digits)}</text><text class="faint" x="${WIDTH}" y="${y}" text-anchor="end">${signed(reach, digits)}</text>`;
}

function described(intervals: readonly Interval[], digits: number): string {
  const beyond = intervals.filter(({ significant }) => significant);
  const told = intervals.length <= MOST_TOLD ? intervals : beyond.slice(0, MOST_TOLD);
  const said = told.map(
    ({ label, mean, low, high, significant }) =>
      `${label} ${signed(mean, digits)} (${signed(low, digits)} to ${signed(high, digits)})${significant ? '' : ', within noise'}`,
  );
  const others = told.length === intervals.length ? [] : [`${beyond.length} of ${intervals.length} beyond noise`];
  return [...others, ...said].join('; ');
}
