import type { Ledger } from '../ledger/ledger.ts';
import { createSampler, type Sampler, type SamplingPlan } from '../meaning/sampler.ts';
import type { BadRow, SourceDocument } from '../vocabulary/document.ts';
import { RewriteError, usageError } from '../vocabulary/error.ts';
import type { Mix, Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { NOT_CHOSEN } from './chosen-input.ts';
import { type Effort, NO_EFFORT } from './conclude.ts';
import { expectedTokens, revive } from './deferred-body.ts';
import type { ReadShare } from './eta.ts';
import { MOST_AHEAD } from './most-ahead.ts';
import { type PartOptions, readPartOfFile, rowsBetween, takesFile } from './part.ts';
import { type DocumentPlan, planDocument, type PlanOptions } from './plan-document.ts';
import type { Progress } from './progress.ts';
import type { OnRunEvent } from './run-events.ts';
import type { Settling } from './settling.ts';
import { beginRetries } from './turning-points.ts';
import { describeBug, UNPROCESSABLE } from './unprocessable.ts';
import { EpochWeights } from './weights.ts';

export interface ScheduleOptions extends PartOptions {
  readonly mix: Mix;
  readonly seed: number;
  /** Parsed documents that end the schedule. */
  readonly limit: number | undefined;
  readonly budgetTokens: number | undefined;
  /** Which rewrites are put to checks of meaning; undefined: none. */
  readonly sampling: SamplingPlan | undefined;
  readonly modelNames: Readonly<Record<string, string>>;
  readonly ledger: Ledger;
  readonly progress: Progress;
  readonly settling: Settling;
  /** Told of an exception that one text provoked: a bug, which the run survives. */
  readonly onBug: (cause: unknown, where: string) => void;
  /** Told of what was read, for the ETA. */
  readonly readShare: ReadShare;
  /** Told when an epoch is planned and when second tries begin. */
  readonly onRunEvent?: OnRunEvent;
}

/** A task to perform now, and what earlier tries of it took. */
export interface ScheduledTask {
  readonly task: Task;
  readonly earlier: Effort;
  /** Whether other tasks of the document are settled beside it. */
  readonly siblings: boolean;
}

/** Bad rows, with no good one before them, that show that the command is wrong. */
const HOPELESS = 1_000;

/** Deferred tasks taken from the ledger at a time. */
const RETRY_PAGE = 100;

/**
 * Every task that is still to be performed, in schedule order, read and made only as they are asked for: first the
 * documents from the settled frontier on, then the second tries. Announces each document to settling before its first
 * task. Waits where the schedule depends on what is settled. Ends at the limit, at the budget or at the end.
 */
export async function* schedule(options: ScheduleOptions, signal: AbortSignal): AsyncGenerator<ScheduledTask> {
  const { settling } = options;
  if (!settling.progress.retrying) yield* scheduleDocuments(options, signal);
  if (!settling.progress.budgetReached) yield* scheduleRetries(options, signal);
  settling.standing.checkAllMet();
}

async function* scheduleDocuments(options: ScheduleOptions, signal: AbortSignal): AsyncGenerator<ScheduledTask> {
  const { settling, ledger, mix } = options;
  const frontier = settling.progress.nextTask;
  const weights = new EpochWeights(mix, ledger, settling, options.onRunEvent);
  const staged = ledger.outcomes.lastTask();
  const { cursor } = settling.progress;
  let { ordinal, firstTask } = cursor;
  const sampler = options.sampling && createSampler(options.sampling, cursor.plannedJudging ?? 0);
  let firstBad: BadRow | undefined;
  let badRows = 0;
  for (const fileIndex of options.files.keys()) {
    if (fileIndex < cursor.file || !takesFile(options, fileIndex)) continue;
    if (atLimit(options, ordinal)) return;
    const fromRow = fileIndex === cursor.file ? cursor.row : 0;
    const passOver = passingOver(options, fileIndex, fromRow);
    for await (const row of readPartOfFile(options, fileIndex, fromRow)) {
      signal.throwIfAborted();
      await settling.until(() => settling.queued < MOST_AHEAD || settling.progress.budgetReached, signal);
      if (settling.progress.budgetReached) return;
      passOver((row.kind === 'bad' ? row.bad : row.document).position.row);
      if (row.kind === 'bad') {
        const { position, reason } = row.bad;
        firstBad ??= row.bad;
        badRows += 1;
        if (ordinal === 0 && badRows === HOPELESS) throw nothingReadable(options, firstBad);
        settling.announce({ kind: 'skipped', position, parsed: false, reason, bad: row.bad });
        continue;
      }
      const { document } = row;
      const { position } = document;
      if (!ledger.documentIds.claim(document.id, ordinal)) {
        const reason = 'input.duplicate_id';
        const detail = `the id ${JSON.stringify(document.id)} was met before`;
        settling.announce({ kind: 'skipped', position, parsed: false, reason, bad: { position, reason, detail } });
        continue;
      }
      options.readShare.document(document.text.length);
      const current = await weights.forOrdinal(ordinal, signal);
      if (current === undefined) return;
      const plan = planSafely(document, { ...options, weights: current, firstTask });
      if (plan.kind === 'skip') {
        const { reason, detail } = plan;
        const bad = detail === undefined ? undefined : { position, reason, detail };
        settling.announce({ kind: 'skipped', position, parsed: true, reason, bad });
      } else {
        const tasks = plan.tasks.map((task) => withChecks(task, sampler));
        const sourceTokens = tasks.map((task) => task.sourceTokens);
        settling.announce({ kind: 'document', position, sourceTokens, plannedJudging: sampler?.planned ?? 0 });
        for (const task of tasks) {
          if (task.number < frontier) continue;
          if (task.number <= staged && isStaged(options, task)) continue;
          if (settling.standing.some) {
            await settling.until(() => task.number - settling.progress.nextTask < MOST_AHEAD, signal);
            if (settling.standing.meet(task, NO_EFFORT)) continue;
          }
          await roomAhead(options, task, signal);
          if (settling.progress.budgetReached) return;
          yield { task, earlier: NO_EFFORT, siblings: plan.tasks.length > 1 };
        }
        firstTask += plan.tasks.length;
      }
      ordinal += 1;
      if (atLimit(options, ordinal)) return;
    }
    passOver(options.chosen?.rowsOf[fileIndex] ?? 0);
    options.readShare.fileEnd(fileIndex, fromRow === 0);
    settling.announce({ kind: 'file-end', file: fileIndex });
  }
  if (ordinal === 0 && firstBad !== undefined) throw nothingReadable(options, firstBad);
}

async function* scheduleRetries(options: ScheduleOptions, signal: AbortSignal): AsyncGenerator<ScheduledTask> {
  const { settling, ledger, mix } = options;
  await settling.until(() => settling.caughtUp || settling.progress.budgetReached, signal);
  if (settling.progress.budgetReached) return;
  const { deferred: waiting } = settling.progress.total;
  if (!settling.progress.retrying && waiting > 0) options.onRunEvent?.({ kind: 'second_tries.begun', tasks: waiting });
  beginRetries(ledger, options.progress);
  const strategies = new Map<string, Strategy>(mix.entries.map(({ strategy }) => [strategy.name, strategy]));
  let last = settling.progress.nextTask - 1;
  for (;;) {
    const page = ledger.deferred.scheduledAfter(last, RETRY_PAGE);
    if (page.length === 0) return;
    for (const deferred of page) {
      const { task, earlier } = revive(deferred, strategies);
      last = task.number;
      settling.announce({ kind: 'retry', sourceTokens: task.sourceTokens });
      if (ledger.outcomes.shaOf(task.number) !== undefined) continue;
      if (settling.standing.meet(task, earlier)) continue;
      await roomAhead(options, task, signal);
      if (settling.progress.budgetReached) return;
      // Of its document, other tasks may have their second try beside it.
      yield { task, earlier, siblings: true };
    }
  }
}

/** A task with the checks that its rewrite will be put to: none for programs, which leave the source's own words. */
export function withChecks(task: Task, sampler: Sampler | undefined): Task {
  if (task.strategy.output.kind !== 'text') return task;
  const checks = sampler?.next({ ...task, expectedTokens: expectedTokens(task) }) ?? [];
  return checks.length === 0 ? task : { ...task, checks };
}

/** Announces the rows that no selection chose, up to the one it is called with; each once. */
function passingOver(options: ScheduleOptions, file: number, fromRow: number): (row: number) => void {
  const { chosen, settling } = options;
  let next = fromRow;
  return (row) => {
    if (chosen === undefined) return;
    const rows = rowsBetween(options, next, row);
    if (rows > 0) {
      const position = { file, row: row - 1 };
      settling.announce({ kind: 'skipped', rows, position, parsed: false, reason: NOT_CHOSEN, bad: undefined });
    }
    next = Math.max(next, row + 1);
  };
}

/** The document's plan; a rule of ours that throws costs the one document, never the run. */
function planSafely(document: SourceDocument, options: PlanOptions & ScheduleOptions): DocumentPlan {
  try {
    return planDocument(document, options);
  } catch (cause) {
    if (cause instanceof RewriteError) throw cause;
    options.onBug(cause, document.id);
    return { kind: 'skip', reason: UNPROCESSABLE, detail: describeBug(cause) };
  }
}

/** When not one row could be read, the command is wrong (the text column, say), not the documents. */
function nothingReadable({ files }: ScheduleOptions, { position, reason, detail }: BadRow): RewriteError {
  const place = `${files[position.file]?.label ?? position.file}, row ${position.row}`;
  return usageError(`No document could be read from the input. The first row: ${place}: ${reason}: ${detail}`);
}

function atLimit({ limit }: ScheduleOptions, ordinal: number): boolean {
  return limit !== undefined && ordinal >= limit;
}

/** Whether a task's outcome arrived before an interruption. Throws a usage error when it was another task then. */
function isStaged({ ledger, files }: ScheduleOptions, task: Task): boolean {
  const sha = ledger.outcomes.shaOf(task.number);
  if (sha === undefined) return false;
  if (sha === task.sha) return true;
  const { file, row } = task.document.position;
  throw usageError(
    `${files[file]?.label ?? file}, row ${row}: the document ${JSON.stringify(task.document.id)} is not what it was when this run began (task ${task.recordId}: ${sha}, now ${task.sha}). Restore the input, or choose another --out.`,
  );
}

/** Waits until a task may start: not too far ahead of what is settled, and not past what the budget will need. */
async function roomAhead({ settling, budgetTokens }: ScheduleOptions, task: Task, signal: AbortSignal): Promise<void> {
  await settling.until(() => {
    const { nextTask, total, budgetReached } = settling.progress;
    const ahead = task.number - nextTask;
    if (ahead <= 0 || budgetReached) return true;
    if (ahead >= MOST_AHEAD) return false;
    if (budgetTokens === undefined) return true;
    const measured = total.acceptedTokens / total.planned;
    const perTask = total.planned >= 20 ? measured : expectedTokens(task);
    return total.acceptedTokens + ahead * perTask < budgetTokens;
  }, signal);
}
