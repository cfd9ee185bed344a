/** How long a known model was trained. */
export interface TrainingTarget {
  readonly name: string;
  /** Tokens of training for each parameter of the model. */
  readonly tokensPerParameter: number;
  readonly source: string;
}

/** Tokens per parameter that are known to the field, fewest first. */
export const TRAINING_TARGETS: readonly TrainingTarget[] = [
  of('Chinchilla (compute-optimal)', 70e9, 1.4e12, 'Hoffmann et al. 2022, arXiv 2203.15556'),
  of('Llama 2 7B', 7e9, 2e12, 'Touvron et al. 2023, arXiv 2307.09288'),
  of('OLMo 2 7B', 7e9, 4e12, 'OLMo team 2025, arXiv 2501.00656'),
  of('Llama 3 8B', 8e9, 15e12, 'Meta 2024, arXiv 2407.21783'),
  of('TinyLlama 1.1B', 1.1e9, 3e12, 'Zhang et al. 2024, arXiv 2401.02385'),
  of('SmolLM2 1.7B', 1.7e9, 11e12, 'Hugging Face 2025, arXiv 2502.02737'),
];

/** The target where none is asked for. */
export const CHINCHILLA = 20;

function of(name: string, parameters: number, tokens: number, source: string): TrainingTarget {
  return { name, tokensPerParameter: tokens / parameters, source };
}
