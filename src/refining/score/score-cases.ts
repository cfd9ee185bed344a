import { writeWholeFile } from '../../emission/write-whole-file.ts';
import { scoresOf } from './overlap.ts';
import type { StrategyCase } from './read-cases.ts';
import { type DocumentScore, scoreDocument } from './score-document.ts';
import { addScore, NO_TOTALS, type Totals } from './totals.ts';

/**
 * Scores cases one by one and adds them up by strategy.
 * @param out JSON lines with the scores of each document, written whole by rename; undefined for none
 * @returns Totals by strategy, in order of appearance; the key is undefined for cases without one.
 */
export async function scoreCases(
  cases: AsyncIterable<StrategyCase>,
  out: string | undefined,
): Promise<Map<string | undefined, Totals>> {
  const totals = new Map<string | undefined, Totals>();
  async function* lines(): AsyncGenerator<Buffer> {
    for await (const scored of cases) {
      const score = scoreDocument(scored);
      totals.set(scored.strategy, addScore(totals.get(scored.strategy) ?? NO_TOTALS, score));
      yield Buffer.from(`${JSON.stringify(lineOf(score, scored.strategy))}\n`);
    }
  }
  if (out === undefined) for await (const _ of lines()) continue;
  else await writeWholeFile(out, lines(), undefined);
  return totals;
}

/** One line of `--out`. */
function lineOf(score: DocumentScore, strategy: string | undefined): object {
  const { removal, keeping, dropped } = score;
  return {
    id: score.id,
    ...(strategy === undefined ? {} : { strategy }),
    lines: score.lines,
    removed_lines: removal === undefined ? null : scoresOf(removal),
    kept_lines: keeping === undefined ? null : scoresOf(keeping),
    kept_words: scoresOf(score.words),
    dropped: dropped.predicted,
    gold_dropped: dropped.gold,
    tokens: score.tokens,
    problems: score.problems,
  };
}
