import { type EngineProfile, type Gpu, rooflineProfile, type ServedArchitecture } from './profile.ts';

/** Data sheets of NVIDIA: H100 SXM5, A100 SXM4 80 GB, L40S. */
const H100: Gpu = { name: 'H100 SXM 80 GB', memoryBytes: 80e9, bandwidth: 3.35e12, flops: 989e12 };
const A100: Gpu = { name: 'A100 SXM 80 GB', memoryBytes: 80e9, bandwidth: 2.039e12, flops: 312e12 };
const L40S: Gpu = { name: 'L40S 48 GB', memoryBytes: 48e9, bandwidth: 864e9, flops: 362e12 };

/** From the `config.json` of the models. */
const SMOLLM2: ServedArchitecture = {
  name: 'HuggingFaceTB/SmolLM2-1.7B-Instruct',
  parameters: 1.71e9,
  layers: 24,
  kvHeads: 32,
  headSize: 64,
};
const QWEN25: ServedArchitecture = {
  name: 'Qwen/Qwen2.5-1.5B-Instruct',
  parameters: 1.54e9,
  layers: 28,
  kvHeads: 2,
  headSize: 128,
};

/**
 * The work that FinePhrase measured (Hugging Face, 2026): about 9,200 answer tokens a second a GPU, 26 requests a second,
 * 359 tokens an answer, SmolLM2-1.7B-Instruct under vLLM on H100, `--max-num-seqs 2048`, 16k batched tokens. The length
 * of its prompts is not published: 800 tokens (a web document and an instruction) are assumed.
 */
export const FINEPHRASE = { tokensPerSecond: 9_200, answerTokens: 359, promptTokens: 800 } as const;

/** Fitted, so that `smollm2-1.7b-h100` makes what FinePhrase measured; the others are given the same. */
const HOST_SEQUENCE_MS = 0.0045;

const SCHEDULER = { hostSequenceMs: HOST_SEQUENCE_MS, slots: 2048, batchedTokens: 16_384 } as const;

/** A profile that can be asked for by name. */
export interface NamedProfile {
  readonly gpu: string;
  readonly model: string;
  /** Of the model. */
  readonly parameters: number;
  /** Where its speed comes from. */
  readonly source: string;
  readonly engine: EngineProfile;
}

function derived(gpu: Gpu, model: ServedArchitecture, source: string): NamedProfile {
  const { name, parameters } = model;
  return { gpu: gpu.name, model: name, parameters, source, engine: rooflineProfile(gpu, model, SCHEDULER) };
}

const DERIVED = 'derived from data sheets (roofline), not measured';

/** All profiles by name. */
export const PROFILES = {
  'smollm2-1.7b-h100': derived(H100, SMOLLM2, 'fitted to 9,200 tokens/s a GPU, measured by FinePhrase (2026)'),
  'smollm2-1.7b-a100': derived(A100, SMOLLM2, DERIVED),
  'smollm2-1.7b-l40s': derived(L40S, SMOLLM2, DERIVED),
  'qwen2.5-1.5b-h100': derived(H100, QWEN25, DERIVED),
  'qwen2.5-1.5b-a100': derived(A100, QWEN25, DERIVED),
  'qwen2.5-1.5b-l40s': derived(L40S, QWEN25, DERIVED),
} as const satisfies Readonly<Record<string, NamedProfile>>;

export type ProfileName = keyof typeof PROFILES;
