import type { Cost } from '../run/cost.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12345` as `12,345`. */
export function count(value: number): string {
  return whole.format(value);
}

/** A large number in three digits: `1.23M`, `12.3k`, `950`. */
export function short(value: number): string {
  for (const [size, unit] of [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    // What three digits round up to 1,000 belongs to the next unit.
    if (value >= size * 0.9995) return `${(value / size).toPrecision(3)}${unit}`;
  }
  return String(Math.round(value));
}

/** The size of a model as its makers write it: `354M`, `1.7B`, `7B`. */
export function modelSize(parameters: number): string {
  const [, digits = '', unit = ''] = /^([\d.]+)(\D*)$/.exec(short(parameters)) ?? [];
  return `${Number(digits)}${unit}`;
}

/** `0.1234` as `12.3%`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** An amount of money without its currency: `1234.50`, and `0.0042` in three digits where it is small. */
export function amount(value: number): string {
  if (value > 0 && value < 0.1) return value < 0.000_1 ? '<0.0001' : Number(value.toPrecision(3)).toString();
  return value.toFixed(2);
}

/** A cost as `12.30, 0.082 per million accepted tokens`. */
export function costInWords({ total, per_million_accepted_tokens: perMillion }: Cost): string {
  return `${amount(total)}${perMillion === null ? '' : `, ${amount(perMillion)} per million accepted tokens`}`;
}

/** Seconds as `42s`, `3m 20s`, `2h 05m`. */
export function seconds(value: number): string {
  const all = Math.round(value);
  if (all < 60) return `${all}s`;
  if (all < 3_600) return `${Math.floor(all / 60)}m ${String(all % 60).padStart(2, '0')}s`;
  return `${Math.floor(all / 3_600)}h ${String(Math.floor((all % 3_600) / 60)).padStart(2, '0')}m`;
}

/** Rows of cells as lines with aligned columns; columns of numbers (all but the first) to the right. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      `${indent}${row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')}`.trimEnd(),
    )
    .join('\n');
}
