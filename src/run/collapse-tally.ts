import type { Variety } from '../text/variety.ts';

/** Accepted texts of a strategy that make a window: openings are counted per 1,000, as FinePhrase counted them. */
export const WINDOW = 1_000;

/**
 * Identical openings per 1,000 texts above which a strategy is told of: the finding of FinePhrase (Hugging Face, 2026),
 * where 115 of 1,000 outputs of one prompt began alike.
 */
export const TELLING = 10;

/** Texts before which a share of openings says nothing. */
const FEWEST = 100;

/** Points of the series that is kept: windows are merged to stay within. */
const MOST_POINTS = 16;

/** An opening that is repeated. */
export interface Opening {
  /** Texts of the window that begin so. */
  count: number;
  /** The hash of its words. */
  hash: number;
  /** Its words, in lower case; empty where they are not known any more. */
  words: string;
  /** A record that begins so. */
  record: string;
}

/** One window, or several that were merged. */
interface Point {
  /** Accepted texts, from the last point to this one. */
  records: number;
  /** Texts per 1,000 that begin with the same five words, in the worst of the windows. */
  openings: number;
  /** Means; null where the sampled texts were too short. */
  variety: Variety | null;
}

/** What the collapse watch knows of a strategy. Plain JSON, part of the progress of a run. */
export interface CollapseTally {
  /** Accepted texts. */
  records: number;
  /** The window that is being filled: its texts, and the opening that most of them have where that is telling. */
  open: { records: number; most: number; leader: Opening | null; variety: Variety | null };
  /** The most repeated opening of all windows, where it was telling. */
  worst: Opening | null;
  points: Point[];
}

/** A strategy's collapse watch as status and manifest show it; null: not known, or too few texts. */
export interface CollapseStatus {
  /** Accepted texts. */
  readonly records: number;
  /** Texts per 1,000 that begin with the same five words: in the last thousand, or in all texts while there are fewer. */
  readonly openings_per_1000: number | null;
  /** The most repeated opening of any thousand, where more than 10 texts had it. */
  readonly worst_opening: { readonly per_1000: number; readonly words: string; readonly record: string } | null;
  /** Of a sample of the last thousand, at a fixed length. */
  readonly distinct_2: number | null;
  readonly compression_ratio: number | null;
  readonly self_repetition: number | null;
  /** The same over time, in at most 16 points. */
  readonly series: readonly {
    /** Accepted texts so far. */
    readonly records: number;
    readonly openings_per_1000: number;
    readonly distinct_2: number | null;
    readonly compression_ratio: number | null;
    readonly self_repetition: number | null;
  }[];
}

export function emptyCollapseTally(): CollapseTally {
  return { records: 0, open: emptyWindow(), worst: null, points: [] };
}

export function emptyWindow(): CollapseTally['open'] {
  return { records: 0, most: 0, leader: null, variety: null };
}

/** Adds the point of a window that is full; two neighbours that cover least together become one where there are too many. */
export function addPoint(points: Point[], point: Point): void {
  points.push(point);
  if (points.length <= MOST_POINTS) return;
  let least = 0;
  const size = (index: number) => (points[index]?.records ?? 0) + (points[index + 1]?.records ?? 0);
  for (let index = 1; index < points.length - 1; index++) if (size(index) < size(least)) least = index;
  const [left, right] = points.slice(least, least + 2);
  if (left !== undefined && right !== undefined) points.splice(least, 2, merged(left, right));
}

/** What status and manifest show of the strategies that are watched. */
export function collapseOf(tallies: Readonly<Record<string, CollapseTally>>): Record<string, CollapseStatus> {
  return Object.fromEntries(Object.entries(tallies).map(([name, tally]) => [name, statusOf(tally)]));
}

function statusOf({ records, open, worst, points }: CollapseTally): CollapseStatus {
  const last = points.at(-1);
  // Before there is a whole window, all texts there are stand for a thousand.
  const perThousand = (texts: number): number =>
    last === undefined ? Math.round((texts * WINDOW) / open.records) : texts;
  const early = open.records < FEWEST ? null : perThousand(open.most);
  let sum = 0;
  return {
    records,
    openings_per_1000: last?.openings ?? early,
    worst_opening:
      worst === null ? null : { per_1000: perThousand(worst.count), words: worst.words, record: worst.record },
    ...varietyFields(open.variety ?? last?.variety ?? null),
    series: points.map((point) => {
      sum += point.records;
      return { records: sum, openings_per_1000: point.openings, ...varietyFields(point.variety) };
    }),
  };
}

function varietyFields(variety: Variety | null) {
  return {
    distinct_2: variety?.distinct2 ?? null,
    compression_ratio: variety?.compressionRatio ?? null,
    self_repetition: variety?.selfRepetition ?? null,
  };
}

function merged(left: Point, right: Point): Point {
  const records = left.records + right.records;
  const [one, other] = [left.variety, right.variety];
  const mean = (key: keyof Variety) => {
    const sum = (one?.[key] ?? 0) * left.records + (other?.[key] ?? 0) * right.records;
    return Math.round((1_000 * sum) / records) / 1_000;
  };
  const variety =
    one === null || other === null
      ? (one ?? other)
      : {
          distinct2: mean('distinct2'),
          compressionRatio: mean('compressionRatio'),
          selfRepetition: mean('selfRepetition'),
        };
  return { records, openings: Math.max(left.openings, right.openings), variety };
}
