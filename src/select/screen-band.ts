import { ExternalSort } from '../external/external-sort.ts';
import { bandRanks } from '../selection/band.ts';
import { ChosenRows } from '../selection/chosen-rows.ts';
import type { CandidateTable } from './candidates.ts';
import type { SelectionPlan } from './plan.ts';
import { ascendingAt, drawWord, putAscending } from './sort-key.ts';
import type { Screened } from './screened.ts';

/** The score's two words, the draw that decides between equal ones, the row. */
const WORDS = 4;
const DRAW = 2;
const ROW = 3;

/** The least and the greatest score that a band holds. */
export interface BandLimits {
  readonly least: number;
  readonly greatest: number;
}

export interface ScreenOptions {
  /** For scratch files. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Drops the candidates whose score is outside the band: ranks are exact, equal scores are told apart by their draws. */
export async function screenBand(
  table: CandidateTable,
  { of, share }: NonNullable<SelectionPlan['band']>,
  { folder, signal }: ScreenOptions,
): Promise<Screened & { readonly limits: BandLimits | undefined }> {
  const sort = new ExternalSort({ folder, name: 'band', width: WORDS });
  try {
    const words = new Uint32Array(WORDS);
    for await (const page of table.pages(signal)) {
      for (const { score, draw, row } of page) {
        putAscending(score, words, 0);
        words[DRAW] = drawWord(draw);
        words[ROW] = row;
        sort.addRow(words);
      }
    }
    const [first, end] = bandRanks(of, share, table.count);
    const outside = new ChosenRows();
    let rank = 0;
    let limits: BandLimits | undefined;
    for (const page of sort.sorted()) {
      for (let at = 0; at < page.length; at += WORDS) {
        if (rank < first || rank >= end) outside.add(page[at + ROW] ?? 0);
        else if (rank === first || rank === end - 1) {
          const score = ascendingAt(page, at);
          limits = { least: limits?.least ?? score, greatest: score };
        }
        rank += 1;
      }
      signal.throwIfAborted();
    }
    return { reason: 'selection.band', rows: outside, limits };
  } finally {
    sort.close();
  }
}
