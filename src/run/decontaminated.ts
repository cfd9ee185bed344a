import { resolve } from 'node:path';
import type { RunOptions } from '../config/run-options.ts';
import { contaminated } from '../validation/contaminated.ts';
import { contaminationFingerprint, contaminationIndex } from '../validation/contamination-index.ts';
import type { Mix, ValidationStep } from '../vocabulary/strategy.ts';

/**
 * The mix with every strategy's outputs held against the benchmarks that the options name; the mix itself when they name
 * none. The step has the indexes' absolute paths: each thread that validates reads them for itself. Throws a usage error
 * for a file that is no index.
 */
export function decontaminated(
  mix: Mix,
  { contamination, contamination_share }: Pick<RunOptions, 'contamination' | 'contamination_share'>,
  cwd: string,
): Mix {
  if (contamination.length === 0) return mix;
  const indexes = contamination.map((path) => resolve(cwd, path));
  for (const path of indexes) contaminationIndex(path);
  const step = { validator: contaminated.name, bounds: { indexes, min_share: contamination_share } };
  const entries = mix.entries.map(({ strategy, share }) => ({
    strategy: { ...strategy, validation: [...strategy.validation, step] },
    share,
  }));
  return { ...mix, entries };
}

/** A step as a run is bound to it: what its indexes hold, not where they lie. */
export function withoutPaths(step: ValidationStep): ValidationStep {
  if (step.validator !== contaminated.name) return step;
  const { indexes, ...bounds } = contaminated.bounds.parse(step.bounds);
  return { ...step, bounds: { ...bounds, indexes: indexes.map(contaminationFingerprint) } };
}
