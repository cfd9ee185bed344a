import type { Ledger } from '../ledger/ledger.ts';
import type { StagedOutcome } from '../ledger/outcomes.ts';
import { epochEnd, epochOf } from '../rotation/epochs.ts';
import type { BadRow, Position } from '../vocabulary/document.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import { enterFirstTry, enterSecondTry } from './accounts.ts';
import { count, type Progress } from './progress.ts';
import { Quality, type QualityBounds } from './quality.ts';
import { Standing } from './standing.ts';
import { saveProgress } from './turning-points.ts';

/** What the schedule announces, in order, and settling consumes in the same order. */
export type Announcement =
  /**
   * A row that makes no tasks: a bad row, or a document that no strategy accepts. `rows`: so many of them, `position`
   * being the last one's; one where it is left out.
   */
  | {
      readonly kind: 'skipped';
      readonly rows?: number;
      readonly position: Position;
      readonly parsed: boolean;
      readonly reason: string;
      readonly bad: BadRow | undefined;
    }
  /** A document and, for each task it makes (at least one), the estimated tokens of its source. */
  | {
      readonly kind: 'document';
      readonly position: Position;
      readonly sourceTokens: readonly number[];
      /** Tokens that are planned for judging up to its last task. */
      readonly plannedJudging: number;
    }
  /** The end of an input file. */
  | { readonly kind: 'file-end'; readonly file: number }
  /** The second try of a deferred task. */
  | { readonly kind: 'retry'; readonly sourceTokens: number };

export interface SettlingOptions {
  readonly ledger: Ledger;
  readonly progress: Progress;
  /** The mix's strategies, in its order. */
  readonly strategies: readonly Strategy[];
  /** What is asked of the texts taken together. */
  readonly quality: QualityBounds;
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
  /** Records that stand in files that the ledger did not know. */
  readonly standing: Standing;
  /** What looks at more than one output. */
  readonly quality: Quality;
  readonly #options: SettlingOptions;
  readonly #names: readonly string[];
  readonly #announced: Announcement[] = [];
  #head = 0;
  /** Tasks of the document at the head that are settled. */
  #settledOfHead: number;
  #waiters: { readonly ready: () => boolean; readonly resolve: () => void }[] = [];

  constructor(options: SettlingOptions) {
    this.#options = options;
    const { ledger, progress, strategies } = options;
    this.standing = new Standing(ledger);
    this.#names = strategies.map(({ name }) => name);
    this.quality = new Quality({ ledger, progress, strategies, bounds: options.quality });
    const { nextTask, cursor } = progress;
    this.#settledOfHead = cursor.counted ? nextTask - cursor.firstTask : 0;
  }

  get progress(): Readonly<Progress> {
    return this.#options.progress;
  }

  /** Announcements that are not settled yet. */
  get queued(): number {
    return this.#announced.length - this.#head;
  }

  /** Whether everything that was announced is settled. */
  get caughtUp(): boolean {
    return this.queued === 0;
  }

  /** Adds the next part of the schedule. After a resume it begins with the document at the cursor. */
  announce(announcement: Announcement): void {
    this.#announced.push(announcement);
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

  /** Settles all that can be; to be called inside the ledger's transaction. */
  settle(): void {
    const { ledger, progress } = this.#options;
    for (;;) {
      const begun = progress.nextTask;
      // What stands and what is staged may take turns.
      const mixed = this.standing.some;
      const standing = this.standing.contiguousFrom(begun, BATCH);
      this.#advance(standing.length > 0 ? standing : ledger.outcomes.contiguousFrom(begun, BATCH));
      const settled = progress.nextTask - begun;
      if (settled === 0 || (settled < BATCH && !mixed)) break;
    }
    this.#compactQueue();
    this.quality.save();
    saveProgress(ledger, progress);
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
          this.#settleRetry(outcome, head.sourceTokens);
          taken += 1;
          break;
        }
        case 'document': {
          const outcome = outcomes[taken];
          if (outcome === undefined) return;
          if (this.#settledOfHead === 0) this.#use();
          this.#settleFirstTry(outcome, head.sourceTokens[this.#settledOfHead] ?? 0);
          taken += 1;
          this.#settledOfHead += 1;
          if (this.#settledOfHead === head.sourceTokens.length) {
            progress.cursor.plannedJudging = head.plannedJudging;
            this.#passDocument(head.position, true);
          }
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
    const { rows = 1 } = skipped;
    progress.documents += rows;
    progress.fileDocuments += rows;
    count(progress.skipped, skipped.reason, rows);
    if (skipped.bad !== undefined) ledger.checkpoints.skip(skipped.bad);
    this.#passDocument(skipped.position, skipped.parsed);
  }

  #passDocument(position: Position, parsed: boolean): void {
    const { progress, ledger } = this.#options;
    const ordinal = progress.cursor.ordinal + (parsed ? 1 : 0);
    progress.cursor = {
      ...progress.cursor,
      file: position.file,
      row: position.row + 1,
      ordinal,
      firstTask: progress.nextTask,
      counted: false,
    };
    this.#settledOfHead = 0;
    this.#head += 1;
    this.quality.passDocument();
    const epoch = epochOf(ordinal - 1);
    if (parsed && ordinal === epochEnd(epoch)) {
      ledger.epochs.settle(epoch, progress.epochTokens);
      progress.epochTokens = this.#names.map(() => 0);
    }
  }

  #endFile(file: number): void {
    const { progress, ledger } = this.#options;
    ledger.checkpoints.endFile(file, progress.fileDocuments);
    progress.fileDocuments = 0;
    progress.cursor = { ...progress.cursor, file: file + 1, row: 0 };
    this.#head += 1;
  }

  #settleFirstTry(arrived: StagedOutcome, sourceTokens: number): void {
    const { progress, ledger } = this.#options;
    const outcome = this.quality.review(arrived, this.standing.has(arrived.task));
    enterFirstTry(progress, outcome, sourceTokens);
    if (outcome.status === 'accepted' || outcome.status === 'deferred') this.#addToEpoch(outcome);
    if (outcome.status === 'deferred') ledger.outcomes.delete(outcome.task);
    else if (!this.standing.settle(outcome.task, false)) this.#fill(outcome);
    this.#pass();
  }

  #settleRetry(arrived: StagedOutcome, sourceTokens: number): void {
    const { progress, ledger } = this.#options;
    const outcome = this.quality.review(arrived, this.standing.has(arrived.task));
    enterSecondTry(progress, outcome, sourceTokens);
    if (outcome.status === 'deferred') {
      ledger.deferred.fail(outcome.task);
    } else if (!this.standing.settle(outcome.task, true)) {
      ledger.deferred.resolve(outcome.task);
      this.#fill(outcome);
    }
    this.#head += 1;
    this.#pass();
  }

  /** Moves the frontier past a task, and sees whether it was the one that fills the budget. */
  #pass(): void {
    const { progress, budgetTokens } = this.#options;
    progress.nextTask += 1;
    // A ledger that was rebuilt may settle in another order: the budget ends nothing before all that stands is in.
    if (budgetTokens === undefined || this.standing.some) return;
    if (progress.total.acceptedTokens >= budgetTokens) progress.budgetReached = true;
  }

  /** Counts a record into the open shard of its kind and freezes the shard when it is full. */
  #fill({ status, task }: StagedOutcome): void {
    const { progress, ledger, shardRecords } = this.#options;
    const kind = status === 'accepted' ? 'accepted' : 'rejected';
    const open = progress[kind];
    open.records += 1;
    if (open.records < shardRecords) return;
    ledger.shards.freeze(kind, open.first, task, open.records);
    progress[kind] = { first: task + 1, records: 0 };
  }

  #addToEpoch(outcome: StagedOutcome): void {
    const { progress } = this.#options;
    const index = this.#names.indexOf(outcome.strategy);
    progress.epochTokens[index] = (progress.epochTokens[index] ?? 0) + outcome.generatedTokens;
  }

  #compactQueue(): void {
    if (this.#head < 10_000 && this.#head < this.#announced.length) return;
    this.#announced.splice(0, this.#head);
    this.#head = 0;
  }
}
