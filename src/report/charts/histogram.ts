import { html, type Html } from '../html.ts';
import { columnsOf, countCell } from '../table.ts';
import { fixed } from './bar-chart.ts';
import { chartFigure } from './chart-figure.ts';
import { colourOf } from './chart-style.ts';

const WIDTH = 180;
const HEIGHT = 64;
const BOTTOM = 16;

/**
 * A small histogram of values from 0 to 1, one of many beside each other; `counts` are of equally wide classes. `top` is
 * what the last of them ends at.
 */
export function smallHistogram(caption: string, counts: readonly number[], said: string, top: string): Html {
  const most = Math.max(1, ...counts);
  const step = WIDTH / counts.length;
  const bars = counts.map((count, at) => {
    const height = count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - BOTTOM));
    return html`<rect x="${fixed(at * step + 0.5)}" y="${fixed(HEIGHT - BOTTOM - height)}" width="${fixed(step - 1)}" height="${fixed(height)}" fill="${colourOf(0)}"/>`;
  });
  return chartFigure({
    caption: `${caption}: ${said}`,
    description: 'How many scores lie in each class from 0 to 1.',
    width: WIDTH,
    height: HEIGHT,
    broad: false,
    drawing: html`${bars}<line class="axis" x1="0" x2="${WIDTH}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/><text class="faint" x="0" y="${HEIGHT - 2}">0</text><text class="faint" x="${WIDTH}" y="${HEIGHT - 2}" text-anchor="end">${top}</text>`,
    figures: {
      columns: columnsOf(['From'], ['Scores']),
      rows: counts.flatMap((count, at) => (count === 0 ? [] : [[(at / counts.length).toFixed(2), countCell(count)]])),
    },
  });
}
