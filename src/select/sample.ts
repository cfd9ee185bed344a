import { setImmediate } from 'node:timers/promises';
import { ExternalSort } from '../external/external-sort.ts';
import { ChosenRows } from '../selection/chosen-rows.ts';
import { createStandard, type Standard } from '../selection/gumbel.ts';
import { type DomainTally, type Quota, quotasOf } from '../selection/quotas.ts';
import type { DsirWeights } from './dsir-weights.ts';
import { createKeyOf } from './key-of.ts';
import type { SelectionPlan } from './plan.ts';
import type { Dropped, ReadCandidates } from './read-candidates.ts';
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
  /** What it had to give, after conditions and screens. */
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
  const { tallies, standard } = await tally(candidates, options);
  const free = plan.shares === 'free';
  const groups = free
    ? new Map([[ALL, sumOf(tallies)]])
    : new Map(domains.map((name, at) => [name, tallies[at] ?? NONE]));
  const quotas = quotasOf(groups, plan.shares === 'free' ? 'proportional' : plan.shares, plan.bounds);
  const walks = [...groups].map(([name, all]) => createWalk(all, quotas.get(name) ?? NONE, plan.upsample));
  const given = domains.map(nothingGiven);
  const rows = new ChosenRows();
  const sort = new ExternalSort({ folder, name: 'keys', width: WORDS, rowsInMemory: ROWS_IN_MEMORY });
  try {
    const keyOf = createKeyOf(plan.ranking, standard, weights);
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
    return { name, before: tallies[at] ?? NONE, after, copies, leastKey };
  });
  for (const { name, before, after, copies } of sampled) {
    const reason = hasShare(name, plan) ? 'selection.not_sampled' : 'selection.domain';
    count(dropped, reason, before.documents - (after.documents - copies));
  }
  const takenOf = new Map([...groups.keys()].map((name, at) => [name, walks[at]?.taken() ?? NONE]));
  return {
    rows,
    domains: sampled,
    groups: [...quotas].map(([name, quota]) => ({ name, quota, taken: takenOf.get(name) ?? NONE })),
    scores: { before: standard, after: await standardOf(rows, table, signal) },
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

/** Counts what each domain has to give and what the screens take out, and gathers the scores. */
async function tally(
  { table, domains }: Pick<ReadCandidates, 'table' | 'domains'>,
  { screens, dropped, signal }: SampleOptions,
): Promise<{ readonly tallies: readonly DomainTally[]; readonly standard: Standard }> {
  const tallies = domains.map(() => ({ documents: 0, tokens: 0 }));
  const standard = createStandard();
  for await (const page of table.pages(signal)) {
    for (const { row, domain, tokens, score } of page) {
      const screen = screenOf(screens, row);
      const domainTally = tallies[domain];
      if (screen !== undefined) count(dropped, screen.reason, 1);
      else if (domainTally !== undefined) {
        domainTally.documents += 1;
        domainTally.tokens += tokens;
        standard.add(score);
      }
    }
  }
  return { tallies, standard: standard.result() };
}

function screenOf(screens: readonly Screened[], row: number): Screened | undefined {
  return screens.find(({ rows }) => rows.has(row));
}

function count(dropped: Dropped, reason: string, documents: number): void {
  if (documents > 0) dropped.set(reason, (dropped.get(reason) ?? 0) + documents);
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
