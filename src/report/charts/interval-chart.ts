import { signed } from '../../text/figures.ts';
import { html, type Html } from '../html.ts';
import { columnsOf, figureCell } from '../table.ts';
import { fixed } from './bar-chart.ts';
import { chartFigure } from './chart-figure.ts';
import { colourOf } from './chart-style.ts';

/** A difference with its interval; a significant one is filled, one within noise is hollow. */
export interface Interval {
  readonly label: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly significant: boolean;
}

const WIDTH = 340;
const LABEL = 110;
const ROW = 20;
const BOTTOM = 18;

/** Differences from a baseline around 0, one of many charts beside each other. `digits` after the point are shown. */
export function intervalChart(caption: string, intervals: readonly Interval[], digits: number): Html {
  const reach = Math.max(1e-12, ...intervals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  const height = intervals.length * ROW + BOTTOM;
  const middle = (LABEL + WIDTH) / 2;
  const x = (value: number): string => fixed(middle + (value / reach) * ((WIDTH - LABEL) / 2 - 8));
  const rows = intervals.map(({ label, mean, low, high, significant }, row) => {
    const y = row * ROW + ROW / 2;
    const colour = significant ? colourOf(0) : 'var(--faint)';
    return html`<g><text x="${LABEL - 8}" y="${y + 4}" text-anchor="end">${label.length > 16 ? `${label.slice(0, 15)}…` : label}</text><line x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2"/><circle cx="${x(mean)}" cy="${y}" r="4" stroke="${colour}" stroke-width="2" fill="${significant ? colour : 'var(--paper)'}"/></g>
`;
  });
  const said = intervals
    .map(
      ({ label, mean, low, high, significant }) =>
        `${label} ${signed(mean, digits)} (${signed(low, digits)} to ${signed(high, digits)})${significant ? '' : ', within noise'}`,
    )
    .join('; ');
  const number = (value: number) => figureCell(value, (of) => signed(of, digits));
  return chartFigure({
    caption,
    description: said,
    width: WIDTH,
    height,
    broad: false,
    drawing: html`<line class="zero" x1="${fixed(middle)}" x2="${fixed(middle)}" y1="0" y2="${height - BOTTOM}"/>
${rows}<text class="faint" x="${LABEL}" y="${height - 4}">${signed(-reach, digits)}</text><text class="faint" x="${fixed(middle)}" y="${height - 4}" text-anchor="middle">0</text><text class="faint" x="${WIDTH}" y="${height - 4}" text-anchor="end">${signed(reach, digits)}</text>
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
