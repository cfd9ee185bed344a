import type { DomainTally, Quota } from '../selection/quotas.ts';

/** Takes documents that come from the best to the worst until a quota is reached. */
export interface Walk {
  /** How often the next document is taken: 0, 1, or more where documents are to be taken again. */
  take(tokens: number): number;
  /** What was taken so far, copies counted. */
  taken(): DomainTally;
}

/** @param tally all that will come @param upsample whether what is short of the quota is filled by taking it again */
export function createWalk(tally: DomainTally, quota: Quota, upsample: boolean): Walk {
  const fits = Math.min(quota.documents / tally.documents, quota.tokens / tally.tokens);
  // Whatever comes is taken as often as all of it fits in; the best of it once more, until the quota is reached.
  const rounds = upsample && Number.isFinite(fits) ? Math.floor(fits) : 0;
  let documents = rounds * tally.documents;
  let tokens = rounds * tally.tokens;
  return {
    take(itsTokens) {
      if (documents >= quota.documents || tokens >= quota.tokens) return rounds;
      documents += 1;
      tokens += itsTokens;
      return rounds + 1;
    },
    taken: () => ({ documents, tokens }),
  };
}
