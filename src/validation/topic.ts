import { z } from 'zod';
import type { TextView } from './candidate-view.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({ min_shared: z.number().min(0).max(1).default(0.2) });

/** Shorter words are mostly those that every text has. */
const LONG_WORD = 5;
/** So much of a word is compared: what follows is inflection in most languages that have it. */
const STEM = 5;
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
    const own = stemsOf(candidate.output);
    if (candidate.kind === 'program' || own.size < FEWEST) return accept(1);
    const said = stemsOf(candidate.original);
    const titled = stemsOf(candidate.heading());
    const foreign = [...own].filter(([stem]) => !said.has(stem) && !titled.has(stem));
    const share = 1 - foreign.length / own.size;
    if (share >= min_shared) return accept(share);
    const { text } = candidate.output.hashedWords();
    const named = foreign
      .slice(0, NAMED_IN_DETAIL)
      .map(([, start]) => `"${quoted(text.slice(start, start + STEM).toLowerCase())}…"`);
    return reject(
      'coverage',
      share,
      `${own.size - foreign.length} of ${own.size} longer words stand in the source; not ${named.join(', ')}`,
    );
  },
};

/** Hash of a stem → where a word with it begins in the text. */
type Stems = ReadonlyMap<number, number>;

/** The views of sources are shared by a document's rewrites. */
const known = new WeakMap<TextView, Stems>();

/** The stems of a text's longer words, as numbers: thousands of short strings would cost more than all else here. */
function stemsOf(view: TextView): Stems {
  const made = known.get(view);
  if (made !== undefined) return made;
  const { text, count, starts, lengths } = view.hashedWords();
  const plain = text.toLowerCase();
  const stems = new Map<number, number>();
  for (let index = 0; index < count; index++) {
    if ((lengths[index] ?? 0) < LONG_WORD) continue;
    const start = starts[index] ?? 0;
    const hash = hashOf(plain, start);
    if (!stems.has(hash)) stems.set(hash, start);
  }
  known.set(view, stems);
  return stems;
}

const RIGHT_QUOTE = 0x2019;
const APOSTROPHE = 0x27;

/** 30 bits: a number that V8 keeps without allocating. */
function hashOf(text: string, start: number): number {
  let hash = 0;
  for (let at = start; at < start + STEM; at++) {
    const unit = text.charCodeAt(at);
    hash = (Math.imul(hash, 0x01000193) ^ (unit === RIGHT_QUOTE ? APOSTROPHE : unit)) | 0;
  }
  return (hash ^ (hash >>> 15)) & 0x3fffffff;
}
