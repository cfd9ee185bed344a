import { z } from 'zod';
import { accept, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({
  expected: z.string().min(2).optional(),
  min_confidence: z.number().min(0).max(1).default(0.5),
});

/** At or under this many words a language can hardly be told: such a text passes. */
const HARD_WORDS = 20;

/**
 * Rejects a text in another language than its source, or than `expected` (ISO 639 code). Only where both languages
 * are told with at least `min_confidence`: a doubt is no reason. Score: the confidence that the language is right.
 */
export const language: Validator<z.output<typeof bounds>> = {
  name: 'language',
  reasons: ['language'],
  bounds,
  judge(candidate, { expected, min_confidence }) {
    const found = candidate.output.language();
    const wanted = expected ?? candidate.language;
    if (found.language === wanted) return accept(found.confidence);
    const doubt = 1 - found.confidence;
    if (found.language === 'und' || found.confidence < min_confidence) return accept(doubt);
    if (candidate.output.hashedWords().count <= HARD_WORDS) return accept(doubt);
    if (expected === undefined) {
      const source = candidate.original.language();
      if (source.language === found.language) return accept(found.confidence);
      if (source.language === 'und' || source.confidence < min_confidence) return accept(doubt);
      return reject('language', doubt, `written in "${found.language}", the source is in "${source.language}"`);
    }
    return reject('language', doubt, `written in "${found.language}", expected is "${expected}"`);
  },
};
