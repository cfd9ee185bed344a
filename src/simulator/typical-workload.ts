/** What is rewritten where nobody says otherwise: web documents, roughly. Our choice, for plans and for the simulator. */
export const TYPICAL_WORKLOAD = {
  /** Lognormal: tokens on average, and the spread of their logarithm. */
  documentTokens: { mean: 700, sigma: 0.6 },
  /** Tokens of a prompt beside its document. */
  instructionTokens: 100,
  /** Tokens that a model takes, prompt and answer together. */
  contextLength: 32_768,
} as const;
