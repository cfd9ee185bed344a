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

/** Prints rows as a table, the first row its head: names to the left, figures to the right. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
}
