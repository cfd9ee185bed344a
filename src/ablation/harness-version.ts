import { usageError } from '../vocabulary/error.ts';

/** lm-evaluation-harness, by the newest version whose files we have read. */
export const HARNESS = { name: 'lm-evaluation-harness', pip: 'lm_eval', version: '0.4.13' } as const;

/** The series of versions whose files we know. */
const KNOWN = ['0.3', '0.4'] as const;

/**
 * The version that wrote a file. `named`: its `lm_eval_version`, which came with 0.4.8, and is the text of an error where
 * the harness was not installed as a package; without it only the form of the metrics tells 0.3 and 0.4. A newer version
 * of a known series is told of; one of another series is refused with a usage error.
 */
export function harnessVersion(
  path: string,
  { named, withFilters }: { readonly named: string | undefined; readonly withFilters: boolean },
  onWarning: (sentence: string) => void,
): string {
  if (named === undefined) return withFilters ? '0.4 up to 0.4.7' : '0.3';
  if (!/^\d+\.\d+/.test(named)) return 'not installed as a package';
  if (!KNOWN.some((series) => named === series || named.startsWith(`${series}.`))) {
    throw usageError(
      `${path}: written by ${HARNESS.name} ${named}, whose files are not known here; known are 0.3 and 0.4 up to ${HARNESS.version}. Evaluate with one of these.`,
    );
  }
  if (isNewer(named, HARNESS.version)) {
    onWarning(
      `${path}: ${HARNESS.name} ${named} is newer than ${HARNESS.version}, the last one known here: check its figures.`,
    );
  }
  return named;
}

/** Whether a version, such as `0.4.10` or `0.4.9.dev0`, comes after another. */
function isNewer(version: string, known: string): boolean {
  const parts = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [left, right] = [parts(version), parts(known)];
  for (const [at, part] of left.entries()) {
    const other = right[at] ?? 0;
    if (part !== other) return part > other;
  }
  return false;
}
