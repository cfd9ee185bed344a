/** The two ratings of a document. A strategy of the same name in `./strategies` takes the place of the one that ships. */
export const RATINGS = { education: 'prox-sft-education', format: 'prox-sft-format' } as const;

/** A strategy for each kind of noise, in the order in which their programs are merged. */
export const NOISE_TYPES = ['prox-sft-navigation', 'prox-sft-links', 'prox-sft-footers'] as const;

export type NoiseType = (typeof NOISE_TYPES)[number];

/** Whether a record's strategy is one of the noise types. */
export function isNoiseType(strategy: string): strategy is NoiseType {
  return NOISE_TYPES.some((noise) => noise === strategy);
}
