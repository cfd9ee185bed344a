import type { AblationResults } from './results.ts';

const ARROWS = { higher: ' ↑', lower: ' ↓' } as const;

/** What {@link metricHead}'s arrows mean, for the legend of a table. */
export const ABOUT_HEADS = '↑ ↓ behind a metric: higher or lower is better.';

/** The head of a metric in a table of arms: its title, with an arrow where it is known what is better. */
export function metricHead({ title, better }: AblationResults['metrics'][number]): string {
  return better === null ? title : `${title}${ARROWS[better]}`;
}
