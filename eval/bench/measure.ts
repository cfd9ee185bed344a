import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const SEEDS = new URL('../../data/seeds/', import.meta.url);
const ROUNDS = 5;
const ROUND_MS = 300;

/** The texts of the seed corpus, in the order of its files. */
export function seedTexts(): string[] {
  const files = readdirSync(SEEDS).filter((file) => file.endsWith('.jsonl.gz'));
  return files.toSorted().flatMap((file) => {
    const lines = gunzipSync(readFileSync(new URL(file, SEEDS)))
      .toString('utf8')
      .split('\n');
    return lines.flatMap((line) => (line === '' ? [] : [textOf(JSON.parse(line))]));
  });
}

function textOf(row: unknown): string {
  if (typeof row === 'object' && row !== null && 'text' in row && typeof row.text === 'string') return row.text;
  throw new Error(`A seed document has no text: ${JSON.stringify(row).slice(0, 80)}`);
}

/**
 * Milliseconds of processor time that one call of `work` takes: after a warm-up, the best of five rounds of about 0.3 s,
 * each the mean of as many calls as fit. Processor time and the best, because other programs on the machine only ever
 * make a round slower.
 */
export function millisecondsOf(work: () => void): number {
  round(work);
  return Math.min(...Array.from({ length: ROUNDS }, () => round(work)));
}

function round(work: () => void): number {
  const start = process.cpuUsage();
  let calls = 0;
  let spent = 0;
  do {
    work();
    calls += 1;
    const { user, system } = process.cpuUsage(start);
    spent = (user + system) / 1000;
  } while (spent < ROUND_MS);
  return spent / calls;
}

/** The value in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Prints rows as a table in Markdown, the first row its head: names to the left, figures to the right. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = [
    head,
    widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)),
    ...body,
  ];
  for (const line of lines) {
    const cells = widths.map((width, column) => {
      const cell = line[column] ?? '';
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}
