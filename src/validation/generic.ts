import type { ValidationStep } from '../vocabulary/strategy.ts';
import { type ValidationList, validationSchema } from './schema.ts';

/** As it would stand in a strategy file. */
const GENERIC_VALIDATION_LIST: ValidationList = [
  'finish',
  'clean',
  { length: { min_tokens: 20, min_ratio: 0.05, max_ratio: 2.5 } },
  'encoding',
  'language',
  'refusal',
  'leak',
  'topic',
  'loop',
  'copy',
  'grounding',
  'names',
  'quotes',
  'coverage',
  'contact',
  'truncated',
];

/**
 * What a text is judged by when its strategy does not say: every validator that has no form to check, with bounds wide
 * enough for a summary and for a set of questions alike.
 */
export const GENERIC_VALIDATION: readonly ValidationStep[] = validationSchema.parse(GENERIC_VALIDATION_LIST);
