import { z } from 'zod';
import { atLeast, type FormatGrammar, hasWords, linesOf, start } from './grammar.ts';
import { passages } from './passages.ts';

const bounds = z.strictObject({ kind: z.literal('dialogue'), min_turns: atLeast(4), start });

/** Share of turns that another speaker follows: two people take turns, one may add something. */
const ALTERNATING = 0.6;
/** More names per turn are fields of a form (`Date:`, `Place:`), not speakers. */
const MOST_SPEAKERS_PER_TURN = 0.75;

const TURN =
  /[\s>*_-]{0,8}((?!\p{Ll})[\p{L}\p{N}][\p{L}\p{M}\p{N}'’. ()/&-]{0,39}?)[*_ ]{0,3}[:：][*_]{0,3}(?=\s|$|(?<=：))/uy;

/** Turns `Name: text` on lines of their own, which may go on over further lines; two speakers at least. */
export const dialogue: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(text, { min_turns }) {
    const speakers = new Set<string>();
    let [turns, changes, silent] = [0, 0, 0];
    let before = '';
    for (const turn of passages(text, TURN, ([, name]) => name?.toLowerCase())) {
      const { head: speaker } = turn;
      if (speaker === undefined) {
        if (hasProse(turn.text)) return 'does not begin with a turn (Name: text)';
        continue;
      }
      turns++;
      if (turns > 1 && speaker !== before) changes++;
      if (silent === 0 && !hasWords(turn.text)) silent = turns;
      speakers.add(speaker);
      before = speaker;
    }
    if (turns < min_turns) return `${turns} turns, at least ${min_turns}`;
    if (silent > 0) return `turn ${silent} is empty`;
    if (speakers.size < 2) return 'only one speaker';
    if (speakers.size > Math.max(2, MOST_SPEAKERS_PER_TURN * turns))
      return `${speakers.size} speakers in ${turns} turns`;
    return changes < ALTERNATING * (turns - 1) ? 'the speakers hardly take turns' : undefined;
  },
};

/** Whether more stands before the first turn than headings and stage directions. */
function hasProse(text: string): boolean {
  for (const line of linesOf(text)) if (hasWords(line) && !/^\s*(?:#|\*|_|\(|\[)/.test(line)) return true;
  return false;
}
