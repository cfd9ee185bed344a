import { setMaxListeners } from 'node:events';
import { printOf, type TextPrint } from '../text/text-print.ts';
import { RewriteError } from '../vocabulary/error.ts';
import type { AcceptedRecord, Outcome } from '../vocabulary/outcome.ts';
import type { Task } from '../vocabulary/task.ts';
import { deferredBody, expectedTokens } from './deferred-body.ts';
import { reopenFailures } from './turning-points.ts';
import { UNPROCESSABLE } from './unprocessable.ts';
import { FailingGate } from './failing-gate.ts';
import { Flights } from './flights.ts';
import { perform, type Workshop } from './perform.ts';
import { type ScheduledTask, type ScheduleOptions, schedule } from './schedule.ts';
import type { Sealing } from './sealing.ts';

export interface EngineOptions extends ScheduleOptions, Workshop {
  readonly sealing: Sealing;
  /** Aborted to begin no more tasks (a first SIGINT, say). */
  readonly stop: AbortSignal;
  /** Milliseconds that tasks under way get to finish after a stop. */
  readonly drainMs: number;
  /** Told of every finished task, in the order they finish. */
  readonly onOutcome: (outcome: Outcome) => void;
  /** Told of every group commit, and how long it took. */
  readonly onCommit?: (ms: number) => void;
  /** Told when the last task has begun. */
  readonly onScheduled?: () => void;
}

/** Frozen shards that may wait for the disk before tasks do. */
const MOST_UNSEALED = 2;

/**
 * The whole pipeline: tasks are pulled from the schedule as slots come free, performed side by side, staged in the
 * ledger as they finish and settled there in order. Resolves to `complete` when nothing is left to settle, and to
 * `stopped` after a stop, everything that finished in time being durable. Rejects with what ends a run early (an
 * outage, a gate, a full disk, a changed input), in the same state.
 */
export async function runEngine(options: EngineOptions): Promise<'complete' | 'stopped'> {
  const { ledger, settling, sealing, slots, builtInSlots, judges, meaning } = options;
  const halt = new AbortController();
  const cancel = new AbortController();
  // Every request in flight may listen: that is no leak.
  setMaxListeners(0, cancel.signal);
  let error: unknown;
  const fail = (cause: unknown) => {
    error ??= cause;
    halt.abort(cause);
  };
  const begin = AbortSignal.any([options.stop, halt.signal]);
  const flights = new Flights((cause) => {
    if (!cancel.signal.aborted) fail(cause);
  });
  const gate = new FailingGate();
  ledger.onCommit({
    settle: () => settling.settle(),
    committed: (ms) => {
      options.onCommit?.(ms);
      for (const opening of settling.quality.takeWarnings()) {
        options.onRunEvent?.({ kind: 'collapse.warning', ...opening });
      }
      const { stop } = settling.quality;
      if (stop !== undefined) fail(stop);
      settling.wake();
      sealing.start();
    },
    failed: fail,
  });

  const finish = (outcome: Outcome, { task, siblings }: ScheduledTask) => {
    const again = outcome.status === 'failed' && !outcome.ofDocument;
    const deferred = again ? { body: deferredBody(task), expectedTokens: expectedTokens(task) } : undefined;
    const print = outcome.status === 'accepted' ? printOfRecord(outcome.record, task, siblings) : undefined;
    ledger.stage({ task: task.number, outcome, deferred, print });
    options.onOutcome(outcome);
    const unprocessable = outcome.status === 'failed' && outcome.record.reason === UNPROCESSABLE;
    if (gate.note(again || unprocessable)) fail(gateError(outcome));
  };

  let drain: NodeJS.Timeout | undefined;
  const startDraining = () => {
    drain = setTimeout(() => cancel.abort(begin.reason), options.drainMs);
  };
  begin.addEventListener('abort', startDraining);
  let scheduled = false;
  try {
    for await (const next of schedule(options, begin)) {
      await slots.room(begin);
      await builtInSlots?.room(begin);
      await sealing.keepUp(MOST_UNSEALED);
      await judges.keepUp(begin);
      await meaning?.keepUp(begin);
      begin.throwIfAborted();
      flights.launch(async () => {
        const { outcome } = await perform(next.task, next.earlier, options, cancel.signal);
        finish(outcome, next);
      });
    }
    scheduled = true;
  } catch (cause) {
    if (!begin.aborted) fail(cause);
  }
  options.onScheduled?.();
  await flights.landed();
  // Nothing is left to drain: what stops the run from here on must not keep the process waiting.
  begin.removeEventListener('abort', startDraining);
  clearTimeout(drain);
  try {
    ledger.commit();
  } catch (cause) {
    fail(cause);
  }
  await sealing.settled();
  if (error instanceof RewriteError && error.code === 'gate') reopenFailures(ledger, options.progress, 'unwritten');
  if (error !== undefined) throw error;
  return scheduled && !cancel.signal.aborted ? 'complete' : 'stopped';
}

/** What settling compares an accepted record by. */
function printOfRecord({ text }: AcceptedRecord, { source, strategy }: Task, siblings: boolean): TextPrint {
  return printOf(text, strategy.output.withSource ? text.slice(source.trimEnd().length).trimStart() : text, siblings);
}

function gateError(last: Outcome): RewriteError {
  const detail = 'detail' in last.record ? `${last.record.reason}: ${last.record.detail}` : '';
  return new RewriteError(
    'gate',
    `More than half of the last 1,000 tasks failed for other than their document's fault (last: ${detail}). They will be tried again: mend the server, then run the same command.`,
  );
}
