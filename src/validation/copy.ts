import { z } from 'zod';
import { longestCommonHashRun } from '../text/common-run.ts';
import { accept, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({ max_run: z.number().min(0).max(1).default(0.5) });

/** Below this many words one quoted sentence is most of the text … */
const FEW_WORDS = 30;
/** … and it takes more than this share of it to be a copy; a sentence that a document wants repeated is all of it. */
const LEAST_OF_FEW = 0.8;
/** A phrase of fewer words than this may well be the same. */
const FEWEST_WORDS = 12;

/**
 * Rejects the source handed back: the longest run of words shared with the source is more than `max_run` of the
 * text's words, and of a text under 30 words more than 0.8. A summary made of source sentences is no copy. Does not
 * judge programs, whose text is the source by design, nor the built-in backend, nor texts under 12 words. Score: the
 * share.
 */
export const copy: Validator<z.output<typeof bounds>> = {
  name: 'copy',
  reasons: ['copy'],
  bounds,
  judge(candidate, { max_run }) {
    if (candidate.kind === 'program' || !candidate.byLanguageModel) return accept(0);
    const words = candidate.output.hashedWords();
    if (words.count < FEWEST_WORDS) return accept(0);
    const run = longestCommonHashRun(words, candidate.original.hashedWords());
    const share = run / words.count;
    const most = words.count < FEW_WORDS ? Math.max(max_run, LEAST_OF_FEW) : max_run;
    if (share <= most) return accept(share);
    return reject('copy', share, `${run} of ${words.count} words in one run stand in the source`);
  },
};
