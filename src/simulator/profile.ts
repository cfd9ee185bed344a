/**
 * What one GPU with one model does, as far as it decides speed. A step of the engine makes one token for every request
 * in the batch and reads some tokens of new prompts; it takes
 *
 *     stepMs + sequenceMs × batch + kvTokenMs × tokens of context in the batch + prefillTokenMs × prompt tokens read
 *
 * milliseconds: the weights are read once a step, whatever the batch; each request costs sampling and bookkeeping; its
 * context is read from the KV cache; prompt tokens are bound by arithmetic. Terms add up: nothing is overlapped.
 */
export interface EngineProfile {
  readonly stepMs: number;
  readonly sequenceMs: number;
  readonly kvTokenMs: number;
  readonly prefillTokenMs: number;
  /** Tokens of context that the KV cache holds. */
  readonly kvTokens: number;
  /** Most requests in a batch: vLLM's `--max-num-seqs`. */
  readonly slots: number;
  /** Most tokens of a step, prompts' and answers' together: vLLM's `--max-num-batched-tokens`. */
  readonly batchedTokens: number;
}

/** A graphics card as its data sheet has it. */
export interface Gpu {
  readonly name: string;
  /** Bytes of memory, and bytes a second that are read from it. */
  readonly memoryBytes: number;
  readonly bandwidth: number;
  /** Dense bfloat16 operations a second. */
  readonly flops: number;
}

/** A model in bfloat16 as its configuration has it. */
export interface ServedArchitecture {
  readonly name: string;
  readonly parameters: number;
  readonly layers: number;
  readonly kvHeads: number;
  readonly headSize: number;
}

const BYTES_OF_BFLOAT16 = 2;

/** vLLM's default `--gpu-memory-utilization`, and what activations and CUDA graphs take of it beside the weights. */
const MEMORY_SHARE = 0.9;
const ACTIVATION_BYTES = 2e9;

/** Shares of the data sheet's figures that kernels reach, as a rule: 0.85 of the bandwidth, half of the arithmetic. */
const BANDWIDTH_REACHED = 0.85;
const FLOPS_REACHED = 0.5;

/** Scheduling, launching and sampling, a step: a few milliseconds for a small model under vLLM's V1 engine. */
const HOST_STEP_MS = 2;

/**
 * The roofline of a model on a GPU: weights and context move at the memory's bandwidth, prompts and answers cost two
 * operations a parameter and token. What a request costs the host in each step (`hostSequenceMs`) is not derived: it is
 * what a measured figure leaves (`profiles.ts`).
 */
export function rooflineProfile(
  gpu: Gpu,
  model: ServedArchitecture,
  { hostSequenceMs, slots, batchedTokens }: { hostSequenceMs: number; slots: number; batchedTokens: number },
): EngineProfile {
  const weightBytes = model.parameters * BYTES_OF_BFLOAT16;
  const kvBytesPerToken = 2 * model.layers * model.kvHeads * model.headSize * BYTES_OF_BFLOAT16;
  const readMs = (bytes: number) => (bytes / (gpu.bandwidth * BANDWIDTH_REACHED)) * 1000;
  const tokenMs = ((2 * model.parameters) / (gpu.flops * FLOPS_REACHED)) * 1000;
  return {
    stepMs: HOST_STEP_MS + readMs(weightBytes),
    sequenceMs: hostSequenceMs + tokenMs,
    kvTokenMs: readMs(kvBytesPerToken),
    prefillTokenMs: tokenMs,
    kvTokens: Math.floor((gpu.memoryBytes * MEMORY_SHARE - weightBytes - ACTIVATION_BYTES) / kvBytesPerToken),
    slots,
    batchedTokens,
  };
}

/** Milliseconds of a step that reads no prompt, for a batch with so many tokens of context in all. */
export function decodeStepMs(profile: EngineProfile, batch: number, contextTokens: number): number {
  return profile.stepMs + profile.sequenceMs * batch + profile.kvTokenMs * contextTokens;
}

/**
 * Answer tokens a millisecond with as many requests of `context` tokens as slots and KV cache hold, while no prompt is
 * read: what a replica could make at most.
 */
export function fullRate(profile: EngineProfile, context: number): number {
  const batch = Math.max(1, Math.min(profile.slots, profile.kvTokens / Math.max(1, context)));
  return batch / decodeStepMs(profile, batch, batch * context);
}

/** The least batch that makes 95% of the tokens that a full one makes, with requests of `context` tokens. */
export function saturatedBatch(profile: EngineProfile, context: number): number {
  const enough = 0.95 * fullRate(profile, context);
  // batch / (a + e × batch) ≥ enough, solved for the batch.
  const each = profile.sequenceMs + profile.kvTokenMs * context;
  return Math.ceil((enough * profile.stepMs) / (1 - enough * each) - 1e-9);
}
