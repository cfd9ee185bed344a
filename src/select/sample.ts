import { ExternalSort } from '../dedup/external-sort.ts';
import { ChosenRows } from '../selection/chosen-rows.ts';
import { createStandard, gumbelNoise, quratingKey, type Standard } from '../selection/gumbel.ts';
import { type DomainTally, type Quota, quotasOf } from '../selection/quotas.ts';
import type { Candidate } from './candidates.ts';
import type { DsirWeights } from './dsir-weights.ts';
import type { SelectionPlan } from './plan.ts';
import type { Dropped, ReadCandidates } from './read-candidates.ts';
import type { ScreenOptions } from './screen-band.ts';
import type { Screened } from './screened.ts';
import { ascendingAt, drawWord, putDescending } from './sort-key.ts';

/** Domain, the key's two words, the draw that decides between equal keys, row, tokens. */
const WORDS = 6;
const KEY = 1;
const DRAW = 3;
const ROW = 4;
const TOKENS = 5;
/** Rows sorted in memory at a time: with the room to sort them 100 MB. */
const ROWS_IN_MEMORY = 2 * 1024 * 1024;

/** What became of one domain. */
export interface SampledDomain {
  readonly name: string;
  /** What it had to give, after conditions and bands. */
  readonly before: DomainTally;
  /** What was wanted of it: infinite where nothing bounds it. */
  readonly quota: Quota;
  /** What it gave, copies counted. */
  readonly after: DomainTally;
  /** Documents among these that are the second copy of another or a later one. */
  readonly copies: number;
  /** The last key that was taken, in the method's own terms; undefined where none was. */
  readonly leastKey: number | undefined;
}

export interface Sample {
  readonly rows: ChosenRows;
  readonly domains: readonly SampledDomain[];
  /** Scores of what could be chosen, and of what was, each document once. */
  readonly scores: { readonly before: Standard; readonly after: Standard };
  /** The target's words that the corpus has, with DSIR. */
  readonly targetOverlap: number | undefined;
}

export interface SampleOptions extends ScreenOptions {
  readonly plan: SelectionPlan;
  readonly weights: DsirWeights | undefined;
  readonly screens: readonly Screened[];
  /** Counts what is left out. */
  readonly dropped: Dropped;
}

/**
 * Chooses among the candidates: each gets a key by the plan's method, all are sorted by domain and key on disk, and each
 * domain is taken from the top until its part of the bounds is reached. One way for every method: the whole order is
 * there, so any budget, share or repetition is a walk along it.
 */
export async function sample(
  { table, domains }: ReadCandidates,
  { plan, weights, screens, dropped, folder, signal }: SampleOptions,
): Promise<Sample> {
  const targetOverlap = weights?.end();
  const screenOf = (row: number): Screened | undefined => screens.find(({ rows }) => rows.has(row));
  const tallies = domains.map(() => ({ documents: 0, tokens: 0 }));
  const before = createStandard();
  for await (const page of table.pages(signal)) {
    for (const { row, domain, tokens, score } of page) {
      const screen = screenOf(row);
      if (screen !== undefined) {
        count(dropped, screen.reason, 1);
        continue;
      }
      const tally = tallies[domain];
      if (tally !== undefined) {
        tally.documents += 1;
        tally.tokens += tokens;
      }
      before.add(score);
    }
  }
  const sort = new ExternalSort({ folder, name: 'keys', width: WORDS, rowsInMemory: ROWS_IN_MEMORY });
  try {
    const keyOf = keys(plan, before.result(), weights);
    const words = new Uint32Array(WORDS);
    for await (const page of table.pages(signal)) {
      for (const candidate of page) {
        // Asked of every candidate: weights are read in the order in which they were written.
        const key = keyOf(candidate);
        if (screenOf(candidate.row) !== undefined) continue;
        words[0] = candidate.domain;
        putDescending(key, words, KEY);
        words[DRAW] = drawWord(candidate.draw);
        words[ROW] = candidate.row;
        words[TOKENS] = candidate.tokens;
        sort.addRow(words);
      }
    }
    const byName = new Map(domains.map((name, at) => [name, tallies[at] ?? { documents: 0, tokens: 0 }]));
    const quotas = quotasOf(byName, plan.shares, plan.bounds);
    const rows = new ChosenRows();
    const walks = domains.map((name, at) =>
      createWalk(
        tallies[at] ?? { documents: 0, tokens: 0 },
        quotas.get(name) ?? { documents: 0, tokens: 0 },
        plan.upsample,
      ),
    );
    for (const page of sort.sorted()) {
      for (let at = 0; at < page.length; at += WORDS) {
        const walk = walks[page[at] ?? 0];
        const copies = walk?.take(page[at + TOKENS] ?? 0, -ascendingAt(page, at + KEY)) ?? 0;
        if (copies > 0) rows.add(page[at + ROW] ?? 0, copies);
      }
      signal.throwIfAborted();
    }
    const sampled = domains.map((name, at): SampledDomain => {
      const walk = walks[at];
      const tally = tallies[at] ?? { documents: 0, tokens: 0 };
      const quota = quotas.get(name);
      const after = walk?.taken() ?? { documents: 0, tokens: 0 };
      const left = tally.documents - (walk?.chosen() ?? 0);
      count(dropped, hasShare(name, plan) ? 'selection.not_sampled' : 'selection.domain', left);
      return {
        name,
        before: tally,
        quota: quota ?? { documents: 0, tokens: 0 },
        after,
        copies: walk?.copies() ?? 0,
        leastKey: walk?.leastKey(),
      };
    });
    const absent = [...quotas].filter(([name]) => !byName.has(name));
    return {
      rows,
      domains: [
        ...sampled,
        ...absent.map(([name, quota]) => ({
          name,
          quota,
          before: { documents: 0, tokens: 0 },
          after: { documents: 0, tokens: 0 },
          copies: 0,
          leastKey: undefined,
        })),
      ],
      scores: { before: before.result(), after: await standardOf(rows, table, signal) },
      targetOverlap,
    };
  } finally {
    sort.close();
  }
}

function count(dropped: Dropped, reason: string, documents: number): void {
  if (documents > 0) dropped.set(reason, (dropped.get(reason) ?? 0) + documents);
}

/** The key of each candidate: those with the largest are taken first. */
function keys(
  { ranking }: SelectionPlan,
  standard: Standard,
  weights: DsirWeights | undefined,
): (candidate: Candidate) => number {
  switch (ranking.kind) {
    case 'uniform':
      return ({ draw }) => draw;
    case 'top-k':
      return ({ score }) => score;
    case 'gumbel': {
      const scale = ranking.standardised ? standard : { mean: 0, deviation: 1 };
      return ({ score, draw }) => quratingKey(score, scale, ranking.temperature, draw);
    }
    case 'dsir':
      break;
  }
  return ({ features, draw }) => (weights?.next(features) ?? 0) + gumbelNoise(draw);
}

/** Goes along a domain's documents from the best to the worst. */
function createWalk(tally: DomainTally, quota: Quota, upsample: boolean) {
  const fits = Math.min(quota.documents / tally.documents, quota.tokens / tally.tokens);
  // What the whole domain gives so many times over is short of its part, or is it exactly.
  const rounds = upsample && Number.isFinite(fits) && fits >= 1 ? Math.floor(fits) : 0;
  let documents = rounds * tally.documents;
  let tokens = rounds * tally.tokens;
  let chosen = 0;
  let leastKey: number | undefined;
  return {
    /** How often the next document is taken. */
    take(itsTokens: number, key: number): number {
      const once = documents < quota.documents && tokens < quota.tokens;
      if (once) {
        documents += 1;
        tokens += itsTokens;
      }
      const copies = rounds + (once ? 1 : 0);
      if (copies > 0) {
        chosen += 1;
        leastKey = key;
      }
      return copies;
    },
    taken: (): DomainTally => ({ documents, tokens }),
    chosen: () => chosen,
    copies: () => documents - chosen,
    leastKey: () => leastKey,
  };
}

function hasShare(name: string, { shares }: SelectionPlan): boolean {
  return typeof shares === 'string' || (shares.get(name) ?? 0) > 0;
}

async function standardOf(rows: ChosenRows, table: ReadCandidates['table'], signal: AbortSignal): Promise<Standard> {
  const standard = createStandard();
  for await (const page of table.pages(signal)) {
    for (const { row, score } of page) if (rows.has(row)) standard.add(score);
  }
  return standard.result();
}
