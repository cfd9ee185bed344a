import type { ArmText } from '../arm-texts.ts';

/** How long an arm's texts are, in tokens as the budget counts them. */
export interface LengthDistribution {
  readonly texts: number;
  readonly mean: number;
  /** Share of the texts → the fewest tokens that so many do not exceed (nearest rank). */
  readonly quantiles: Readonly<Record<string, number>>;
  /** Texts of at least `from` tokens and fewer than the next class has; from the first class that has any to the last. */
  readonly histogram: readonly { readonly from: number; readonly texts: number }[];
}

/** Tokens → texts that are so long, of one arm and seed. */
export type LengthCounts = ReadonlyMap<number, number>;

/** The quantiles that are told: the median, and what half and nine tenths of the texts lie between. */
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Classes for every arm of every ablation: 0, then half octaves from 16 to 65,536 tokens; the last is open. */
const CLASSES: readonly number[] = [0, ...Array.from({ length: 25 }, (_, step) => Math.round(16 * 2 ** (step / 2)))];

/** Counts lengths in one pass. Texts of N tokens together have fewer than √(2N) different ones, so that all are kept. */
export function countLengths(): { add(text: Pick<ArmText, 'tokens'>): void; finish(): LengthCounts } {
  const counts = new Map<number, number>();
  return {
    add({ tokens }) {
      const length = Math.round(tokens);
      counts.set(length, (counts.get(length) ?? 0) + 1);
    },
    finish: () => counts,
  };
}

/** The distribution over the texts of all seeds together; null of no texts. */
export function lengthDistribution(seeds: readonly LengthCounts[]): LengthDistribution | null {
  const counts = new Map<number, number>();
  for (const seed of seeds) {
    for (const [tokens, texts] of seed) counts.set(tokens, (counts.get(tokens) ?? 0) + texts);
  }
  const sorted = [...counts].sort(([left], [right]) => left - right);
  const texts = sorted.reduce((sum, [, own]) => sum + own, 0);
  if (texts === 0) return null;
  return {
    texts,
    mean: sorted.reduce((sum, [tokens, own]) => sum + tokens * own, 0) / texts,
    quantiles: Object.fromEntries(SHARES.map((share) => [String(share), quantileOf(sorted, share * texts)])),
    histogram: histogramOf(sorted),
  };
}

/** The length of the text of this rank, from the shortest on. */
function quantileOf(sorted: readonly (readonly [number, number])[], rank: number): number {
  let passed = 0;
  for (const [tokens, texts] of sorted) {
    passed += texts;
    if (passed >= rank) return tokens;
  }
  return sorted.at(-1)?.[0] ?? 0;
}

function histogramOf(sorted: readonly (readonly [number, number])[]): LengthDistribution['histogram'] {
  const classes = CLASSES.map((from) => ({ from, texts: 0 }));
  for (const [tokens, texts] of sorted) {
    const own = classes.findLast(({ from }) => from <= tokens);
    if (own !== undefined) own.texts += texts;
  }
  const first = classes.findIndex(({ texts }) => texts > 0);
  return classes.slice(first, classes.findLastIndex(({ texts }) => texts > 0) + 1);
}
