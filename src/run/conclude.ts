import { estimateTokens } from '../text/tokens.ts';
import type { ValidationResult } from '../validation/validate.ts';
import type { Interpretation } from '../vocabulary/candidate.ts';
import { addUsage, type Generation, NO_USAGE, type Usage } from '../vocabulary/generation.ts';
import type { AcceptedRecord, Outcome, OutcomeCost, RejectRecord } from '../vocabulary/outcome.ts';
import type { Task } from '../vocabulary/task.ts';
import type { MeaningChecks, MeaningVerdict } from '../meaning/checks.ts';
import type { Judges } from './judges.ts';
import { ProfiledCandidate } from './profiled-candidate.ts';

/** What a task's requests took, over all of them and all their attempts. */
export interface Effort {
  readonly attempts: number;
  readonly usage: Usage;
  readonly unbilledAttempts: number;
}

export const NO_EFFORT: Effort = { attempts: 0, usage: NO_USAGE, unbilledAttempts: 0 };

/** Everything that decides a task's outcome. */
export interface Conclusion {
  readonly task: Task;
  readonly interpretation: Interpretation;
  /** The answers and failures of this try, in request order. */
  readonly generations: readonly Generation[];
  /** What an earlier try of the same task took; it is part of the record's usage. */
  readonly earlier: Effort;
  readonly byLanguageModel: boolean;
  /** The prompt's instruction, for finding it in the text. */
  readonly instruction: string;
}

/** A task's one outcome and, where there was a candidate, everything that validation said of it. */
export interface Concluded {
  readonly outcome: Outcome;
  readonly validation: ValidationResult | undefined;
  /** What checks of meaning said; undefined where there were none. */
  readonly meaning?: MeaningVerdict;
}

/** Whoever judges candidates: our rules, and models for those that the rules let pass. */
export interface Bench {
  readonly judges: Judges;
  /** Undefined where no model is asked. */
  readonly meaning?: MeaningChecks | undefined;
}

/** Adds up what generations took. */
function effortOf(generations: readonly Generation[], earlier: Effort = NO_EFFORT): Effort {
  return generations.reduce<Effort>(
    (sum, generation) => ({
      attempts: sum.attempts + generation.attempts,
      usage: addUsage(sum.usage, generation.usage),
      unbilledAttempts: sum.unbilledAttempts + generation.unbilledAttempts,
    }),
    earlier,
  );
}

/**
 * Turns a task's interpretation into its one outcome: has a candidate judged, by rules and then by models where the task
 * was sampled for that, builds the record, accounts for tokens.
 * Rejects with what a rule of ours throws, or with the signal's reason.
 */
export async function conclude(conclusion: Conclusion, bench: Bench, signal: AbortSignal): Promise<Concluded> {
  const { task, interpretation, generations } = conclusion;
  const answers = generations.flatMap((generation) => (generation.kind === 'answer' ? [generation] : []));
  const answered = answers.reduce((sum, answer) => sum + answer.completionTokens, 0);
  const finishReason =
    answers.find((answer) => answer.finishReason !== 'stop')?.finishReason ?? answers[0]?.finishReason;
  const draft = draftRecord(conclusion, answers.at(-1)?.model ?? '', finishReason ?? '');

  if (interpretation.kind === 'failed') {
    const { reason, detail, ofDocument } = interpretation;
    const record: RejectRecord = { ...draft, status: 'failed', reason, detail };
    return { outcome: { status: 'failed', record, cost: costOf(generations, 0), ofDocument }, validation: undefined };
  }
  if (interpretation.kind === 'rejected') {
    const { reason, detail, text, program } = interpretation;
    const rejected = { ...draft, text, token_count: estimateTokens(text), program };
    const record: RejectRecord = { ...rejected, status: 'rejected', reason, detail };
    return { outcome: { status: 'rejected', record, cost: costOf(generations, 0) }, validation: undefined };
  }

  const candidate = new ProfiledCandidate(
    {
      text: interpretation.text,
      source: task.source,
      sourceTokens: task.sourceTokens,
      finishReason,
      kind: task.strategy.output.kind,
      byLanguageModel: conclusion.byLanguageModel,
      instruction: conclusion.instruction,
    },
    task.document.profile,
  );
  const validation = await bench.judges.judge(candidate, task.strategy.validation, signal);
  const verbatim = interpretation.completionVerbatim && validation.text === answers[0]?.text;
  const generatedTokens = verbatim ? answered : estimateTokens(validation.text);
  const text = task.strategy.output.withSource ? `${task.source.trimEnd()}\n\n${validation.text}` : validation.text;
  const record: AcceptedRecord = {
    ...draft,
    text,
    token_count: text === validation.text ? generatedTokens : estimateTokens(text),
    generated_tokens: generatedTokens,
    cleaned: validation.cleaned,
    program: interpretation.program,
    validation: validation.scores,
  };
  if (!validation.accepted) {
    const [reason = '', detail = ''] = [validation.reasons[0], validation.details[0]];
    const reject: RejectRecord = { ...record, status: 'rejected', reason, detail };
    return { outcome: { status: 'rejected', record: reject, cost: costOf(generations, 0) }, validation };
  }
  const { checks = [] } = task;
  const meaning =
    checks.length === 0 ? undefined : await bench.meaning?.check({ task, text: validation.text }, checks, signal);
  const judged =
    meaning === undefined ? record : { ...record, validation: { ...validation.scores, ...meaning.scores } };
  const asked = meaning === undefined ? {} : { meaning: meaning.account };
  if (meaning?.against === undefined) {
    // An answer that nobody bills for makes up for none that was billed in vain.
    const useful = answers.reduce(
      (sum, { completionTokens, usage }) => sum + Math.min(completionTokens, usage.completionTokens),
      0,
    );
    const cost = { ...costOf(generations, useful), ...asked };
    return { outcome: { status: 'accepted', record: judged, cost }, validation, ...concludedBy(meaning) };
  }
  const { status, reason, detail } = meaning.against;
  const reject: RejectRecord = { ...judged, status, reason, detail };
  const cost = { ...costOf(generations, 0), ...asked };
  const outcome: Outcome =
    status === 'rejected' ? { status, record: reject, cost } : { status, record: reject, cost, ofDocument: false };
  return { outcome, validation, meaning };
}

function concludedBy(meaning: MeaningVerdict | undefined): Pick<Concluded, 'meaning'> {
  return meaning === undefined ? {} : { meaning };
}

/** The record as far as it is known before any text is. */
export function draftRecord(
  { task, generations, earlier }: Pick<Conclusion, 'task' | 'generations' | 'earlier'>,
  model: string,
  finishReason: string,
): AcceptedRecord {
  const effort = effortOf(generations, earlier);
  return {
    id: task.recordId,
    text: '',
    source_id: task.document.id,
    strategy: task.strategy.name,
    prompt: `${task.strategy.prompt.name}@${task.strategy.prompt.sha12}`,
    model,
    task_sha: task.sha,
    token_count: 0,
    generated_tokens: 0,
    usage: { prompt_tokens: effort.usage.promptTokens, completion_tokens: effort.usage.completionTokens },
    chunk: task.chunk,
    variables: task.variables,
    finish_reason: finishReason,
    attempts: effort.attempts,
    cleaned: [],
    program: null,
    validation: {},
    metadata: task.document.metadata,
  };
}

/** `usefulTokens`: billed completion tokens of the answers that an accepted record is made of. */
export function costOf(generations: readonly Generation[], usefulTokens: number): OutcomeCost {
  const { usage, unbilledAttempts } = effortOf(generations);
  return {
    promptTokens: usage.promptTokens,
    completionTokens: usage.completionTokens,
    wastedTokens: Math.max(0, usage.completionTokens - usefulTokens),
    unbilledAttempts,
  };
}
