import { z } from 'zod';
import { splitLines } from '../text/lines.ts';
import {
  namedSignals,
  REPETITION_LIMITS,
  type RepetitionSignals,
  repetitionSignals,
} from '../text/quality/repetition.ts';
import { scanWords } from '../text/quality/word-scan.ts';
import type { CandidateView, TextView } from './candidate-view.ts';
import { echoSignals } from './echoes.ts';
import { UNITS_LOOKED_AT } from './looked-at.ts';
import { longCharacterRun, longestWordRun, repeatedTail } from './repeated-tail.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({});

/** A repetitive source may repeat: this much more than the source does is still its own. */
const SOURCE_SLACK = 1.1;
/** Gopher's rules are for documents; in fewer words any phrase is a large share. */
const FEWEST_WORDS = 50;
/** The same word, or the same few words, this often in a row, or the same letter, is no style. */
const WORD_RUN = 10;
const MOST_WORDS_OF_A_RUN = 8;
const CHARACTER_RUN = 60;

/**
 * Rejects text that goes round in circles: a tail that repeats one unit, one word or letter over and over, or
 * repetition above Gopher's limits or the source's own, whichever is higher. What exceeds Gopher's limits is looked
 * at once more in a form that knows tables, lists, labels and answers that take up their question (`echoSignals`).
 * Shares are those of the text's first million units. Programs are not judged. Score: the worst share in relation to its limit.
 */
export const loop: Validator<z.output<typeof bounds>> = {
  name: 'loop',
  reasons: ['loop'],
  bounds,
  judge(candidate) {
    if (candidate.kind === 'program') return accept(0);
    const run = directLoop(candidate);
    if (run !== undefined) return reject('loop', run.score, run.detail);
    if (candidate.output.hashedWords().count < FEWEST_WORDS) return accept(0);
    const text = candidate.text.slice(0, UNITS_LOOKED_AT);
    const lines = linesLookedAt(candidate.output);
    const worst = worstRatio(repetitionSignals(text, scanWords(text), lines), REPETITION_LIMITS);
    if (worst.ratio <= 1) return accept(worst.ratio);
    const echoes = echoSignals(lines);
    const closer = worstRatio(echoes, REPETITION_LIMITS);
    if (closer.ratio <= 1) return accept(closer.ratio);
    const final = worstRatio(echoes, withSource(REPETITION_LIMITS, echoSignals(linesLookedAt(candidate.original))));
    if (final.ratio <= 1) return accept(final.ratio);
    return reject('loop', final.ratio, `Gopher's ${final.name} is ${final.ratio.toFixed(2)} times its limit`);
  },
};

function linesLookedAt(view: TextView): readonly string[] {
  return view.text.length > UNITS_LOOKED_AT ? splitLines(view.text.slice(0, UNITS_LOOKED_AT)) : view.lines();
}

/** Loops that need no statistics; what the source repeats likewise is no loop of the model. */
function directLoop(candidate: CandidateView): { readonly score: number; readonly detail: string } | undefined {
  const tail = repeatedTail(candidate.text);
  if (tail !== undefined && !candidate.inSource(tail.text.slice(-120))) {
    return { score: tail.repeats, detail: `ends in "${quoted(tail.unit)}" ${tail.repeats} times` };
  }
  const letter = longCharacterRun(candidate.text, CHARACTER_RUN);
  if (letter.length > 0 && !candidate.inSource(letter.character.repeat(CHARACTER_RUN))) {
    return { score: letter.length / CHARACTER_RUN, detail: `"${letter.character}" ${letter.length} times in a row` };
  }
  for (let period = 1; period <= MOST_WORDS_OF_A_RUN; period++) {
    const { start, repeats } = longestWordRun(candidate.output.hashedWords(), period);
    if (repeats < WORD_RUN) continue;
    if (longestWordRun(candidate.original.hashedWords(), period).repeats >= repeats / SOURCE_SLACK) continue;
    const part = candidate.output
      .words()
      .slice(start, start + period)
      .join(' ');
    return { score: repeats / WORD_RUN, detail: `"${quoted(part)}" ${repeats} times in a row` };
  }
  return undefined;
}

interface NamedRatio {
  readonly name: string;
  readonly ratio: number;
}

function worstRatio(signals: RepetitionSignals, limits: RepetitionSignals): NamedRatio {
  const limitOf = namedSignals(limits);
  let worst: NamedRatio = { name: '', ratio: 0 };
  for (const [index, [name, value]] of namedSignals(signals).entries()) {
    const ratio = value / (limitOf[index]?.[1] ?? 1);
    if (ratio > worst.ratio) worst = { name, ratio };
  }
  return worst;
}

function withSource(limits: RepetitionSignals, source: RepetitionSignals): RepetitionSignals {
  const higher = (limit: number, own: number | undefined): number => Math.max(limit, (own ?? 0) * SOURCE_SLACK);
  return {
    duplicateParagraphs: higher(limits.duplicateParagraphs, source.duplicateParagraphs),
    duplicateParagraphCharacters: higher(limits.duplicateParagraphCharacters, source.duplicateParagraphCharacters),
    duplicateLines: higher(limits.duplicateLines, source.duplicateLines),
    duplicateLineCharacters: higher(limits.duplicateLineCharacters, source.duplicateLineCharacters),
    topNgramCharacters: limits.topNgramCharacters.map((limit, n) => higher(limit, source.topNgramCharacters[n])),
    duplicateNgramCharacters: limits.duplicateNgramCharacters.map((limit, n) =>
      higher(limit, source.duplicateNgramCharacters[n]),
    ),
  };
}
