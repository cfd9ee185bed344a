import type { ArmResult } from '../../ablation/results.ts';
import { count } from '../../text/figures.ts';
import { lineChart } from '../charts/line-chart.ts';
import type { Html } from '../html.ts';
import { columnsOf, figureCell } from '../table.ts';
import { clipped } from '../within-bytes.ts';

/** Columns of the table of figures: the longest lengths, of which the last is the chart's end. */
const COLUMNS = 6;

/**
 * How the vocabulary of each arm grows, as far as all of those with any go: beyond that lengths are not equal. Nothing
 * where that is no line.
 */
export function vocabularyChart(arms: readonly ArmResult[], baseline: string): Html[] {
  const grown = arms.filter(({ vocabulary_growth: points }) => points.length > 0);
  const common = Math.min(...grown.map(({ vocabulary_growth: points }) => points.length));
  if (grown.length === 0 || common < 2) return [];
  const lengths = (grown[0]?.vocabulary_growth ?? []).slice(0, common).map(({ words }) => words);
  const told = lengths
    .map((words, at) => ({ words, at }))
    .filter(({ words, at }) => at === common - 1 || /^[125]0*$/.test(String(words)))
    .slice(-COLUMNS);
  return [
    lineChart({
      caption: 'Different words among the first words of an arm',
      lines: grown.map(({ name, vocabulary_growth: points }) => ({
        label: name === baseline ? `${clipped(name)} *` : clipped(name),
        points: points.slice(0, common).map(({ words, different }) => [words, different] as const),
        standard: name === baseline,
      })),
      across: 'words of text',
      up: 'different words',
      figures: {
        columns: columnsOf(
          ['Arm'],
          told.map(({ words }) => `${count(words)} words`),
        ),
        rows: grown.map(({ name, vocabulary_growth: points }) => [
          clipped(name),
          ...told.map(({ at }) => figureCell(points[at]?.different, count)),
        ]),
      },
    }),
  ];
}
