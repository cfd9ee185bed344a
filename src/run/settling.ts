import type { Ledger } from '../ledger/ledger.ts';
import type { StagedOutcome } from '../ledger/outcomes.ts';
import { epochEnd, epochOf } from '../rotation/epochs.ts';
import type { BadRow, Position } from '../vocabulary/document.ts';
import { count, emptyTally, type Progress, type Tally } from './progress.ts';

/** What the schedule announces, in order, and settling consumes in the same order. */
export type Announcement =
  /** A row that makes no tasks: a bad row, or a document that no strategy accepts. */
  | {
      readonly kind: 'skipped';
      readonly position: Position;
      readonly parsed: boolean;
      readonly reason: string;
      readonly bad: BadRow | undefined;
    }
  /** A document and how many tasks it makes (at least one). */
  | { readonly kind: 'document'; readonly position: Position; readonly tasks: number }
  /** The end of an input file. */
  | { readonly kind: 'file-end'; readonly file: number }
  /** The second try of a deferred task. */
  | { readonly kind: 'retry' };

export interface SettlingOptions {
  readonly ledger: Ledger;
  readonly progress: Progress;
  /** Names of the mix's strategies, in its order. */
  readonly strategies: readonly string[];
  /** Records per shard. */
  readonly shardRecords: number;
  /** Accepted generated tokens that end the run; undefined for no budget. */
  readonly budgetTokens: number | undefined;
}

/** Outcomes taken from the ledger at a time. */
const BATCH = 1_000;

/**
 * Settles tasks in schedule order, whatever order they finish in: counters, checkpoints, epochs, the token budget and
 * the freezing of shards all happen here, inside the ledger's group commit, so that none of them depends on timing.
 */
export class Settling {
  readonly #options: SettlingOptions;
  readonly #announced: Announcement[] = [];
  #head = 0;
  /** Tasks of the document at the head that are settled. */
  #settledOfHead: number;
  #waiters: { readonly ready: () => boolean; readonly resolve: () => void }[] = [];
  #ahead = 0;

  constructor(options: SettlingOptions) {
    this.#options = options;
    const { nextTask, cursor } = options.progress;
    this.#settledOfHead = cursor.counted ? nextTask - cursor.firstTask : 0;
  }

  get progress(): Readonly<Progress> {
    return this.#options.progress;
  }

  /** Tasks announced and not settled yet. */
  get ahead(): number {
    return this.#ahead;
  }

  /** Adds the next part of the schedule. After a resume it begins with the document at the cursor. */
  announce(announcement: Announcement): void {
    this.#announced.push(announcement);
    if (announcement.kind === 'document') this.#ahead += announcement.tasks;
    else if (announcement.kind === 'retry') this.#ahead += 1;
    this.#options.ledger.commitSoon();
  }

  /** Resolves once `ready` holds; it is asked now and after every commit. Rejects with the signal's reason. */
  async until(ready: () => boolean, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (ready()) return;
    await new Promise<void>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      this.#waiters.push({
        ready,
        resolve: () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      });
      this.#options.ledger.commitSoon();
    });
  }

  /** Wakes whoever waits for what is now durable; to be called after each commit. */
  wake(): void {
    const [ready, waiting] = [this.#waiters.filter((waiter) => waiter.ready()), this.#waiters];
    this.#waiters = waiting.filter((waiter) => !ready.includes(waiter));
    for (const waiter of ready) waiter.resolve();
  }

  /** Gives every deferred task its number at the end of the schedule, once; everything before must be settled. */
  beginRetries(): void {
    const { ledger, progress } = this.#options;
    if (progress.retrying) return;
    ledger.transaction(() => {
      ledger.deferred.schedule(progress.nextTask);
      progress.retrying = true;
      this.#save();
    });
  }

  /** Makes every final failure that was not its document's fault wait for another try. */
  reopenFailures(): void {
    const { ledger, progress } = this.#options;
    ledger.transaction(() => {
      this.#leaveRetries();
      ledger.shards.forgetFailed();
      for (const { strategy, reason, count: failed } of ledger.deferred.reopen()) {
        for (const tally of this.#tallies(strategy)) {
          tally.failed -= failed;
          tally.deferred += failed;
        }
        count(progress.reasons, reason, -failed);
      }
      this.#save();
    });
  }

  /** Lets the schedule go on where it ended, after the limit or the budget grew. */
  goOn(budgetTokens: number | undefined): void {
    const { ledger, progress } = this.#options;
    ledger.transaction(() => {
      this.#leaveRetries();
      progress.budgetReached = budgetTokens !== undefined && progress.total.acceptedTokens >= budgetTokens;
      this.#save();
    });
  }

  /** Second tries that are still open get new numbers later; what they have cost so far is wasted. */
  #leaveRetries(): void {
    const { ledger, progress } = this.#options;
    if (!progress.retrying) return;
    progress.retrying = false;
    const tokens = ledger.outcomes.deleteFrom(progress.nextTask);
    progress.total.completionTokens += tokens;
    progress.total.wastedTokens += tokens;
    ledger.deferred.unschedule(progress.nextTask);
  }

  /** Ends the schedule where it is settled to: what came after the budget is dropped, what waited has failed. */
  end(): void {
    const { ledger, progress } = this.#options;
    ledger.transaction(() => {
      if (progress.budgetReached) {
        progress.overBudgetTokens += ledger.outcomes.deleteFrom(progress.nextTask);
        for (const { strategy, reason, count: failed } of ledger.deferred.giveUp()) {
          for (const tally of this.#tallies(strategy)) {
            tally.deferred -= failed;
            tally.failed += failed;
          }
          count(progress.reasons, reason, failed);
        }
      }
      for (const kind of ['accepted', 'rejected'] as const) {
        const open = progress[kind];
        if (open.records > 0) ledger.shards.freeze(kind, open.first, progress.nextTask - 1, open.records);
        progress[kind] = { first: progress.nextTask, records: 0 };
      }
      const failed = ledger.deferred.unwritten();
      if (failed > 0) ledger.deferred.assignPart(ledger.shards.freeze('failed', 0, 0, failed));
      this.#save();
    });
  }

  /** Settles all that can be; to be called inside the ledger's transaction. */
  settle(): void {
    const { ledger, progress } = this.#options;
    for (;;) {
      const outcomes = ledger.outcomes.contiguousFrom(progress.nextTask, BATCH);
      const begun = progress.nextTask;
      this.#advance(outcomes);
      if (progress.nextTask - begun < BATCH) break;
    }
    this.#compactQueue();
    this.#save();
  }

  /** Goes through announcements and outcomes side by side until one of them gives out. */
  #advance(outcomes: readonly StagedOutcome[]): void {
    const { progress } = this.#options;
    let taken = 0;
    while (!progress.budgetReached) {
      const head = this.#announced[this.#head];
      if (head === undefined) return;
      switch (head.kind) {
        case 'skipped':
          this.#skip(head);
          break;
        case 'file-end':
          this.#endFile(head.file);
          break;
        case 'retry': {
          const outcome = outcomes[taken];
          if (outcome === undefined) return;
          this.#settleRetry(outcome);
          taken += 1;
          this.#ahead -= 1;
          this.#head += 1;
          break;
        }
        case 'document': {
          const outcome = outcomes[taken];
          if (outcome === undefined) return;
          if (this.#settledOfHead === 0) this.#use();
          this.#settleFirstTry(outcome);
          taken += 1;
          this.#ahead -= 1;
          this.#settledOfHead += 1;
          if (this.#settledOfHead === head.tasks) this.#passDocument(head.position, true);
          break;
        }
      }
    }
  }

  #use(): void {
    const { progress } = this.#options;
    progress.documents += 1;
    progress.fileDocuments += 1;
    progress.used += 1;
    progress.cursor.counted = true;
  }

  #skip(skipped: Extract<Announcement, { kind: 'skipped' }>): void {
    const { progress, ledger } = this.#options;
    progress.documents += 1;
    progress.fileDocuments += 1;
    count(progress.skipped, skipped.reason);
    if (skipped.bad !== undefined) ledger.checkpoints.skip(skipped.bad);
    this.#passDocument(skipped.position, skipped.parsed);
  }

  #passDocument(position: Position, parsed: boolean): void {
    const { progress, ledger, strategies } = this.#options;
    const ordinal = progress.cursor.ordinal + (parsed ? 1 : 0);
    progress.cursor = {
      file: position.file,
      row: position.row + 1,
      ordinal,
      firstTask: progress.nextTask,
      counted: false,
    };
    this.#settledOfHead = 0;
    this.#head += 1;
    const epoch = epochOf(ordinal - 1);
    if (parsed && ordinal === epochEnd(epoch)) {
      ledger.epochs.settle(epoch, progress.epochTokens);
      progress.epochTokens = strategies.map(() => 0);
    }
  }

  #endFile(file: number): void {
    const { progress, ledger } = this.#options;
    ledger.checkpoints.endFile(file, progress.fileDocuments);
    progress.fileDocuments = 0;
    progress.cursor = { ...progress.cursor, file: file + 1, row: 0 };
    this.#head += 1;
  }

  #settleFirstTry(outcome: StagedOutcome): void {
    const { progress, ledger } = this.#options;
    for (const tally of this.#tallies(outcome.strategy)) tally.planned += 1;
    if (outcome.status === 'deferred') {
      this.#bill(outcome);
      for (const tally of this.#tallies(outcome.strategy)) tally.deferred += 1;
      this.#addToEpoch(outcome);
      ledger.outcomes.delete(outcome.task);
      progress.nextTask += 1;
      return;
    }
    this.#settleFinal(outcome);
    if (outcome.status === 'accepted') this.#addToEpoch(outcome);
  }

  #settleRetry(outcome: StagedOutcome): void {
    const { progress, ledger } = this.#options;
    for (const tally of this.#tallies(outcome.strategy)) tally.deferred -= 1;
    if (outcome.status !== 'deferred') {
      ledger.deferred.resolve(outcome.task);
      this.#settleFinal(outcome);
      return;
    }
    this.#bill(outcome);
    for (const tally of this.#tallies(outcome.strategy)) tally.failed += 1;
    count(progress.reasons, outcome.reason ?? '');
    ledger.deferred.fail(outcome.task);
    progress.nextTask += 1;
  }

  #settleFinal(outcome: StagedOutcome): void {
    const { progress, budgetTokens } = this.#options;
    this.#bill(outcome);
    const accepted = outcome.status === 'accepted';
    for (const tally of this.#tallies(outcome.strategy)) {
      if (outcome.status === 'accepted') tally.accepted += 1;
      else if (outcome.status === 'rejected') tally.rejected += 1;
      else tally.failed += 1;
      if (accepted) tally.acceptedTokens += outcome.generatedTokens;
    }
    if (!accepted) count(progress.reasons, outcome.reason ?? '');
    progress.nextTask += 1;
    this.#fill(accepted ? 'accepted' : 'rejected', outcome.task);
    if (budgetTokens !== undefined && progress.total.acceptedTokens >= budgetTokens) progress.budgetReached = true;
  }

  /** Counts a record into the open shard of its kind and freezes the shard when it is full. */
  #fill(kind: 'accepted' | 'rejected', task: number): void {
    const { progress, ledger, shardRecords } = this.#options;
    const open = progress[kind];
    open.records += 1;
    if (open.records < shardRecords) return;
    ledger.shards.freeze(kind, open.first, task, open.records);
    progress[kind] = { first: task + 1, records: 0 };
  }

  #bill(outcome: StagedOutcome): void {
    for (const tally of this.#tallies(outcome.strategy)) {
      tally.promptTokens += outcome.promptTokens;
      tally.completionTokens += outcome.completionTokens;
      tally.wastedTokens += outcome.wastedTokens;
      tally.unbilledAttempts += outcome.unbilledAttempts;
    }
  }

  #addToEpoch(outcome: StagedOutcome): void {
    const { progress, strategies } = this.#options;
    const index = strategies.indexOf(outcome.strategy);
    progress.epochTokens[index] = (progress.epochTokens[index] ?? 0) + outcome.generatedTokens;
  }

  #tallies(strategy: string): [Tally, Tally] {
    const { progress } = this.#options;
    const own = (progress.strategies[strategy] ??= emptyTally());
    return [progress.total, own];
  }

  #save(): void {
    const { ledger, progress } = this.#options;
    ledger.checkpoints.setState('progress', JSON.stringify(progress));
  }

  #compactQueue(): void {
    if (this.#head < 10_000 && this.#head < this.#announced.length) return;
    this.#announced.splice(0, this.#head);
    this.#head = 0;
  }
}
