import { classifier } from './classifier.ts';
import { compression } from './compression.ts';
import type { MeasuredRater } from './measured-rater.ts';
import { rules } from './rules.ts';

/** Every measured rater by its name. To add one, write its file and put it here. */
export const MEASURED_RATERS: Readonly<Record<string, MeasuredRater>> = {
  rules,
  compression,
  classifier,
};
