import { connect } from '../generation/client.ts';
import type { OnEvent } from '../generation/events.ts';
import { Slots } from '../generation/slots.ts';
import { type BoundCheck, createMeaningChecks, type MeaningChecks } from '../meaning/checks.ts';
import { askJudge } from '../meaning/judge.ts';
import { withPatience } from '../meaning/patience.ts';
import { compareBy } from '../meaning/similarity.ts';
import { usageError } from '../vocabulary/error.ts';
import type { Embedder } from '../vocabulary/embedder.ts';
import type { MeaningCheck } from '../vocabulary/meaning.ts';
import type { RunOptions } from '../config/run-options.ts';
import { type EndpointStatus, endpointStatus } from './snapshot.ts';
import type { MeaningJob } from './meaning-job.ts';

/** Whoever checks the meaning of rewrites, ready to be asked. */
export interface OpenMeaning {
  readonly checks: MeaningChecks;
  /** Served model by key. */
  readonly modelNames: Readonly<Record<string, string>>;
  /** Base URLs without credentials. */
  readonly endpoints: readonly string[];
  status(): readonly EndpointStatus[];
  close(): Promise<void>;
}

/** How models for checks are reached: a run's options. */
export type MeaningConnection = Pick<RunOptions, 'wait' | 'request_timeout' | 'seed'>;

/** A fleet without an endpoint that answers is no outage of the run: patience decides, and nobody waits longer. */
const NO_OUTAGE_MS = 2 ** 31 - 1;

/**
 * Connects to the models that check rewrites, apart from those that make them: checks have slots of their own, and do
 * not count for the concurrency that is sought for rewriting. Every one of them must answer once before anything is
 * rewritten. `onTrouble`: told in a sentence when a check gets no verdicts any more, and when it does again. Throws a
 * RewriteError `usage` or `outage`.
 */
export async function openMeaning(
  { similarity, judge, models }: MeaningJob,
  options: MeaningConnection,
  onEvent: OnEvent,
  onTrouble: (sentence: string) => void,
  signal: AbortSignal,
): Promise<OpenMeaning> {
  const connected = await connect({
    models,
    waitMs: options.wait,
    requestTimeoutMs: options.request_timeout,
    outageLimitMs: NO_OUTAGE_MS,
    seed: options.seed,
    onEvent,
    signal,
  });
  const patient = (name: MeaningCheck, ask: BoundCheck['ask'], timeout: number): BoundCheck['ask'] =>
    withPatience(ask, { timeoutMs: timeout, onTrouble: (detail) => onTrouble(troubleOf(name, detail)) });
  const checks: Partial<Record<MeaningCheck, BoundCheck>> = {};
  try {
    if (similarity !== undefined) {
      const { min, timeout, on_failure: onFailure } = similarity;
      const embedder = connected.embedder(similarity.model, new Slots(similarity.concurrency));
      await tryOut(embedder, similarity.model, signal);
      checks.similarity = { ask: patient('similarity', compareBy(embedder), timeout), min, onFailure };
    }
    if (judge !== undefined) {
      const { min, timeout, on_failure: onFailure, concurrency } = judge.options;
      const ask = askJudge(judge.judge, connected.backend, new Slots(concurrency));
      checks.judge = { ask: patient('judge', ask, timeout), min, onFailure };
    }
  } catch (error) {
    await connected.backend.close();
    throw error;
  }
  return {
    checks: createMeaningChecks(checks),
    modelNames: connected.modelNames,
    endpoints: connected.snapshot().map(({ endpoint }) => endpoint),
    status: () => connected.snapshot().map(endpointStatus),
    close: () => connected.backend.close(),
  };
}

/** A server may list a model and make no embeddings of it. Throws a usage error then. */
async function tryOut(embedder: Embedder, key: string, signal: AbortSignal): Promise<void> {
  const { texts } = await embedder.embed(['A trial.'], 'trial', signal);
  const [first] = texts;
  if (first?.kind !== 'failure') return;
  throw usageError(
    `meaning.similarity: the model ${key} (${embedder.model}) makes no embeddings: ${first.detail}. Serve one that does (vLLM: --task embed), or name another under models.`,
  );
}

function troubleOf(name: MeaningCheck, detail: string | undefined): string {
  if (detail === undefined) return `meaning.${name} gets verdicts again`;
  return `meaning.${name} gets no verdicts any more (${detail}); until it does, one rewrite at a time is tried and on_failure decides on the others`;
}
