import { z } from 'zod';
import type { Stems } from '../text/stems.ts';
import type { TextView } from './candidate-view.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({ min_share: z.number().min(0).max(1).default(0.05) });

/** The source's terms that are looked for: those it uses most. */
const TERMS = 20;
/** A source with fewer different terms has no subject that could be counted. */
const FEWEST_TERMS = 8;
const NAMED_IN_DETAIL = 5;

/**
 * Rejects a text about something else: fewer than `min_share` of the source's twenty key terms stand in it, in any form
 * that begins alike. Key terms are what most of its words of five letters and more begin with, function words aside; a
 * script without spaces has none and is not judged. The default is a margin below what faithful rewrites of every
 * shipped strategy have (`eval/validators`). Score: the share.
 */
export const coverage: Validator<z.output<typeof bounds>> = {
  name: 'coverage',
  reasons: ['coverage'],
  bounds,
  judge(candidate, { min_share }) {
    const source = candidate.original.stems();
    const terms = keyTerms(source);
    if (terms.length < FEWEST_TERMS) return accept(1);
    const own = candidate.output.stems();
    const missing = terms.filter((term) => !own.has(source.hashes[term] ?? 0));
    const share = 1 - missing.length / terms.length;
    if (share >= min_share) return accept(share);
    const named = missing.slice(0, NAMED_IN_DETAIL).map((term) => wordAt(candidate.original, source.firstWords[term]));
    return reject('coverage', share, `hardly any of the source's key terms: no ${named.join(', ')}`);
  },
};

/** The stems of the most words, the commonest first, of equal ones the earlier. */
function keyTerms({ count, times }: Stems): number[] {
  const terms: number[] = [];
  const timesOf = (term: number): number => times[terms[term] ?? 0] ?? 0;
  for (let stem = 0; stem < count; stem++) {
    const own = times[stem] ?? 0;
    if (own === 0 || (terms.length === TERMS && own <= timesOf(TERMS - 1))) continue;
    let place = Math.min(terms.length, TERMS - 1);
    for (; place > 0 && timesOf(place - 1) < own; place--) terms[place] = terms[place - 1] ?? 0;
    terms[place] = stem;
  }
  return terms;
}

function wordAt(view: TextView, word = 0): string {
  const { text, starts, lengths } = view.hashedWords();
  const start = starts[word] ?? 0;
  return quoted(text.slice(start, start + (lengths[word] ?? 0)).toLowerCase());
}
