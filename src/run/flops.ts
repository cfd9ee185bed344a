/**
 * The account of compute that ProX gives (arXiv 2409.17115): what it costs to refine a corpus, and what it saves, in
 * floating-point operations. A model of N parameters takes about 2·N of them to read or write a token and 6·N to be
 * trained on one (Kaplan et al. 2020, arXiv 2001.08361, section 2.1: a forward pass, and a backward pass twice as dear).
 * Attention over long contexts comes on top and is left out, as it is there.
 */
const PER_TOKEN = { inference: 2, training: 6 };

/** FLOPs to send `tokens` (prompt and completion) through a model, without a prefix cache. */
export function inferenceFlops(parameters: number, tokens: number): number {
  return PER_TOKEN.inference * parameters * tokens;
}

/** FLOPs to train a model on `tokens`, each seen once. */
export function trainingFlops(parameters: number, tokens: number): number {
  return PER_TOKEN.training * parameters * tokens;
}

/**
 * The size of the model, in parameters, from which refining takes less than it saves when the model is trained on the
 * `kept` tokens instead of all `source` tokens, once over either: by saved compute alone, whatever the better data bring
 * besides. Null when nothing is saved at any size.
 */
export function breakEvenParameters(refining: number, source: number, kept: number): number | null {
  return source > kept ? refining / trainingFlops(1, source - kept) : null;
}

/** One strategy's part of the account. */
interface StrategyFlops {
  /** Of the model that wrote. */
  readonly parameters: number;
  /** Billed prompt and completion tokens, over all attempts. */
  readonly processed_tokens: number;
  /** FLOPs to write: 2 · parameters · processed_tokens. */
  readonly refining: number;
  /** Only for strategies that keep old text rather than make new: training on their sources is what they save. */
  readonly saved: SavedTraining | null;
}

/** What a program strategy left of its sources. */
export interface SavedTraining {
  /** Estimated tokens of what it judged; null where an older version did not count them. */
  readonly source_tokens: number | null;
  readonly kept_tokens: number;
  /** Size of the trained model from which refining pays; null when it never does, or is not known. */
  readonly pays_from_parameters: number | null;
}

/** The account against the training of a model of one size. */
interface TrainingFlops {
  readonly parameters: number;
  /** FLOPs to train it once on all accepted tokens: 6 · parameters · accepted. */
  readonly on_accepted: number;
  /** Tokens that it could be trained on for what refining took. */
  readonly equivalent_tokens: number;
  /** FLOPs of training on what programs took away, by strategy. */
  readonly saved: Readonly<Record<string, number>>;
}

/** What writing took in FLOPs, and what that comes to beside training. */
export interface FlopsAccount {
  /** Of all strategies whose model's size is known. */
  readonly refining: number;
  readonly strategies: Readonly<Record<string, StrategyFlops>>;
  /** Strategies that made tokens through a model of unknown size: `refining` is without them. */
  readonly unsized: readonly string[];
  readonly training: readonly TrainingFlops[];
}

/** What is known of a strategy: the size of its model, where it was given, and whether its output is old text kept. */
export interface StrategySize {
  readonly parameters: number | undefined;
  readonly keepsText: boolean;
}

/** A strategy's tokens, as the manifest counts them. */
export interface StrategyTokens {
  readonly prompt: number;
  readonly completion: number;
  readonly accepted: number;
  readonly source: number | null;
}

/** The account of a run; null where no strategy's model has a size. `trainParameters`: sizes to compare with. */
export function accountFlops(
  tokens: Readonly<Record<string, StrategyTokens>>,
  sizes: Readonly<Record<string, StrategySize>>,
  trainParameters: readonly number[],
): FlopsAccount | null {
  const strategies: Record<string, StrategyFlops> = {};
  const unsized: string[] = [];
  for (const [name, own] of Object.entries(tokens)) {
    const size = sizes[name];
    if (size?.parameters !== undefined) strategies[name] = strategyFlops(own, size.parameters, size.keepsText);
    else if (own.prompt + own.completion > 0) unsized.push(name);
  }
  const all = Object.entries(strategies);
  if (all.length === 0) return null;
  const refining = all.reduce((sum, [, own]) => sum + own.refining, 0);
  const accepted = Object.values(tokens).reduce((sum, own) => sum + own.accepted, 0);
  const training = trainParameters.map((parameters) => ({
    parameters,
    on_accepted: trainingFlops(parameters, accepted),
    equivalent_tokens: Math.round(refining / trainingFlops(parameters, 1)),
    saved: Object.fromEntries(
      all.flatMap(([name, { saved }]) => {
        if (saved === null || saved.source_tokens === null) return [];
        return [[name, trainingFlops(parameters, saved.source_tokens - saved.kept_tokens)]];
      }),
    ),
  }));
  return { refining, strategies, unsized, training };
}

function strategyFlops(tokens: StrategyTokens, parameters: number, keepsText: boolean): StrategyFlops {
  const { prompt, completion, accepted: kept, source } = tokens;
  const refining = inferenceFlops(parameters, prompt + completion);
  const pays = source === null ? null : breakEvenParameters(refining, source, kept);
  return {
    parameters,
    processed_tokens: prompt + completion,
    refining,
    saved: keepsText
      ? { source_tokens: source, kept_tokens: kept, pays_from_parameters: pays === null ? null : Math.round(pays) }
      : null,
  };
}
