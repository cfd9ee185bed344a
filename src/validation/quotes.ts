import { z } from 'zod';
import { lazy } from '../text/lazy.ts';
import { createRunIndex, type RunIndex } from '../text/run-index.ts';
import { passingWords } from '../text/words.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({
  max_invented_quotes: z.number().int().nonnegative().default(0),
  min_words: z.number().int().min(3).default(5),
});

/** Pairs of marks around at most this many UTF-16 units of one line. */
const QUOTED =
  /“([^“”\n]{8,600})”|„([^„“”\n]{8,600})[“”]|«([^«»\n]{8,600})»|(?<![\p{L}\p{N}"])"([^"\n]{0,600})"(?![\p{L}\p{N}])/gu;
/** Three words of a script without spaces, in their marks. */
const SHORTEST = 5;
/** Where words were left out or put in by whoever quotes. */
const LEFT_OUT = /\[[^\]]{0,40}\]|\([.…]{1,3}\)|…|\.\.\./;
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
    const found = passagesOf(candidate.text).filter((passage) => passingWords(passage).count >= min_words);
    if (found.length === 0) return accept(1);
    const { source, original } = candidate;
    const searched = source.length <= SHORT_SOURCE ? SEARCHES : 0;
    const said = lazy(() => createRunIndex(original.hashedWords(), RUN));
    const titled = lazy(() => createRunIndex(candidate.heading().hashedWords(), RUN));
    const invented = found.filter((passage, index) => {
      if (index < searched && source.includes(passage)) return false;
      return !standsIn(said(), passage) && !standsIn(titled(), passage);
    });
    const score = 1 - invented.length / found.length;
    if (invented.length <= max_invented_quotes) return accept(score);
    return reject('ungrounded.quote', score, `"${quoted(invented[0] ?? '')}" is not said in the source`);
  },
};

/** What stands between quotation marks. */
function passagesOf(text: string): string[] {
  const found: string[] = [];
  for (const [marked, ...passages] of text.matchAll(QUOTED)) {
    if (marked.length >= SHORTEST) found.push(passages.find((passage) => passage !== undefined) ?? '');
  }
  return found;
}

/** Whether every run of words of a passage is one of a text's. */
function standsIn(text: RunIndex, passage: string): boolean {
  return passage.split(LEFT_OUT).every((piece) => {
    const words = passingWords(piece);
    for (let at = 0; at + RUN <= words.count; at++) if (!text.has(words, at)) return false;
    return true;
  });
}
