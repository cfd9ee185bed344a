import { z } from 'zod';
import { STEM_UNITS } from '../text/stems.ts';
import type { TextView } from './candidate-view.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({ min_shared: z.number().min(0).max(1).default(0.2) });

/** Fewer different long words say too little. */
const FEWEST = 12;
const NAMED_IN_DETAIL = 4;

/**
 * Rejects a text about something else: of its different longer words fewer than `min_shared` begin as a word of the
 * source or the title does. That is what a model writes which obeys an instruction in the document, or loses the
 * document from sight. Words of five letters and more, by their first five; hand-written faithful rewrites in four
 * languages share 0.45 and more, a poem shares 0.04 with half of the seed documents and 0.17 with the likeliest. Texts
 * with fewer than 12 such words pass, and so do scripts without spaces. Score: the share; 1 where nothing is judged.
 */
export const topic: Validator<z.output<typeof bounds>> = {
  name: 'topic',
  reasons: ['coverage'],
  bounds,
  judge(candidate, { min_shared }) {
    const { count, hashes, firstWords } = candidate.output.stems();
    if (candidate.kind === 'program' || count < FEWEST) return accept(1);
    const said = candidate.original.stems();
    const titled = candidate.heading().stems();
    const foreign = firstWords.subarray(0, count).filter((_, stem) => {
      const hash = hashes[stem] ?? 0;
      return !said.has(hash) && !titled.has(hash);
    });
    const share = 1 - foreign.length / count;
    if (share >= min_shared) return accept(share);
    const named = [...foreign.subarray(0, NAMED_IN_DETAIL)].map((word) => `"${stemAt(candidate.output, word)}…"`);
    return reject(
      'coverage',
      share,
      `${count - foreign.length} of ${count} longer words stand in the source; not ${named.join(', ')}`,
    );
  },
};

function stemAt(view: TextView, word: number): string {
  const { text, starts } = view.hashedWords();
  const start = starts[word] ?? 0;
  return quoted(text.slice(start, start + STEM_UNITS).toLowerCase());
}
