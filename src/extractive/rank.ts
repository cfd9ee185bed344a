import { STOP_WORDS } from '../text/stop-words.ts';
import { words } from '../text/words.ts';
import { type Draft, isApparatus, type Room, tokensOf } from './draft.ts';
import type { SourceText, Statement } from './source-text.ts';

/** Statements that the graph holds: it grows with their square. */
const MOST_RANKED = 200;
/** Rounds of the power iteration; the order is settled long before (LexRank, Erkan and Radev 2004). */
const ROUNDS = 12;
const DAMPING = 0.85;
/** Shared words over all words of two statements, from which on they say the same. */
const NEAR_DUPLICATE = 0.6;

/** Weight and words of each ranked statement of a source. */
interface Ranking {
  /** By the statement's order; 0 for statements beyond the first {@link MOST_RANKED}. */
  weight(statement: Statement): number;
  /** Whether two statements say nearly the same. */
  alike(left: Statement, right: Statement): boolean;
}

const remembered = new WeakMap<SourceText, Ranking>();

/**
 * Ranks statements by how much of the source they share words with: LexRank, over cosine similarity of content words,
 * with a preference for what opens a section or stands early and against what leans on its neighbour.
 */
function rankingOf(source: SourceText): Ranking {
  const known = remembered.get(source);
  if (known !== undefined) return known;
  const ranking = rank(source);
  remembered.set(source, ranking);
  return ranking;
}

function rank(source: SourceText): Ranking {
  const statements = source.statements.slice(0, MOST_RANKED);
  const stopWords = STOP_WORDS[source.language];
  const bags = statements.map(
    ({ text }) => new Set(words(text).filter((word) => stopWords === undefined || !stopWords.has(word))),
  );
  const centrality = centralityOf(bags);
  const weights = statements.map((statement, at) => {
    let weight = (centrality[at] ?? 0) * (1 + 0.3 * (1 - at / statements.length));
    if (statement.opensSection) weight *= 1.15;
    if (!statement.standalone) weight *= 0.6;
    if (isApparatus(source.sections[statement.section]?.heading ?? '')) weight *= 0.1;
    return weight;
  });
  return {
    weight: ({ order }) => weights[order] ?? 0,
    alike: (left, right) => overlap(bags[left.order], bags[right.order]) > NEAR_DUPLICATE,
  };
}

function centralityOf(bags: readonly ReadonlySet<string>[]): Float64Array {
  const size = bags.length;
  const holders = new Map<string, number[]>();
  for (const [at, bag] of bags.entries()) {
    for (const word of bag) {
      const list = holders.get(word);
      if (list === undefined) holders.set(word, [at]);
      else list.push(at);
    }
  }
  const similarity = new Float64Array(size * size);
  const norms = new Float64Array(size);
  for (const list of holders.values()) {
    const idf = Math.log(1 + size / list.length) ** 2;
    for (const row of list) {
      norms[row] = (norms[row] ?? 0) + idf;
      if (list.length > 1) for (const column of list) similarity[row * size + column]! += idf;
    }
  }
  const totals = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const at = row * size + column;
      const norm = Math.sqrt((norms[row] ?? 0) * (norms[column] ?? 0));
      const value = row === column || norm === 0 ? 0 : (similarity[at] ?? 0) / norm;
      similarity[at] = value;
      totals[row] = (totals[row] ?? 0) + value;
    }
  }
  let scores = new Float64Array(size).fill(1 / Math.max(size, 1));
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = new Float64Array(size).fill((1 - DAMPING) / size);
    for (let row = 0; row < size; row += 1) {
      const total = totals[row] ?? 0;
      if (total === 0) continue;
      const share = (DAMPING * (scores[row] ?? 0)) / total;
      const from = row * size;
      for (let column = 0; column < size; column += 1) next[column]! += share * (similarity[from + column] ?? 0);
    }
    scores = next;
  }
  return scores;
}

function overlap(left: ReadonlySet<string> | undefined, right: ReadonlySet<string> | undefined): number {
  if (left === undefined || right === undefined || left.size === 0) return 0;
  let shared = 0;
  for (const word of left) if (right.has(word)) shared += 1;
  return shared / (left.size + right.size - shared);
}

/**
 * The best statements that fit a number of tokens, in document order, near duplicates once. A statement that leans on
 * the one before it comes with that one or not at all.
 */
export function choose(
  draft: Draft,
  tokens: number,
  keep: (statement: Statement) => boolean = () => true,
): Statement[] {
  const ranking = rankingOf(draft.source);
  const { statements } = draft.source;
  const ranked = statements
    .slice(0, MOST_RANKED)
    .filter((statement) => keep(statement) && ranking.weight(statement) > 0)
    .sort((left, right) => ranking.weight(right) - ranking.weight(left) || left.order - right.order);
  const chosen = new Map<number, Statement>();
  let used = 0;
  for (const statement of ranked) {
    const group = supported(statement, statements, keep, chosen);
    if (group === undefined) continue;
    const fresh = group.filter(({ order }) => !chosen.has(order));
    const cost = fresh.reduce((sum, one) => sum + tokensOf(one), 0);
    if (used + cost > tokens) continue;
    if (fresh.some((one) => [...chosen.values()].some((other) => ranking.alike(one, other)))) continue;
    for (const one of fresh) chosen.set(one.order, one);
    used += cost;
    if (used > tokens * 0.92) break;
  }
  return [...chosen.values()].sort((left, right) => left.order - right.order);
}

/** A statement with those before it that it leans on; undefined where one of them is missing. */
function supported(
  statement: Statement,
  statements: readonly Statement[],
  keep: (statement: Statement) => boolean,
  chosen: ReadonlyMap<number, Statement>,
): Statement[] | undefined {
  const group = [statement];
  let first = statement;
  while (!first.standalone) {
    const before = statements[first.order - 1];
    if (!first.continues || before === undefined || group.length > 2 || !(keep(before) || chosen.has(before.order))) {
      return undefined;
    }
    group.unshift(before);
    first = before;
  }
  return group;
}

/** As much as a form needs of its room: the middle, nearer to the top where the source is short. */
export function middleOf({ least, most }: Room): number {
  return Math.min(most, Math.max(least * 1.3, (least + most) / 2));
}
