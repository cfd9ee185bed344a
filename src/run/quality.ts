import type { Ledger } from '../ledger/ledger.ts';
import type { StagedOutcome } from '../ledger/outcomes.ts';
import { RewriteError } from '../vocabulary/error.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import { Collapse, type RepeatedOpening } from './collapse.ts';
import { WINDOW } from './collapse-tally.ts';
import { DUPLICATE, Duplicates } from './duplicates.ts';
import type { Progress } from './progress.ts';
import { RejectionGate, type TooManyRejected } from './rejection-gate.ts';

/** What is asked of a run's texts taken together. */
export interface QualityBounds {
  /** Whether texts that repeat others are rejected. */
  readonly rejectDuplicates: boolean;
  /** Share of a strategy's last 1,000 tasks, above which its rejections stop the run; undefined for no gate. */
  readonly maxRejected: number | undefined;
  /** Identical openings in 1,000 texts of a strategy, above which they stop the run; undefined for no gate. */
  readonly collapseGate: number | undefined;
}

export interface QualityOptions {
  readonly ledger: Ledger;
  readonly progress: Progress;
  /** The mix's strategies, in its order. */
  readonly strategies: readonly Strategy[];
  readonly bounds: QualityBounds;
}

/**
 * Whatever looks at more than one output: duplicates, the collapse watch, the gates. It sees every task once, in the order
 * of settling and inside the ledger's transaction, so that nothing it decides depends on timing.
 */
export class Quality {
  readonly #options: QualityOptions;
  readonly #duplicates: Duplicates | undefined;
  readonly #collapse: Collapse;
  readonly #rejections: RejectionGate | undefined;

  constructor(options: QualityOptions) {
    this.#options = options;
    const { ledger, progress, bounds } = options;
    const strategies = new Map(options.strategies.map((strategy) => [strategy.name, strategy]));
    if (bounds.rejectDuplicates) this.#duplicates = new Duplicates(ledger, progress, strategies);
    this.#collapse = new Collapse({ ledger, progress, strategies, gate: bounds.collapseGate });
    if (bounds.maxRejected !== undefined) this.#rejections = new RejectionGate(bounds.maxRejected);
  }

  /**
   * Takes the next outcome. Returns it as it was or, where it was accepted and repeats another record, as the rejection
   * that it becomes. `stands`: its record is in a sealed file, so that nothing is left to decide.
   */
  review(arrived: StagedOutcome, stands: boolean): StagedOutcome {
    const outcome = this.#compare(arrived, stands);
    if (outcome.status === 'accepted') this.#collapse.take(outcome, stands);
    if (!stands && outcome.status !== 'deferred') this.#rejections?.note(outcome);
    return outcome;
  }

  /** The document of the last outcomes is settled. */
  passDocument(): void {
    this.#duplicates?.passDocument();
  }

  /** Keeps what is needed to go on after an interruption; to be called before the transaction ends. */
  save(): void {
    this.#collapse.save();
  }

  /** Openings that came to be repeated too often since this was last asked. */
  takeWarnings(): RepeatedOpening[] {
    return this.#collapse.takeWarnings();
  }

  /** Why the run must stop: a RewriteError `gate` for people, or undefined. */
  get stop(): RewriteError | undefined {
    if (this.#rejections?.tripped !== undefined) {
      return new RewriteError('gate', this.#describeRejections(this.#rejections.tripped));
    }
    const { tripped } = this.#collapse;
    return tripped === undefined ? undefined : new RewriteError('gate', this.#describeCollapse(tripped));
  }

  #compare(outcome: StagedOutcome, stands: boolean): StagedOutcome {
    if (outcome.status !== 'accepted') return outcome;
    const repeats = this.#duplicates?.take(outcome, stands);
    if (repeats === undefined) return outcome;
    this.#options.ledger.outcomes.reject(outcome.task, DUPLICATE, repeats);
    return { ...outcome, status: 'rejected', reason: DUPLICATE, wastedTokens: outcome.completionTokens };
  }

  #describeRejections({ strategy, tasks, rejected, reasons, examples }: TooManyRejected): string {
    const { ledger, bounds } = this.#options;
    const most = reasons.map(([reason, n]) => `${reason} ${n}`).join(', ');
    const shown = examples.map(({ task, recordId }) => {
      const why = ledger.outcomes.whyRejected(task);
      return why === undefined ? recordId : `${recordId} (${why.reason}: ${why.detail})`;
    });
    return `${rejected} of the last ${tasks} tasks of ${strategy} were rejected, more than --max-rejected ${bounds.maxRejected} lets pass in ${WINDOW} (${most}). The last: ${shown.join('; ')}. What is done is kept: look at these, then run the same command again, with another --max-rejected or without it.`;
  }

  #describeCollapse({ strategy, count, texts, words, record }: RepeatedOpening): string {
    const { collapseGate } = this.#options.bounds;
    const opening = words === '' ? `like ${record}` : `with "${words}" (${record}, say)`;
    return `${count} of ${texts} accepted texts of ${strategy} begin ${opening}, and --collapse-gate lets ${collapseGate} in ${WINDOW} pass. What is done is kept: look at these, then run the same command again (the gate is set again with the next thousand), with another --collapse-gate or without it.`;
  }
}
