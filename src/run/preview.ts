import { type ProgramReview, reviewProgram } from '../prox/review.ts';
import { gatherPrograms, programOptionsOf } from '../interpretation/program.ts';
import { requestIdOf } from '../prompting/compose.ts';
import type { MeaningVerdict } from '../meaning/checks.ts';
import { validators } from '../validation/registry.ts';
import type { ValidationResult } from '../validation/validate.ts';
import type { Backend } from '../vocabulary/backend.ts';
import { MEANING_CHECKS } from '../vocabulary/meaning.ts';
import type { Answer, Generation } from '../vocabulary/generation.ts';
import type { Outcome } from '../vocabulary/outcome.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { NO_EFFORT } from './conclude.ts';
import { firstWeights } from './dry-run.ts';
import type { Job } from './job.ts';
import { createJudges } from './judges.ts';
import type { OpenBackend } from './open-backend.ts';
import type { OpenMeaning } from './open-meaning.ts';
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
  /** What was answered to the task's prompts, in their order. */
  readonly answers: readonly Answer[];
}

/** What one validator said. */
interface PreviewVerdict {
  readonly validator: string;
  /** Undefined where there is no verdict. */
  readonly score: number | undefined;
  /** Reason and detail of a rejection; undefined when it passed. */
  readonly rejected: { readonly reason: string; readonly detail: string } | undefined;
}

/**
 * Performs the first `limit` tasks of a job one after the other, leaving no trace: for a look at what a strategy does.
 * Documents that no strategy takes are passed over.
 */
export async function* preview(
  job: Job,
  server: OpenBackend & { readonly meaning?: OpenMeaning | undefined },
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
      const answered = new Map<string, Generation>();
      const workshop = {
        backend: noting(backend, answered),
        slots,
        builtInSlots,
        judges: createJudges(0),
        meaning: server.meaning?.checks,
        templates,
        onBug,
      };
      // Each is looked at, whatever share a run samples.
      const asked = server.meaning !== undefined && task.strategy.output.kind === 'text';
      const looked = asked ? { ...task, checks: MEANING_CHECKS } : task;
      const { outcome, validation, meaning } = await perform(looked, NO_EFFORT, workshop, signal);
      yield {
        task,
        outcome,
        verdicts: [
          ...(validation === undefined ? [] : verdictsOf(task.strategy, validation)),
          ...(meaning === undefined ? [] : meaningVerdicts(meaning)),
        ],
        review: task.strategy.output.kind === 'program' ? reviewOf(task, answered) : undefined,
        answers: [...answered.values()].filter((generation) => generation.kind === 'answer'),
      };
      shown += 1;
      if (shown === limit) return;
    }
  }
}

/** The same backend, with every answer noted by its request. */
function noting(backend: Backend, answered: Map<string, Generation>): Backend {
  return {
    ...backend,
    async generate(prompt, signal) {
      const generation = await backend.generate(prompt, signal);
      answered.set(prompt.requestId, generation);
      return generation;
    },
  };
}

/** What the programs in a task's answers do, told in full: the task's own interpretation keeps the text alone. */
function reviewOf(task: Task, answered: ReadonlyMap<string, Generation>): ProgramReview | undefined {
  const requestIds = gatherPrograms(task, (_stage, _part, request) => requestIdOf(task, request));
  let step = requestIds.next();
  while (!step.done) step = requestIds.next(step.value.flatMap((requestId) => answered.get(requestId) ?? []));
  if ('kind' in step.value) return undefined;
  return reviewProgram(task.source, step.value.program, programOptionsOf(task.strategy));
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

/** What models said; where there is no verdict, why. */
function meaningVerdicts({ scores, details, against }: MeaningVerdict): PreviewVerdict[] {
  return Object.entries(details).map(([check, detail]) => {
    const score = scores[check];
    if (score === undefined) return { validator: check, score, rejected: { reason: 'no verdict', detail } };
    return { validator: check, score, rejected: against?.reason === check ? against : undefined };
  });
}

/** Whether a reason is one of a validator's; `finish.*` stands for all that begin so. */
function gives(validator: string, reason: string): boolean {
  const reasons = validators[validator]?.reasons ?? [];
  return reasons.some((own) => (own.endsWith('*') ? reason.startsWith(own.slice(0, -1)) : own === reason));
}
