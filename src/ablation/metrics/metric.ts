import type { ArmText } from '../arm-texts.ts';

/** What a metric's values are of: values of two arms with the same key are compared with each other. */
type MetricUnit = 'source document' | 'block of text' | 'held-out document';

/** Something that is measured of an arm's texts. */
export interface Metric {
  /** As it is named in ablation files and results. */
  readonly name: string;
  /** For a table's head. */
  readonly title: string;
  /** What it says, how it is counted, and whose it is; a paragraph for the report. */
  readonly description: string;
  readonly unit: MetricUnit;
  /** What is better, where one can say so. */
  readonly better: 'higher' | 'lower' | undefined;
  /** Digits after the point that are shown. */
  readonly digits: number;
  /** Begins to measure one arm with one seed. */
  begin(): Measurement;
}

/** A measurement under way, in one pass over an arm's texts. */
export interface Measurement {
  add(text: ArmText): void;
  /** Value by key; empty where nothing could be measured. Once, after the last text. */
  finish(): ReadonlyMap<string, number>;
}

/** A metric of single texts: the mean over those that a source document was made into. Undefined: says nothing of it. */
export function perDocument(value: (text: ArmText) => number | undefined): () => Measurement {
  return () => {
    const sums = new Map<string, { sum: number; count: number }>();
    return {
      add(text) {
        const one = value(text);
        if (one === undefined) return;
        const { sum, count } = sums.get(text.sourceId) ?? { sum: 0, count: 0 };
        sums.set(text.sourceId, { sum: sum + one, count: count + 1 });
      },
      finish: () => new Map([...sums].map(([id, { sum, count }]) => [id, sum / count])),
    };
  };
}

/** UTF-16 units of a block: all arms are compared over pieces of this length, since such measures depend on it. */
const BLOCK_UNITS = 10_000;

/**
 * A metric of blocks of text, each of 10,000 UTF-16 units of texts that follow each other; what is left at the end is
 * not counted.
 */
export function perBlock(value: (texts: readonly string[]) => number): () => Measurement {
  return () => {
    const values = new Map<string, number>();
    let block: string[] = [];
    let units = 0;
    return {
      add({ text }) {
        let rest = text;
        while (units + rest.length >= BLOCK_UNITS) {
          const cut = BLOCK_UNITS - units;
          values.set(`block ${values.size}`, value([...block, rest.slice(0, cut)]));
          rest = rest.slice(cut);
          block = [];
          units = 0;
        }
        if (rest !== '') block.push(rest);
        units += rest.length;
      },
      finish: () => values,
    };
  };
}
