import type { Ledger } from '../ledger/ledger.ts';
import { balancedWeights, type EpochRecord } from '../rotation/balance.ts';
import { EPOCH_LAG, epochEnd, epochOf } from '../rotation/epochs.ts';
import type { Mix } from '../vocabulary/strategy.ts';
import type { OnRunEvent } from './run-events.ts';
import type { Settling } from './settling.ts';

/**
 * The weights that a document's strategies are picked with. Balanced by requests they are the shares; balanced by
 * tokens they change from epoch to epoch, and an epoch waits until the one four before it is settled.
 */
export class EpochWeights {
  readonly #mix: Mix;
  readonly #ledger: Ledger;
  readonly #settling: Settling;
  readonly #onRunEvent: OnRunEvent | undefined;
  #epoch = -1;
  #weights: readonly number[];

  constructor(mix: Mix, ledger: Ledger, settling: Settling, onRunEvent?: OnRunEvent) {
    this.#mix = mix;
    this.#ledger = ledger;
    this.#settling = settling;
    this.#onRunEvent = onRunEvent;
    this.#weights = mix.entries.map(({ share }) => share);
  }

  /**
   * Weights for the document with this ordinal; undefined when the budget is reached before they can be told. Rejects
   * with the signal's reason.
   */
  async forOrdinal(ordinal: number, signal: AbortSignal): Promise<readonly number[] | undefined> {
    if (this.#mix.balance === 'requests') return this.#weights;
    const epoch = epochOf(ordinal);
    if (epoch !== this.#epoch) {
      const weights = await this.#weightsOf(epoch, signal);
      if (weights === undefined) return undefined;
      this.#weights = weights;
      this.#epoch = epoch;
    }
    return this.#weights;
  }

  async #weightsOf(epoch: number, signal: AbortSignal): Promise<readonly number[] | undefined> {
    const { progress } = this.#settling;
    const planned = this.#ledger.epochs.all();
    const stored = planned[epoch];
    if (stored !== undefined) return stored.weights;
    const needed = epoch - EPOCH_LAG < 0 ? 0 : epochEnd(epoch - EPOCH_LAG);
    await this.#settling.until(() => progress.cursor.ordinal >= needed || progress.budgetReached, signal);
    if (progress.cursor.ordinal < needed) return undefined;
    const history: EpochRecord[] = this.#ledger.epochs
      .all()
      .map((past) => (past.epoch > epoch - EPOCH_LAG ? { ...past, tokens: undefined } : past));
    const weights = balancedWeights({
      epoch,
      shares: this.#mix.entries.map(({ share }) => share),
      expectedRatios: this.#mix.entries.map(({ strategy }) => strategy.expectedRatio),
      rewritesPerDocument: this.#mix.rewritesPerDocument,
      history,
    });
    this.#ledger.epochs.plan(epoch, weights);
    const names = this.#mix.entries.map(({ strategy }, index) => [strategy.name, rounded(weights[index] ?? 0)]);
    const first = epoch === 0 ? 0 : epochEnd(epoch - 1);
    this.#onRunEvent?.({ kind: 'epoch.weights', epoch, first_document: first, weights: Object.fromEntries(names) });
    return weights;
  }
}

/** As events show it. */
function rounded(weight: number): number {
  return Math.round(weight * 1e4) / 1e4;
}
