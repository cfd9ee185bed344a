import { gumbelNoise, quratingKey, type Standard } from '../selection/gumbel.ts';
import type { Candidate } from './candidates.ts';
import type { DsirWeights } from './dsir-weights.ts';
import type { Ranking } from './plan.ts';

/**
 * The key of each candidate by a method: those with the largest are taken first. `standard` is of the scores of all.
 * With DSIR it is to be asked of every candidate, in order: weights are read as they were written.
 */
export function createKeyOf(
  ranking: Ranking,
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
