import type { LengthDistribution } from '../../ablation/metrics/lengths.ts';
import type { ArmResult } from '../../ablation/results.ts';
import { count, percentOf } from '../../text/figures.ts';
import { chartLabel } from '../charts/chart-label.ts';
import { histogram } from '../charts/histogram.ts';
import type { Html } from '../html.ts';
import { columnsOf, countCell, figureCell, table } from '../table.ts';
import { clipped } from '../within-bytes.ts';

interface ArmLengths {
  readonly name: string;
  readonly lengths: LengthDistribution;
}

const QUANTILES = [
  ['5%', '0.05'],
  ['25%', '0.25'],
  ['Median', '0.5'],
  ['75%', '0.75'],
  ['95%', '0.95'],
] as const;

/** Quantiles of the lengths of each arm's texts; no table where none are known. */
export function quantileTable(arms: readonly ArmResult[]): Html[] {
  const known = withLengths(arms);
  if (known.length === 0) return [];
  return [
    table({
      label: 'Tokens of a text',
      columns: columnsOf(['Arm'], ['Texts', 'Mean', ...QUANTILES.map(([title]) => title)]),
      rows: known.map(({ name, lengths: { texts, mean, quantiles } }) => [
        clipped(name),
        countCell(texts),
        countCell(mean),
        ...QUANTILES.map(([, share]) => figureCell(quantiles[share], count)),
      ]),
    }),
  ];
}

/** A small chart of each arm, all of the same classes and the same height, so that they can be compared at a look. */
export function lengthCharts(all: readonly ArmResult[], baseline: string): Html[] {
  const arms = withLengths(all);
  const starts = [...new Set(arms.flatMap(({ lengths }) => lengths.histogram.map(({ from }) => from)))].sort(
    (left, right) => left - right,
  );
  const sharesOf = ({ texts, histogram: classes }: LengthDistribution): number[] => {
    const byStart = new Map(classes.map(({ from, texts: own }) => [from, own / texts]));
    return starts.map((from) => byStart.get(from) ?? 0);
  };
  const top = Math.max(...arms.flatMap(({ lengths }) => sharesOf(lengths)));
  const ticks = ticksOf(starts);
  const standard = arms.find(({ name }) => name === baseline);
  return arms.map(({ name, lengths }) =>
    histogram({
      caption: `${chartLabel(name, 20)}: median ${count(lengths.quantiles['0.5'] ?? 0)}`,
      description: "The share of the arm's texts that have so many tokens.",
      values: sharesOf(lengths),
      top,
      ticks,
      ...(standard === undefined || name === baseline ? {} : { outline: sharesOf(standard.lengths) }),
      figures: {
        columns: columnsOf(['Tokens from'], ['Texts', 'Share']),
        rows: lengths.histogram.map(({ from, texts }) => [
          { said: count(from), value: from },
          countCell(texts),
          { said: percentOf(texts, lengths.texts), value: texts },
        ]),
      },
    }),
  );
}

/** Every so many octaves, up to four in a chart: 16, 64, 256. */
function ticksOf(starts: readonly number[]): { readonly at: number; readonly said: string }[] {
  const octaves = starts.flatMap((from, at) => (Number.isInteger(Math.log2(from)) ? [{ at, said: count(from) }] : []));
  const step = Math.ceil(octaves.length / MOST_TICKS);
  return octaves.filter((_, at) => at % step === 0);
}

const MOST_TICKS = 4;

function withLengths(arms: readonly ArmResult[]): ArmLengths[] {
  return arms.flatMap(({ name, lengths }) => (lengths === null ? [] : [{ name, lengths }]));
}
