import type { Ledger } from '../ledger/ledger.ts';
import type { StagedOutcome } from '../ledger/outcomes.ts';
import { usageError } from '../vocabulary/error.ts';
import type { Task } from '../vocabulary/task.ts';
import type { Effort } from './conclude.ts';
import { deferredBody } from './deferred-body.ts';

/** A task of the schedule whose record stands in a file. */
interface Met {
  readonly hash: bigint;
  readonly recordId: string;
  /** The effort of an earlier try that is in the books already. */
  readonly earlier: Effort;
  /** The task as JSON, for a final failure that may be tried again. */
  readonly body: string | undefined;
}

/**
 * Tasks whose records stand in sealed files that the ledger did not know: it was rebuilt, or is older than the files.
 * The schedule meets each again and does not perform it; settling enters it in its place, and puts it into no file.
 * What is met and not settled is held in memory, about 100 bytes each.
 */
export class Standing {
  readonly #ledger: Ledger;
  readonly #met = new Map<number, Met>();
  /** Records that the schedule has not met; counted when it begins. */
  #ahead: number | undefined;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Whether there are records that are not settled. */
  get some(): boolean {
    return this.#left() > 0 || this.#met.size > 0;
  }

  /**
   * Whether a task need not be performed, since its record stands. `earlier`: what a first try took, which is in the
   * books. Throws a usage error when it was another task then.
   */
  meet(task: Task, earlier: Effort): boolean {
    const left = this.#left();
    if (left === 0) return false;
    const found = this.#ledger.standing.find(task.recordId);
    if (found === undefined) return false;
    if (found.taskSha !== task.sha) {
      throw usageError(
        `The record ${task.recordId} in part ${found.part} of ${found.kind === 'accepted' ? 'shards' : 'rejects'} was made from another text or with other settings (task_sha ${found.taskSha}, now ${task.sha}). Restore the input, or choose another --out.`,
      );
    }
    const body = found.kind === 'failed' ? deferredBody(task) : undefined;
    this.#met.set(task.number, { hash: found.hash, recordId: task.recordId, earlier, body });
    this.#ahead = left - 1;
    return true;
  }

  /** The unbroken row of tasks, from `task` on, whose records stand; at most `limit` of them. */
  contiguousFrom(task: number, limit: number): StagedOutcome[] {
    const outcomes: StagedOutcome[] = [];
    if (this.#met.size === 0) return outcomes;
    for (let next = task; outcomes.length < limit; next++) {
      const met = this.#met.get(next);
      const found = met === undefined ? undefined : this.#ledger.standing.find(met.hash);
      if (met === undefined || found === undefined) break;
      const completionTokens = Math.max(0, found.completionTokens - met.earlier.usage.completionTokens);
      outcomes.push({
        task: next,
        recordId: met.recordId,
        status: found.status,
        strategy: found.strategy,
        reason: found.reason,
        generatedTokens: found.generatedTokens,
        promptTokens: Math.max(0, found.promptTokens - met.earlier.usage.promptTokens),
        completionTokens,
        // What an accepted record's attempts before its last were billed, and what attempts went unbilled, stands in
        // no record.
        wastedTokens: found.status === 'accepted' ? 0 : completionTokens,
        unbilledAttempts: 0,
        opening: found.opening,
        sketch: found.sketch,
      });
    }
    return outcomes;
  }

  /** Whether a task's record stands, and is not settled. */
  has(task: number): boolean {
    return this.#met.has(task);
  }

  /**
   * Strikes out a task that is settled, and keeps a final failure for `--retry-failed`. Returns whether its record
   * stands: it must go into no other file. To be called inside a transaction. `second`: it was the second try.
   */
  settle(task: number, second: boolean): boolean {
    const met = this.#met.get(task);
    if (met === undefined) return false;
    const { standing, deferred } = this.#ledger;
    const found = standing.find(met.hash);
    if (met.body !== undefined && found?.record) {
      const { strategy, record, part } = found;
      if (second) deferred.failInFile(task, record, part);
      else deferred.insertFailed({ number: task, strategy, body: met.body }, record, part);
    } else if (second) {
      deferred.resolve(task);
    }
    standing.delete(met.hash);
    this.#met.delete(task);
    return true;
  }

  /** The schedule is at its end. Throws a usage error when there are records that belong to none of its tasks. */
  checkAllMet(): void {
    const left = this.#left();
    if (left === 0) return;
    throw usageError(
      `${left} records stand in sealed files that this input and these settings do not make. Restore the input as it was when they were written. If it is as it was, the ledger is not of these files: move ${this.#ledger.path} away, \`rewrite verify --repair\` the run directory, and run the same command again.`,
    );
  }

  #left(): number {
    this.#ahead ??= this.#ledger.standing.count();
    return this.#ahead;
  }
}
