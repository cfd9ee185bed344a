import type { AskedManifest } from '../raters/asked/manifest.ts';
import type { MeasuredManifest } from '../raters/measured/manifest.ts';
import type { ColumnSummary, NamesColumn, NumberColumn } from '../raters/rating-summary.ts';
import { count, percent, short } from '../text/figures.ts';
import { costInWords, table } from './format.ts';

/** Reasons and names that are told; the manifest has them all. */
const SHOWN = 8;
const BARS = '▁▂▃▄▅▆▇█';

/** The last words of `rewrite annotate`, for standard output. `out`: the folder as the reader would type it. */
export function annotateReport(manifest: AskedManifest | MeasuredManifest, out: string): string {
  const { input, tasks, reasons, rejects } = manifest;
  const asked = 'models' in manifest ? manifest : undefined;
  const unrated = asked === undefined ? tasks.failed : asked.unrated;
  const lines = [
    `documents  ${count(input.documents)} read, ${count(input.used)} written${skippedIn(input.skipped)}`,
    `ratings    ${count(input.used - unrated)} documents by ${manifest.rater.name}, ${count(unrated)} without${listed(reasons, '; rejected: ')}`,
    ...(asked === undefined ? [] : askedLines(asked)),
    ...(unrated === input.used && unrated > 0 ? [NOTHING_READ] : []),
    '',
    ...spaced(columnLines(manifest.columns)),
    `shards     ${out}/shards`,
    ...(rejects.length === 0 ? [] : [`rejects    ${out}/rejects`]),
    ...(asked?.backend === 'extractive' ? ['', 'No language model gave these ratings: the built-in rules did.'] : []),
  ];
  return lines.join('\n');
}

function askedLines({ tokens, cost, models }: AskedManifest): string[] {
  return [
    `model      ${Object.values(models).join(', ')}`,
    `tokens     ${short(tokens.prompt)} read, ${short(tokens.completion)} written by the model`,
    ...(cost === null ? [] : [`cost       ${costInWords(cost)}`]),
  ];
}

const NOTHING_READ =
  'warning    no answer could be read: is this the model that the rater asks? (--preview 3 shows what it says)';

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [...lines, ''];
}

function skippedIn(skipped: Readonly<Record<string, number>>): string {
  return Object.keys(skipped).length === 0 ? '' : `, skipped${listed(skipped, ': ')}`;
}

/** The most frequent names with their counts, behind `before`; nothing where there are none. */
function listed(counts: Readonly<Record<string, number>>, before: string): string {
  const all = Object.entries(counts).sort((one, other) => other[1] - one[1]);
  if (all.length === 0) return '';
  const shown = all.slice(0, SHOWN).map(([name, n]) => `${count(n)} ${name}`);
  return `${before}${shown.join(', ')}${all.length > SHOWN ? ` and ${all.length - SHOWN} more` : ''}`;
}

/** Every column of the ratings: scales with the share of each value, other numbers by quantiles, names by frequency. */
function columnLines(columns: Readonly<Record<string, ColumnSummary>>): string[] {
  const all = Object.entries(columns);
  const numbers = all.flatMap(([name, column]) => (column.kind === 'numbers' ? [[name, column] as const] : []));
  const names = all.flatMap(([name, column]) => (column.kind === 'names' ? [[name, column] as const] : []));
  const scales = numbers.filter(([, { counts }]) => counts !== undefined);
  const spread = numbers.filter(([, { counts }]) => counts === undefined);
  return [
    ...(scales.length === 0 ? [] : scaleLines(scales)),
    ...(spread.length === 0 ? [] : [spreadTable(spread)]),
    ...names.map(([name, column]) => `  ${name}: ${nameShares(column)}`),
  ];
}

type Named = readonly (readonly [name: string, column: NumberColumn])[];

/** One table where the scales have few values together, else one for each. */
function scaleLines(scales: Named): string[] {
  const values = [...new Set(scales.flatMap(([, { counts = {} }]) => Object.keys(counts)))];
  values.sort((left, right) => Number(left) - Number(right));
  if (values.length > 12 && scales.length > 1) return scales.flatMap((scale) => scaleLines([scale]));
  const rows = scales.map(([name, { mean, documents, counts = {} }]) => {
    const shares = values.map((value) => (counts[value] ?? 0) / documents);
    const most = Math.max(...shares);
    const bars = shares.map((share) => (share === 0 ? ' ' : BARS[Math.round((share / most) * (BARS.length - 1))]));
    return [name, mean.toFixed(2), ...shares.map(wholePercent), bars.join('')];
  });
  return [table([['rating', 'mean', ...values, ''], ...rows])];
}

function wholePercent(share: number): string {
  return share === 0 ? '·' : share < 0.005 ? '<1%' : `${Math.round(share * 100)}%`;
}

function spreadTable(columns: Named): string {
  const head = ['rating', 'mean', 'min', '10%', 'median', '90%', 'max'];
  const rows = columns.map(([name, { mean, min, max, quantiles }]) =>
    [mean, min, quantiles['0.1'], quantiles['0.5'], quantiles['0.9'], max].reduce<string[]>(
      (row, value) => [...row, value === undefined ? '–' : String(Number(value.toPrecision(4)))],
      [name],
    ),
  );
  return table([head, ...rows]);
}

function nameShares({ counts, documents }: NamesColumn): string {
  const all = Object.entries(counts);
  const shown = all.slice(0, SHOWN).map(([name, n]) => `${name} ${percent(n / Math.max(1, documents))}`);
  return `${shown.join(', ')}${all.length > SHOWN ? `, ${all.length - SHOWN} more` : ''}`;
}
