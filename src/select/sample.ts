import { setImmediate } from 'node:timers/promises';
import { ExternalSort } from '../external/external-sort.ts';
import { ChosenRows } from '../selection/chosen-rows.ts';
import { createStandard, type Standard } from '../selection/gumbel.ts';
import { type DomainTally, type Quota, quotasOf } from '../selection/quotas.ts';
import type { Candidate } from './candidates.ts';
import type { DsirWeights } from './dsir-weights.ts';
import { createKeyOf } from './key-of.ts';
import type { SelectionPlan } from './plan.ts';
import type { Dropped } from './dropped.ts';
import type { ReadCandidates } from './read-candidates.ts';
import type { ScreenOptions } from './screen-band.ts';
import type { Screened } from './screened.ts';
import { ascendingAt, drawWord, putDescending } from './sort-key.ts';
import { createWalk } from './walk.ts';

/** Group, the key's two words, the draw that decides between equal keys, row, tokens, domain. */
const WORDS = 7;
const KEY = 1;
const DRAW = 3;
const ROW = 4;
const TOKENS = 5;
const DOMAIN = 6;
/** Rows sorted in memory at a time: with the room to sort them 110 MB. */
const ROWS_IN_MEMORY = 2 * 1024 * 1024;
/** The group of all documents, where no domain has a quota of its own. */
const ALL = 'all';

/** What became of one domain. */
export interface SampledDomain {
  readonly name: string;
  /** What could be rated of it. */
  readonly before: DomainTally;
  /** What it gave, copies counted. */
  readonly after: DomainTally;
  /** Documents among these that are the second copy of another or a later one. */
  readonly copies: number;
  /** The last key that was taken, in the method's own terms; undefined where none was. */
  readonly leastKey: number | undefined;
}

/** What was to be taken of one group: a domain, or all documents. */
export interface SampledGroup {
  readonly name: string;
  readonly quota: Quota;
  readonly taken: DomainTally;
}

export interface Sample {
  readonly rows: ChosenRows;
  readonly domains: readonly SampledDomain[];
  readonly groups: readonly SampledGroup[];
  /** Scores of what could be rated, and of what was chosen, each document once. */
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
 * Chooses among the candidates: each gets a key by the plan's method, all are sorted by group and key on disk, and each
 * group is taken from the top until its part of the bounds is reached. One way for every method: the whole order is
 * there, so any budget, share or repetition is a walk along it.
 */
export async function sample(
  candidates: Pick<ReadCandidates, 'table' | 'domains'>,
  options: SampleOptions,
): Promise<Sample> {
  const { table, domains } = candidates;
  const { plan, weights, screens, dropped, folder, signal } = options;
  const targetOverlap = weights?.end();
  const { all, left } = await tally(candidates, options);
  const free = plan.shares === 'free';
  const groups = free
    ? new Map([[ALL, sumOf(left.domains)]])
    : new Map(domains.map((name, at) => [name, left.domains[at] ?? NONE]));
  const quotas = quotasOf(groups, plan.shares === 'free' ? 'proportional' : plan.shares, plan.bounds);
  const walks = [...groups].map(([name, tallied]) => createWalk(tallied, quotas.get(name) ?? NONE, plan.upsample));
  const given = domains.map(nothingGiven);
  const rows = new ChosenRows();
  const sort = new ExternalSort({ folder, name: 'keys', width: WORDS, rowsInMemory: ROWS_IN_MEMORY });
  try {
    const keyOf = createKeyOf(plan.ranking, left.scores, weights);
    const words = new Uint32Array(WORDS);
    for await (const page of table.pages(signal)) {
      for (const candidate of page) {
        const { row, domain, draw, tokens } = candidate;
        const key = keyOf(candidate);
        if (screenOf(screens, row) !== undefined) continue;
        words[0] = free ? 0 : domain;
        putDescending(key, words, KEY);
        words[DRAW] = drawWord(draw);
        words[ROW] = row;
        words[TOKENS] = tokens;
        words[DOMAIN] = domain;
        sort.addRow(words);
      }
    }
    for (const page of sort.sorted()) {
      for (let at = 0; at < page.length; at += WORDS) {
        const tokens = page[at + TOKENS] ?? 0;
        const copies = walks[page[at] ?? 0]?.take(tokens) ?? 0;
        const gift = given[page[at + DOMAIN] ?? 0];
        if (copies === 0 || gift === undefined) continue;
        rows.add(page[at + ROW] ?? 0, copies);
        gift.documents += copies;
        gift.tokens += copies * tokens;
        gift.copies += copies - 1;
        gift.leastKey = -ascendingAt(page, at + KEY);
      }
      await setImmediate();
      signal.throwIfAborted();
    }
  } finally {
    sort.close();
  }
  const sampled = domains.map((name, at): SampledDomain => {
    const { copies, leastKey, ...after } = given[at] ?? nothingGiven();
    return { name, before: all.domains[at] ?? NONE, after, copies, leastKey };
  });
  for (const [at, { name, after, copies }] of sampled.entries()) {
    const reason = hasShare(name, plan) ? 'selection.not_sampled' : 'selection.domain';
    dropped.count(reason, (left.domains[at]?.documents ?? 0) - (after.documents - copies));
  }
  const takenOf = new Map([...groups.keys()].map((name, at) => [name, walks[at]?.taken() ?? NONE]));
  return {
    rows,
    domains: sampled,
    groups: [...quotas].map(([name, quota]) => ({ name, quota, taken: takenOf.get(name) ?? NONE })),
    scores: { before: all.scores, after: await standardOf(rows, table, signal) },
    targetOverlap,
  };
}

const NONE: DomainTally = { documents: 0, tokens: 0 };

/** What a domain has given so far. */
interface Given {
  documents: number;
  tokens: number;
  copies: number;
  leastKey: number | undefined;
}

function nothingGiven(): Given {
  return { documents: 0, tokens: 0, copies: 0, leastKey: undefined };
}

/** Candidates by domain, and their scores. */
interface Tallied {
  readonly domains: readonly DomainTally[];
  readonly scores: Standard;
}

/** Counts all candidates, and those that the screens leave; counts what these take out by their reasons. */
async function tally(
  { table, domains }: Pick<ReadCandidates, 'table' | 'domains'>,
  { screens, dropped, signal }: SampleOptions,
): Promise<{ readonly all: Tallied; readonly left: Tallied }> {
  const all = createTally(domains.length);
  const left = createTally(domains.length);
  for await (const page of table.pages(signal)) {
    for (const candidate of page) {
      all.add(candidate);
      const screen = screenOf(screens, candidate.row);
      if (screen === undefined) left.add(candidate);
      else dropped.count(screen.reason, 1);
    }
  }
  return { all: all.result(), left: left.result() };
}

function createTally(count: number): { add(candidate: Candidate): void; result(): Tallied } {
  const domains = Array.from({ length: count }, () => ({ documents: 0, tokens: 0 }));
  const standard = createStandard();
  return {
    add({ domain, tokens, score }) {
      const tallied = domains[domain];
      if (tallied === undefined) return;
      tallied.documents += 1;
      tallied.tokens += tokens;
      standard.add(score);
    },
    result: () => ({ domains, scores: standard.result() }),
  };
}

function screenOf(screens: readonly Screened[], row: number): Screened | undefined {
  return screens.find(({ rows }) => rows.has(row));
}

function sumOf(tallies: readonly DomainTally[]): DomainTally {
  return {
    documents: tallies.reduce((all, { documents }) => all + documents, 0),
    tokens: tallies.reduce((all, { tokens }) => all + tokens, 0),
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
