import type { Quotas } from './quotas.ts';
import type { SourceSurvey } from './survey.ts';

/** What was drawn of a stratum. */
export interface Drawn {
  /** Documents taken at least once. */
  distinct: number;
  /** With repetitions. */
  documents: number;
  tokens: number;
  /** Tokens of each phase. */
  readonly byPhase: number[];
}

/** A document once taken. */
interface Copy {
  /** Index of the phase that it is taken for. */
  readonly phase: number;
  /** 0 where it is taken for the first time. */
  readonly epoch: number;
}

/** What becomes of a row of the first reading. */
export interface Draw {
  readonly tokens: number;
  readonly order: number;
  /** Empty where it is not taken. */
  readonly copies: readonly Copy[];
}

/** What the quotas take of a source, by what the first reading found alone. */
export interface SourceDraw {
  /** Of each stratum, complete when all documents were drawn. */
  readonly drawn: readonly Drawn[];
  /** Every row of the first reading in its order; once. */
  readonly rows: Generator<Draw, void, undefined>;
}

const NOT_TAKEN: readonly Copy[] = [];

/** Draws from a source; `quotas` are those of its strata, each with the bounds of so many phases. */
export function drawFrom(
  { strata, rows: surveyed }: Pick<SourceSurvey, 'strata' | 'rows'>,
  quotas: Quotas['sources'][number],
  phases: number,
): SourceDraw {
  const drawn = strata.map((): Drawn => {
    const byPhase = Array.from({ length: phases }, () => 0);
    return { distinct: 0, documents: 0, tokens: 0, byPhase };
  });
  function* rows(): Generator<Draw, void, undefined> {
    for (const { stratum: index, bin, tokens, order } of surveyed) {
      const [stratum, quota, tally] = index === undefined ? [] : [strata[index], quotas[index], drawn[index]];
      if (stratum === undefined || quota === undefined || tally === undefined) {
        yield { tokens, order, copies: NOT_TAKEN };
        continue;
      }
      const middle = stratum.place(bin, tokens) + tokens / 2;
      const last = quota.bounds.at(-1) ?? 0;
      const copies: Copy[] = [];
      for (let epoch = 0; middle + epoch * stratum.tokens < last; epoch++) {
        const phase = phaseAt(quota.bounds, middle + epoch * stratum.tokens);
        copies.push({ phase, epoch });
        if (epoch === 0) tally.distinct += 1;
        tally.documents += 1;
        tally.tokens += tokens;
        tally.byPhase[phase] = (tally.byPhase[phase] ?? 0) + tokens;
      }
      yield { tokens, order, copies };
    }
  }
  return { drawn, rows: rows() };
}

/** The phase whose stretch of the line has this place. */
function phaseAt(bounds: readonly number[], place: number): number {
  return Math.max(0, bounds.findIndex((bound) => place < bound) - 1);
}
