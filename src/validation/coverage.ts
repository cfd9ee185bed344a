import { z } from 'zod';
import { STOP_WORDS } from '../text/stop-words.ts';
import type { TextView } from './candidate-view.ts';
import { accept, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({ min_share: z.number().min(0).max(1).default(0.05) });

/** The source's words that are looked for: those it uses most. */
const TERMS = 20;
/** Shorter words are mostly function words; scripts without spaces have one word a character and are not judged. */
const SHORTEST = 5;
/** A source with fewer different terms has no subject that could be counted. */
const FEWEST_TERMS = 8;
const STOPPED: ReadonlySet<string> = new Set(Object.values(STOP_WORDS).flatMap((list) => [...list]));

/**
 * Rejects a text about something else: fewer than `min_share` of the source's twenty key terms stand in it, in any form
 * that begins alike. Key terms are its most frequent words of five letters and more, function words aside. The default
 * is a margin below what faithful rewrites of every shipped strategy have (`eval/validators`). Score: the share.
 */
export const coverage: Validator<z.output<typeof bounds>> = {
  name: 'coverage',
  reasons: ['coverage'],
  bounds,
  judge(candidate, { min_share }) {
    const terms = termsOf(candidate.original);
    if (terms.length < FEWEST_TERMS) return accept(1);
    const folded = candidate.output.folded();
    const missing = terms.filter((term) => !folded.includes(term));
    const share = 1 - missing.length / terms.length;
    if (share >= min_share) return accept(share);
    return reject('coverage', share, `hardly any of the source's key terms: no ${missing.slice(0, 5).join(', ')}`);
  },
};

const kept = new WeakMap<TextView, readonly string[]>();

/** The beginnings of the most frequent words of a text, without their last letters where they are long. */
function termsOf(view: TextView): readonly string[] {
  const known = kept.get(view);
  if (known !== undefined) return known;
  const { text, count, firsts, starts, lengths } = view.hashedWords();
  const seen = new Map<number, { readonly index: number; times: number }>();
  for (let index = 0; index < count; index++) {
    if ((lengths[index] ?? 0) < SHORTEST) continue;
    const hash = firsts[index] ?? 0;
    const entry = seen.get(hash);
    if (entry === undefined) seen.set(hash, { index, times: 1 });
    else entry.times += 1;
  }
  const terms = new Set<string>();
  for (const { index } of [...seen.values()].toSorted((one, other) => other.times - one.times)) {
    const start = starts[index] ?? 0;
    const word = text.slice(start, start + (lengths[index] ?? 0)).toLowerCase();
    if (!STOPPED.has(word)) terms.add(word.slice(0, Math.max(SHORTEST, word.length - 3)));
    if (terms.size === TERMS) break;
  }
  const made = [...terms];
  kept.set(view, made);
  return made;
}
