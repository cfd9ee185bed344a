import { type ProgramReview, reviewProgram } from '../prox/review.ts';
import { validators } from '../validation/registry.ts';
import type { ValidationResult } from '../validation/validate.ts';
import type { Outcome } from '../vocabulary/outcome.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { NO_EFFORT } from './conclude.ts';
import { firstWeights } from './dry-run.ts';
import type { Job } from './job.ts';
import { createJudges } from './judges.ts';
import type { OpenBackend } from './open-backend.ts';
import { partOf, readPart } from './part.ts';
import { perform } from './perform.ts';
import { planDocument } from './plan-document.ts';

/** One rewrite to look at. */
export interface PreviewItem {
  readonly task: Task;
  readonly outcome: Outcome;
  readonly verdicts: readonly PreviewVerdict[];
  /** What the program did to the source, line by line; undefined where no program came to be carried out. */
  readonly review: ProgramReview | undefined;
}

/** What one validator said. */
interface PreviewVerdict {
  readonly validator: string;
  readonly score: number;
  /** Reason and detail of a rejection; undefined when it passed. */
  readonly rejected: { readonly reason: string; readonly detail: string } | undefined;
}

/**
 * Performs the first `limit` tasks of a job one after the other, leaving no trace: for a look at what a strategy does.
 * Documents that no strategy takes are passed over.
 */
export async function* preview(
  job: Job,
  server: OpenBackend,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<PreviewItem> {
  const { options, mix, templates } = job;
  const weights = firstWeights(mix);
  let shown = 0;
  for await (const row of readPart(partOf(job))) {
    if (row.kind === 'bad') continue;
    const { modelNames } = server;
    const plan = planDocument(row.document, { mix, seed: options.seed, weights, modelNames, firstTask: shown });
    if (plan.kind === 'skip') continue;
    for (const task of plan.tasks) {
      const { backend, slots, builtInSlots } = server;
      // A preview is for looking: an exception of ours should be seen, not survived.
      const onBug = (cause: unknown) => {
        throw cause;
      };
      const workshop = { backend, slots, builtInSlots, judges: createJudges(0), templates, onBug };
      const { outcome, validation } = await perform(task, NO_EFFORT, workshop, signal);
      const { program } = outcome.record;
      yield {
        task,
        outcome,
        verdicts: validation === undefined ? [] : verdictsOf(task.strategy, validation),
        review: program === null ? undefined : reviewProgram(task.source, program),
      };
      shown += 1;
      if (shown === limit) return;
    }
  }
}

function verdictsOf(strategy: Strategy, validation: ValidationResult): PreviewVerdict[] {
  return strategy.validation.map(({ validator }) => {
    const at = validation.reasons.findIndex((reason) => gives(validator, reason));
    const reason = validation.reasons[at];
    return {
      validator,
      score: validation.scores[validator] ?? 1,
      rejected: reason === undefined ? undefined : { reason, detail: validation.details[at] ?? '' },
    };
  });
}

/** Whether a reason is one of a validator's; `finish.*` stands for all that begin so. */
function gives(validator: string, reason: string): boolean {
  const reasons = validators[validator]?.reasons ?? [];
  return reasons.some((own) => (own.endsWith('*') ? reason.startsWith(own.slice(0, -1)) : own === reason));
}
