import { z } from 'zod';
import { atLeast, type FormatGrammar, hasWords, start } from './grammar.ts';

const bounds = z.strictObject({ kind: z.literal('dialogue'), min_turns: atLeast(4), start });

/** Share of turns that another speaker follows: two people take turns, one may add something. */
const ALTERNATING = 0.6;
/** More names per turn are fields of a form (`Date:`, `Place:`), not speakers. */
const MOST_SPEAKERS_PER_TURN = 0.75;

const TURN =
  /^[\s>*_-]{0,8}((?!\p{Ll})[\p{L}\p{N}][\p{L}\p{M}\p{N}'’. ()/&-]{0,39}?)[*_ ]{0,3}[:：][*_]{0,3}(?=\s|$|(?<=：))/u;

interface Turn {
  readonly speaker: string;
  words: boolean;
}

/** Turns `Name: text` on lines of their own, which may go on over further lines; two speakers at least. */
export const dialogue: FormatGrammar<z.output<typeof bounds>> & { readonly bounds: typeof bounds } = {
  bounds,
  problem(lines, { min_turns }) {
    const turns: Turn[] = [];
    for (const line of lines) {
      const head = TURN.exec(line.slice(0, 64));
      const speaker = head?.[1];
      if (head !== null && speaker !== undefined) {
        turns.push({ speaker: speaker.toLowerCase(), words: hasWords(line.slice(head[0].length)) });
        continue;
      }
      const last = turns.at(-1);
      if (last !== undefined) last.words ||= hasWords(line);
      else if (hasWords(line) && !/^\s*(?:#|\*|_|\(|\[)/.test(line)) return 'does not begin with a turn (Name: text)';
    }
    if (turns.length < min_turns) return `${turns.length} turns, at least ${min_turns}`;
    const silent = turns.findIndex(({ words }) => !words);
    if (silent >= 0) return `turn ${silent + 1} is empty`;
    const speakers = new Set(turns.map(({ speaker }) => speaker)).size;
    if (speakers < 2) return 'only one speaker';
    if (speakers > Math.max(2, MOST_SPEAKERS_PER_TURN * turns.length))
      return `${speakers} speakers in ${turns.length} turns`;
    const changes = turns.filter((turn, index) => index > 0 && turn.speaker !== turns[index - 1]?.speaker).length;
    return changes < ALTERNATING * (turns.length - 1) ? 'the speakers hardly take turns' : undefined;
  },
};
