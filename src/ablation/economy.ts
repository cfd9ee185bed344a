import { type Cost, costOf } from '../run/cost.ts';
import { runRecords } from '../run/run-records.ts';
import type { CompleteRun } from './arm-run.ts';
import { fleetOf } from './open-sharing.ts';
import type { SharedAnswers } from './shared-answers.ts';

/** What one arm with one seed took, as if it had been alone: answers that it shares with others count for each. */
export interface Economy {
  /** Requests over all attempts, of records accepted and not; null where no model was asked. */
  readonly requests: number | null;
  /** Generated tokens of accepted records. */
  readonly accepted_tokens: number;
  readonly billed: { readonly prompt: number; readonly completion: number };
  /** Of the GPUs that the options name, while its tokens were written; null where no served model wrote them. */
  readonly gpu_hours: number | null;
  /** Null where no price was given: what is not known is not 0. */
  readonly cost: Cost | null;
}

/** An arm's {@link Economy} for a million accepted tokens, over all seeds; null: not known. */
export interface PerMillion {
  readonly requests: number | null;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly gpu_hours: number | null;
  readonly cost: number | null;
}

/** The account of a run that is complete, in `folder`. */
export async function economyOf(
  folder: string,
  { job, manifest }: CompleteRun,
  answers: SharedAnswers,
): Promise<Economy> {
  const { options } = job;
  const fleet = fleetOf(job);
  const { prompt, completion, accepted } = manifest.tokens;
  const billed = { prompt, completion };
  if (fleet === '') return { requests: null, accepted_tokens: accepted, billed, gpu_hours: null, cost: null };
  let requests = 0;
  for await (const { attempts } of runRecords(folder, manifest)) requests += Number(attempts);
  const seconds = answers.secondsFor(fleet, completion);
  const gpuSeconds = seconds === undefined ? undefined : seconds * fleet.split(' ').length * options.gpus_per_endpoint;
  // A price of GPU hours that nobody measured leaves the cost unknown.
  const known = gpuSeconds !== undefined || options.gpu_hour_price === undefined;
  const used = {
    promptTokens: prompt,
    completionTokens: completion,
    acceptedTokens: accepted,
    gpuSeconds: gpuSeconds ?? 0,
  };
  return {
    requests,
    accepted_tokens: accepted,
    billed,
    gpu_hours: gpuSeconds === undefined ? null : gpuSeconds / 3_600,
    cost: known ? (costOf(used, options) ?? null) : null,
  };
}

/** What an arm takes for a million accepted tokens; null where nothing was rewritten or accepted. */
export function perMillion(economies: readonly (Economy | null)[]): PerMillion | null {
  const own = economies.filter((economy) => economy !== null);
  const accepted = own.reduce((sum, { accepted_tokens }) => sum + accepted_tokens, 0);
  if (own.length === 0 || accepted === 0) return null;
  const sumOf = (value: (economy: Economy) => number): number =>
    (own.reduce((sum, economy) => sum + value(economy), 0) / accepted) * 1e6;
  const known = (value: (economy: Economy) => number | null): number | null =>
    own.some((economy) => value(economy) === null) ? null : sumOf((economy) => value(economy) ?? 0);
  return {
    requests: known(({ requests }) => requests),
    prompt_tokens: sumOf(({ billed }) => billed.prompt),
    completion_tokens: sumOf(({ billed }) => billed.completion),
    gpu_hours: known(({ gpu_hours }) => gpu_hours),
    cost: known(({ cost }) => cost?.total ?? null),
  };
}
