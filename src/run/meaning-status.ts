import { MEANING_CHECKS, type MeaningCheck } from '../vocabulary/meaning.ts';
import type { MeaningJob } from './meaning-job.ts';
import { emptyCheckTally, type Progress } from './progress.ts';

/** What one check of meaning has come to, as the manifest and `status.json` name it. */
export interface CheckStatus {
  /** Rewrites that were put to it: judged or undecided. Second tries count again. */
  readonly sampled: number;
  readonly judged: number;
  /** Of those judged. */
  readonly rejected: number;
  /** Without a verdict. */
  readonly undecided: number;
  /** Billed over all attempts; no part of the run's own tokens. */
  readonly tokens: { readonly prompt: number; readonly completion: number };
}

/** By check. */
export type MeaningStatus = Readonly<Partial<Record<MeaningCheck, CheckStatus>>>;

/** What the checks that a job wants have come to; null where it wants none. */
export function meaningStatus(
  job: { readonly meaning: MeaningJob | undefined },
  { meaning }: Readonly<Progress>,
): MeaningStatus | null {
  const wanted = MEANING_CHECKS.filter((check) => job.meaning?.[check] !== undefined);
  if (wanted.length === 0) return null;
  return Object.fromEntries(
    wanted.map((check): [MeaningCheck, CheckStatus] => {
      const { promptTokens, completionTokens, ...counts } = meaning[check] ?? emptyCheckTally();
      return [check, { ...counts, tokens: { prompt: promptTokens, completion: completionTokens } }];
    }),
  );
}
