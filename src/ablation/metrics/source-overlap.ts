import { hashedWords } from '../../text/words.ts';
import type { SampledText } from '../sample.ts';
import { meanByDocument, type MetricInfo, type SampleMeter } from './sample-metric.ts';

const WORDS = 3;

export const SOURCE_OVERLAP: MetricInfo = {
  name: 'source_overlap',
  title: 'of the source',
  description:
    "Share of a text's word trigrams that stand in its source document, in a sample of 1,000 texts: 1 has every phrase of its source, 0 says all in other words.",
  unit: 'source document',
  better: undefined,
  digits: 3,
};

/** Measures how much of a text is said in the words of its source. */
export const sourceOverlap: SampleMeter = {
  metrics: [SOURCE_OVERLAP],
  measure: async (sample) => new Map([[SOURCE_OVERLAP.name, meanByDocument(sample, (text) => overlapOf(text))]]),
};

/** Undefined for a text of fewer than three words, or without a source. */
function overlapOf({ text, source }: Pick<SampledText, 'text' | 'source'>): number | undefined {
  if (source === undefined) return undefined;
  const own = trigramsOf(text);
  if (own.length === 0) return undefined;
  const there = new Set(trigramsOf(source));
  return own.filter((gram) => there.has(gram)).length / own.length;
}

function trigramsOf(text: string): string[] {
  const { firsts, count } = hashedWords(text);
  return Array.from({ length: Math.max(0, count - WORDS + 1) }, (_, at) => firsts.slice(at, at + WORDS).join(' '));
}
