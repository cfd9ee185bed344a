import { z } from 'zod';
import { words } from '../text/words.ts';
import type { CandidateView, TextView } from './candidate-view.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({
  max_invented_quotes: z.number().int().nonnegative().default(0),
  min_words: z.number().int().min(3).default(5),
});

/** Pairs of marks around at most this many UTF-16 units of one line. */
const QUOTED =
  /“([^“”\n]{8,600})”|„([^„“”\n]{8,600})[“”]|«([^«»\n]{8,600})»|(?<![\p{L}\p{N}"])"([^"\n]{0,600})"(?![\p{L}\p{N}])/gu;
/** Where words were left out or put in by whoever quotes. */
const LEFT_OUT = /\s*(?:\[[^\]]{0,40}\]|\([.…]{1,3}\)|…|\.\.\.)\s*/;
/** So many quotes are looked for as they stand, in a source of at most so many UTF-16 units, before words are compared. */
const SEARCHES = 20;
const SHORT_SOURCE = 50_000;
/** Words in a row that must stand in the source one behind the other. */
const RUN = 3;

/**
 * Rejects a text that puts words in quotation marks which do not stand so in its source or title, more quotes than
 * `max_invented_quotes`. Shorter ones than `min_words` words are names and terms and not looked at. Case, punctuation
 * and the kind of marks do not count; what stands in brackets or for an ellipsis is passed over. Every three words in a
 * row must stand in the source, so that one changed word tells. Score: the share of quotes that are the source's.
 */
export const quotes: Validator<z.output<typeof bounds>> = {
  name: 'quotes',
  reasons: ['ungrounded.quote'],
  bounds,
  judge(candidate, { max_invented_quotes, min_words }) {
    if (!/["“„«]/.test(candidate.text)) return accept(1);
    const found = [...candidate.text.matchAll(QUOTED)]
      .map((match) => match.slice(1).find((passage) => passage !== undefined) ?? '')
      .filter((passage) => words(passage).length >= min_words);
    if (found.length === 0) return accept(1);
    const short = candidate.source.length <= SHORT_SOURCE;
    const invented = found.filter(
      (passage, index) =>
        !(short && index < SEARCHES && candidate.source.includes(passage)) && !stands(passage, candidate),
    );
    const score = 1 - invented.length / found.length;
    if (invented.length <= max_invented_quotes) return accept(score);
    return reject('ungrounded.quote', score, `"${quoted(invented[0] ?? '')}" is not said in the source`);
  },
};

function stands(passage: string, candidate: CandidateView): boolean {
  const said = runsOf(candidate.original);
  const runs = passage.split(LEFT_OUT).flatMap((piece) => runsIn(words(piece)));
  if (runs.every((run) => said.has(run))) return true;
  const titled = runsOf(candidate.heading());
  return runs.every((run) => titled.has(run));
}

function runsIn(list: readonly string[]): string[] {
  return Array.from({ length: Math.max(0, list.length - RUN + 1) }, (_, at) => list.slice(at, at + RUN).join(' '));
}

const kept = new WeakMap<TextView, ReadonlySet<string>>();

function runsOf(view: TextView): ReadonlySet<string> {
  const known = kept.get(view);
  if (known !== undefined) return known;
  const made = new Set(runsIn(view.words()));
  kept.set(view, made);
  return made;
}
