/*
 * Do the intervals and p-values of ablations hold what they say? Differences of two arms are made up whose true mean is 0:
 * of documents that differ, of single values, and of the luck of seeds. Printed is how often the 95% interval has 0 in it,
 * how often p falls below 0.05, and how far the p-values lie from a uniform distribution at most (Kolmogorov's distance).
 *
 *   npx tsx eval/statistics/coverage.ts [--draws 300]
 */
import { parseArgs } from 'node:util';
import { pairedDifference } from '../../src/ablation/statistics/paired-bootstrap.ts';
import { createRandom } from '../../src/ablation/statistics/random.ts';
import { printTable } from '../bench/measure.ts';

/** How single values scatter around 0. */
type Shape = 'normal' | 'exponential' | 'of two rates';

interface Case {
  readonly documents: number;
  readonly seeds: number;
  /** Standard deviation of what a seed adds to all of its values, where single values have 1. */
  readonly luck: number;
  readonly shape: Shape;
}

/** Standard deviation of documents, which all seeds share. */
const OF_DOCUMENTS = 0.7;

const shapes: readonly Shape[] = ['normal', 'exponential', 'of two rates'];
const CASES: readonly Case[] = [
  ...[8, 20, 60].flatMap((documents) => shapes.map((shape) => ({ documents, seeds: 1, luck: 0, shape }))),
  ...[0, 0.2, 0.7].flatMap((luck) =>
    [
      [20, 3],
      [60, 3],
      [60, 5],
    ].map(([documents = 0, seeds = 0]) => ({ documents, seeds, luck, shape: 'normal' as const })),
  ),
];

const { values } = parseArgs({ options: { draws: { type: 'string', default: '300' } } });
const draws = Number(values.draws);

function differences({ documents, seeds, luck, shape }: Case, random: () => number): Float64Array[] {
  // A sum of twelve uniform draws is as good as normal.
  const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, draw) => sum + draw, -6);
  const value: Readonly<Record<Shape, () => number>> = {
    normal,
    exponential: () => -Math.log(1 - random()) - 1,
    'of two rates': () => Number(random() < 0.3) - Number(random() < 0.3),
  };
  const ofDocuments = Array.from({ length: documents }, () => (seeds === 1 ? 0 : OF_DOCUMENTS * normal()));
  return Array.from({ length: seeds }, () => {
    const ofSeed = luck * normal();
    return Float64Array.from(ofDocuments, (ofDocument) => ofDocument + ofSeed + value[shape]());
  });
}

const rows = CASES.map((each) => {
  const ps: number[] = [];
  let holds = 0;
  for (let draw = 0; draw < draws; draw++) {
    const found = differences(each, createRandom(draw * 7_919 + each.documents * 31 + each.seeds));
    const none = found.map(({ length }) => new Float64Array(length));
    const { low, high, p } = pairedDifference(found, none, 1);
    if (low <= 0 && 0 <= high) holds += 1;
    ps.push(p);
  }
  ps.sort((left, right) => left - right);
  const away = ps.map((p, at) => Math.max(Math.abs(p - (at + 1) / draws), Math.abs(p - at / draws)));
  const share = (count: number): string => `${((100 * count) / draws).toFixed(1)}%`;
  const called = ps.filter((p) => p < 0.05).length;
  const { documents, seeds, luck, shape } = each;
  return [documents, seeds, luck, shape, share(holds), share(called), Math.max(...away).toFixed(3)].map(String);
});
printTable([['documents', 'seeds', 'luck of seeds', 'values', 'interval holds', 'p < 0.05', 'distance'], ...rows]);
process.stdout.write(`\nUniform p-values lie ${(1.36 / Math.sqrt(draws)).toFixed(3)} away at most, 19 times of 20.\n`);
