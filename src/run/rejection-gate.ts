import type { StagedOutcome } from '../ledger/outcomes.ts';
import { count } from './progress.ts';

/** Settled tasks of a strategy that the gate looks back on. */
const WINDOW = 1_000;

/** Reasons, and examples, that are told of. */
const TOLD = 3;

/** A strategy whose rejections passed the bound. */
export interface TooManyRejected {
  readonly strategy: string;
  /** Tasks looked back on, at most 1,000, and those of them that were rejected. */
  readonly tasks: number;
  readonly rejected: number;
  /** The most frequent reasons, with how often each was given. */
  readonly reasons: readonly (readonly [string, number])[];
  /** The last tasks that were rejected. */
  readonly examples: readonly Pick<StagedOutcome, 'task' | 'recordId'>[];
}

/** The last tasks of a strategy, oldest first from `next` on. */
interface Recent {
  readonly outcomes: (Pick<StagedOutcome, 'task' | 'recordId' | 'reason'> & { readonly rejected: boolean })[];
  next: number;
  rejected: number;
}

/**
 * Sees when a strategy rejects too much: more of its last 1,000 settled tasks than the bound allows. It speaks as soon as
 * that is certain, whatever the rest of a first thousand would bring, and never before. A process begins with an empty
 * window, so that a run which is resumed does a good deal before it may be stopped again.
 */
export class RejectionGate {
  /** The first strategy that passed the bound. */
  tripped: TooManyRejected | undefined;
  readonly #mostRejected: number;
  readonly #strategies = new Map<string, Recent>();

  /** `share`: of the last 1,000 tasks, from 0 to 1, which may be rejected. */
  constructor(share: number) {
    this.#mostRejected = share * WINDOW;
  }

  /** Notes a task that came to its end. */
  note({ task, recordId, reason, status, strategy }: StagedOutcome): void {
    const recent = this.#strategies.get(strategy) ?? { outcomes: [], next: 0, rejected: 0 };
    this.#strategies.set(strategy, recent);
    const rejected = status === 'rejected';
    if (recent.outcomes[recent.next]?.rejected === true) recent.rejected -= 1;
    recent.outcomes[recent.next] = { task, recordId, reason, rejected };
    recent.next = (recent.next + 1) % WINDOW;
    if (!rejected) return;
    recent.rejected += 1;
    if (recent.rejected > this.#mostRejected) this.tripped ??= describe(strategy, recent);
  }
}

function describe(strategy: string, { outcomes, next, rejected }: Recent): TooManyRejected {
  const inOrder = [...outcomes.slice(next), ...outcomes.slice(0, next)].filter((outcome) => outcome.rejected);
  const reasons: Record<string, number> = {};
  for (const { reason } of inOrder) count(reasons, reason ?? '');
  return {
    strategy,
    tasks: outcomes.length,
    rejected,
    reasons: Object.entries(reasons)
      .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      .slice(0, TOLD),
    examples: inOrder.slice(-TOLD),
  };
}
