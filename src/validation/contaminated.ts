import { z } from 'zod';
import { eachNgram } from '../text/n-grams.ts';
import type { HashedWords } from '../text/words.ts';
import { contaminationIndex } from './contamination-index.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({
  indexes: z.array(z.string()).default([]),
  min_share: z.number().min(0).max(1).default(0),
});

/**
 * Rejects a text that has a run of words of a benchmark: any 13 in a row by default, as GPT-3 was decontaminated (Brown et
 * al. 2020, arXiv 2005.14165, appendix C). Case and punctuation make no difference. With `min_share` those runs must be
 * so much of the text's words. What stands in many items of a benchmark is not in its index: see `buildContaminationIndex`.
 *
 * `indexes`: files of `rewrite contamination build`; without one nothing is rejected. Score: the share of the text's words
 * that stand in such runs, of any benchmark.
 */
export const contaminated: Validator<z.output<typeof bounds>> = {
  name: 'contaminated',
  reasons: ['contaminated'],
  bounds,
  judge({ output }, { indexes, min_share }) {
    const found = contaminationOf(output.hashedWords(), indexes);
    if (found === undefined || found.share < min_share) return accept(found?.share ?? 0);
    return reject('contaminated', found.share, found.detail);
  },
};

/** What of a benchmark stands in a text. */
interface Contamination {
  /** The share of the text's words that stand in runs of the benchmark. */
  readonly share: number;
  /** The benchmark's name and the first run, for a person. */
  readonly detail: string;
}

/** What stands in the words of a text of the index that has most of it; undefined where none has anything. */
export function contaminationOf(words: HashedWords, indexes: readonly string[]): Contamination | undefined {
  let most: Contamination | undefined;
  for (const path of indexes) {
    const index = contaminationIndex(path);
    const { size } = index;
    let covered = 0;
    let coveredTo = 0;
    let first: { readonly name: string; readonly place: number } | undefined;
    eachNgram(words, size, (high, low, place) => {
      const name = index.find(high, low);
      if (name === undefined) return;
      first ??= { name, place };
      covered += place + size - Math.max(place, coveredTo);
      coveredTo = place + size;
    });
    const share = covered / words.count;
    if (first === undefined || share <= (most?.share ?? 0)) continue;
    const last = first.place + size - 1;
    const end = (words.starts[last] ?? 0) + (words.lengths[last] ?? 0);
    most = { share, detail: `${first.name}: “${quoted(words.text.slice(words.starts[first.place], end))}”` };
  }
  return most;
}
