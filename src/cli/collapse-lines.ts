import { type CollapseStatus, TELLING } from '../run/collapse-tally.ts';
import { count } from '../text/figures.ts';

/** The strategies that are watched, by name, as status and manifest have them. */
type Watched = Readonly<Record<string, CollapseStatus>>;

/** What to tell of texts that begin alike, for summary and status: a line a strategy that has too many of them. */
export function collapseLines(watched: Watched): string[] {
  return repeating(watched).map(([name, { worst_opening: worst }], index) => {
    const words = worst.words === '' ? `like ${worst.record}` : `with "${worst.words}" (${worst.record}, say)`;
    return `${index === 0 ? 'openings ' : '         '}  ${name}: ${count(worst.per_1000)} in 1,000 texts begin ${words}`;
  });
}

/** The strategy that begins most of its texts alike now, in a few words; undefined where none has too many. */
export function openingNow(watched: Watched): string | undefined {
  const [worst] = Object.entries(watched)
    .flatMap(([name, { openings_per_1000: openings }]) => (openings === null ? [] : [{ name, openings }]))
    .sort((left, right) => right.openings - left.openings);
  if (worst === undefined || worst.openings <= TELLING) return undefined;
  return `${worst.name}: ${count(worst.openings)}/1,000 open alike`;
}

function repeating(watched: Watched) {
  return Object.entries(watched).flatMap(([name, { worst_opening: worst, ...status }]) =>
    worst === null ? [] : [[name, { ...status, worst_opening: worst }] as const],
  );
}
