import { INPUT_REASONS } from '../corpus/input-reasons.ts';
import { ENDPOINT_REASONS } from '../generation/faults.ts';
import { LABEL_REASONS } from '../interpretation/labels/registry.ts';
import { MEANING_REASONS } from '../meaning/reasons.ts';
import { PROGRAM_REASONS } from '../interpretation/reasons.ts';
import { SELECTION_REASONS } from '../selection/reasons.ts';
import { REASONS } from '../validation/reasons.ts';
import { NOT_CHOSEN_REASONS } from './chosen-input.ts';
import { DUPLICATE_REASONS } from './duplicates.ts';
import { SKIP_REASONS } from './eligible.ts';
import { UNPROCESSABLE_REASONS } from './unprocessable.ts';

/**
 * Every reason that a run can give, with its meaning: of skipped documents, rejected candidates and failed tasks; and of
 * documents that a selection leaves out.
 */
export const ALL_REASONS: Readonly<Record<string, string>> = {
  ...REASONS,
  ...MEANING_REASONS,
  ...DUPLICATE_REASONS,
  ...PROGRAM_REASONS,
  ...LABEL_REASONS,
  ...ENDPOINT_REASONS,
  ...INPUT_REASONS,
  ...UNPROCESSABLE_REASONS,
  ...SKIP_REASONS,
  ...NOT_CHOSEN_REASONS,
  ...SELECTION_REASONS,
};
