import { interpreterOf } from '../interpretation/interpreter.ts';
import { createSampler, type SamplingPlan } from '../meaning/sampler.ts';
import { composePrompt } from '../prompting/compose.ts';
import { balancedWeights } from '../rotation/balance.ts';
import { estimateTokens } from '../text/tokens.ts';
import type { BadRow } from '../vocabulary/document.ts';
import { type Answer, NO_USAGE } from '../vocabulary/generation.ts';
import type { MeaningCheck } from '../vocabulary/meaning.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import type { Mix } from '../vocabulary/strategy.ts';
import type { Task } from '../vocabulary/task.ts';
import { expectedTokens } from './deferred-body.ts';
import type { Job } from './job.ts';
import { type MeaningJob, samplingPlan } from './meaning-job.ts';
import { partOf, readPart } from './part.ts';
import { templateOf } from './perform.ts';
import { planDocument } from './plan-document.ts';
import { count } from './progress.ts';
import { withChecks } from './schedule.ts';

/** What a strategy of a dry run comes to, all token counts estimated. */
interface DryRunTally {
  tasks: number;
  requests: number;
  promptTokens: number;
  /** What the outputs may be expected to come to, by the strategy's ratio. */
  generatedTokens: number;
  /** The first prompt, as it would be sent. */
  example: Prompt | undefined;
}

/** What a check of meaning comes to, if every rewrite passes the rules; tokens estimated. */
interface CheckTally {
  rewrites: number;
  /** Of the judge, as they are planned: with the longest answers. */
  tokens: number;
}

/** What a run would do, with nothing sent. */
export interface DryRun {
  documents: number;
  used: number;
  readonly skipped: Record<string, number>;
  /** The first bad rows. */
  readonly bad: BadRow[];
  readonly strategies: Map<string, DryRunTally>;
  /** By check of meaning, where the job wants any. */
  readonly meaning: Partial<Record<MeaningCheck, CheckTally>>;
}

/** Bad rows that a dry run keeps to show. */
const SHOWN_BAD_ROWS = 5;

/**
 * Reads, selects, schedules and renders as a run would, and sends nothing. Where a mix is balanced by tokens the first
 * epoch's weights serve throughout, since later ones follow from outcomes; duplicate ids are not looked for. A token
 * budget ends it by expected tokens.
 */
export async function dryRun(job: Job, signal: AbortSignal): Promise<DryRun> {
  const { options, mix } = job;
  const result: DryRun = {
    documents: 0,
    used: 0,
    skipped: {},
    bad: [],
    strategies: new Map(mix.entries.map(({ strategy }) => [strategy.name, emptyTally()])),
    meaning: {},
  };
  const sampler = job.meaning && createSampler(countingPlan(job.meaning, options.seed), 0);
  const weights = firstWeights(mix);
  let parsed = 0;
  let generated = 0;
  for await (const row of readPart(partOf(job))) {
    signal.throwIfAborted();
    result.documents += 1;
    if (row.kind === 'bad') {
      count(result.skipped, row.bad.reason);
      if (result.bad.length < SHOWN_BAD_ROWS) result.bad.push(row.bad);
      continue;
    }
    parsed += 1;
    const plan = planDocument(row.document, { mix, seed: options.seed, weights, modelNames: {}, firstTask: 0 });
    if (plan.kind === 'skip') count(result.skipped, plan.reason);
    else {
      result.used += 1;
      for (const task of plan.tasks) {
        generated += tallyTask(result, job, task);
        tallyChecks(result, withChecks(task, sampler), sampler?.planned ?? 0);
      }
    }
    const enough = options.budget_tokens !== undefined && generated >= options.budget_tokens;
    if (enough || parsed === options.limit) return result;
  }
  return result;
}

/** The weights that the first epoch of a mix has. */
export function firstWeights(mix: Mix): readonly number[] {
  const shares = mix.entries.map(({ share }) => share);
  if (mix.balance === 'requests') return shares;
  const expectedRatios = mix.entries.map(({ strategy }) => strategy.expectedRatio);
  return balancedWeights({
    epoch: 0,
    shares,
    expectedRatios,
    rewritesPerDocument: mix.rewritesPerDocument,
    history: [],
  });
}

/** Adds a task and its prompts; returns its expected generated tokens. */
function tallyTask(result: DryRun, job: Job, task: Task): number {
  const { strategy } = task;
  const tally = result.strategies.get(strategy.name) ?? emptyTally();
  const prompts = promptsOf(task, job);
  const expected = expectedTokens(task);
  tally.tasks += 1;
  tally.requests += prompts.length;
  tally.generatedTokens += expected;
  for (const prompt of prompts) tally.promptTokens += estimateTokens(prompt.user) + estimateTokens(prompt.system ?? '');
  tally.example ??= prompts[0];
  result.strategies.set(strategy.name, tally);
  return expected;
}

/** Which rewrites are checked; what judging may cost is counted also where it has no bound. */
function countingPlan(meaning: MeaningJob, seed: number): SamplingPlan {
  const plan = samplingPlan(meaning, seed);
  if (meaning.judge === undefined || plan.budget !== undefined) return plan;
  return { ...plan, budget: { tokens: Number.POSITIVE_INFINITY, judge: meaning.judge.judge } };
}

/** Adds what a task's checks take; `planned`: tokens for judging, those of the task included. */
function tallyChecks({ meaning }: DryRun, task: Task, planned: number): void {
  for (const check of task.checks ?? []) {
    const tally = (meaning[check] ??= { rewrites: 0, tokens: 0 });
    tally.rewrites += 1;
    tally.tokens = check === 'judge' ? planned : tally.tokens + task.sourceTokens + expectedTokens(task);
  }
}

/** Stands for every answer: a program that keeps all, so that later stages are asked too. */
const KEEPING: Answer = {
  kind: 'answer',
  text: 'keep_doc()',
  finishReason: 'stop',
  model: '',
  completionTokens: 0,
  attempts: 0,
  usage: NO_USAGE,
  unbilledAttempts: 0,
};

/** The prompts of a task, over all stages of its strategy: as many as there can be. */
function promptsOf(task: Task, { templates }: Job): Prompt[] {
  const interpreter = interpreterOf(task.strategy.output.kind)(task, (strategy, part, request) =>
    composePrompt({ task, strategy, template: templateOf(strategy, templates), part, request }),
  );
  const prompts: Prompt[] = [];
  for (let step = interpreter.next(); !step.done; step = interpreter.next(step.value.map(() => KEEPING))) {
    prompts.push(...step.value);
  }
  return prompts;
}

function emptyTally(): DryRunTally {
  return { tasks: 0, requests: 0, promptTokens: 0, generatedTokens: 0, example: undefined };
}
