import { logOddsOf, sigmoid } from '../classifier/linear-model.ts';
import { readClassifier } from '../classifier/model-file.ts';
import { usageError } from '../../vocabulary/error.ts';
import type { MeasuredRater } from './measured-rater.ts';

/** How much a text is like the positives of a classifier that was trained before. */
export const classifier: MeasuredRater = {
  name: 'classifier',
  summary: 'a trained classifier: probability that a text is one of its positives',
  source: 'after the classifier of DCLM (Li et al. 2024, arXiv 2406.11794)',
  columns: {
    score: 'probability of the positive class, 0 to 1, were both classes as frequent',
    log_odds: 'log(score / (1 - score)): tells apart what rounds to 0 or 1',
  },
  takesModel: true,
  async open({ model: path }) {
    if (path === undefined) {
      throw usageError('--model is missing: which classifier? rewrite classifier train makes one.');
    }
    const { header, model } = await readClassifier(path);
    return ({ text }) => {
      const logOdds = logOddsOf(model, header.calibration, text);
      return { score: rounded(sigmoid(logOdds), 1e6), log_odds: rounded(logOdds, 1e4) };
    };
  },
};

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
