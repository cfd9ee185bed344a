import { usageError } from '../../vocabulary/error.ts';
import { isFastText, openFastText } from '../classifier/fasttext.ts';
import { logOddsOf, sigmoid } from '../classifier/linear-model.ts';
import { readClassifier } from '../classifier/model-file.ts';
import type { MeasuredOptions, MeasuredRater } from './measured-rater.ts';

/** How much a text is like the positives of a classifier that was trained before, ours or fastText's. */
export const classifier: MeasuredRater = {
  name: 'classifier',
  summary: 'a trained classifier: the probability that a text is one of its positives',
  source: 'after the classifier of DCLM (Li et al. 2024, arXiv 2406.11794)',
  columns: {
    score: 'probability of the positive class, 0 to 1; of ours, were both classes as frequent',
    log_odds: 'log(score / (1 - score)), which tells apart what rounds to 0 or 1',
  },
  takesModel: true,
  open,
};

/** Of a probability from float32, beyond which its log-odds tell nothing. */
const LEAST = 1e-7;

async function open({ model: path, label }: MeasuredOptions): ReturnType<MeasuredRater['open']> {
  if (path === undefined) throw usageError('the rater classifier needs a model: rewrite classifier train makes one.');
  if (await isFastText(path)) {
    const scoreOf = await openFastText(path, label);
    return ({ text }) => {
      const score = scoreOf(text);
      // A text of no word that the model knows.
      if (score === null) return { score, log_odds: null };
      const bounded = Math.min(1 - LEAST, Math.max(LEAST, score));
      return { score: rounded(score, 1e6), log_odds: rounded(Math.log(bounded / (1 - bounded)), 1e4) };
    };
  }
  if (label !== undefined)
    throw usageError(`--label ${label} is for fastText models, and ${path} is none: leave it out.`);
  const { header, model } = await readClassifier(path);
  return ({ text }) => {
    const logOdds = logOddsOf(model, header.calibration, text);
    return { score: rounded(sigmoid(logOdds), 1e6), log_odds: rounded(logOdds, 1e4) };
  };
}

function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps;
}
