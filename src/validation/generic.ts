import type { ValidationStep } from '../vocabulary/strategy.ts';
import { validationSchema } from './schema.ts';

/**
 * What a text is judged by when no strategy says so: every validator that has no form to check, with bounds wide
 * enough for a summary and for a set of questions alike.
 */
export const GENERIC_VALIDATION: readonly ValidationStep[] = validationSchema.parse([
  'finish',
  'clean',
  { length: { min_tokens: 20, min_ratio: 0.05, max_ratio: 2.5 } },
  'encoding',
  'language',
  'refusal',
  'leak',
  'loop',
  'copy',
  'grounding',
  'contact',
  'truncated',
]);
