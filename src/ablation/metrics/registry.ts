import { profileDocument } from '../../selection/profile.ts';
import { openingWords } from '../../text/text-print.ts';
import { varietyOf } from '../../text/variety.ts';
import { words } from '../../text/words.ts';
import { type Measurement, type Metric, perBlock, perDocument } from './metric.ts';
import { EMBEDDING_METRICS } from './embedding-metrics.ts';
import type { MetricInfo } from './sample-metric.ts';
import { SOURCE_OVERLAP } from './source-overlap.ts';
import { isConversational } from './style.ts';

/** Texts of a group whose openings are counted. */
const OPENING_GROUP = 100;

/** Every metric of an arm's texts, in the order of tables. A new one is one entry here. */
export const TEXT_METRICS: readonly Metric[] = [
  {
    name: 'grounding',
    title: 'grounding',
    description: 'Share of the numbers, dates and quantities of a text that its source has (validator `grounding`).',
    unit: 'source document',
    better: 'higher',
    digits: 3,
    begin: perDocument(({ scores }) => scores['grounding']),
  },
  {
    name: 'coverage',
    title: 'coverage',
    description: "Share of the source's key terms that a text has (validator `coverage`).",
    unit: 'source document',
    better: 'higher',
    digits: 3,
    begin: perDocument(({ scores }) => scores['coverage']),
  },
  {
    name: 'copied',
    title: 'copied',
    description:
      'The longest run of tokens that a text shares with its source, over its tokens (validator `copy`): 1 is the source handed back.',
    unit: 'source document',
    better: undefined,
    digits: 3,
    begin: perDocument(({ scores }) => scores['copy']),
  },
  {
    name: 'text_tokens',
    title: 'tokens a text',
    description: 'Mean tokens of a text.',
    unit: 'source document',
    better: undefined,
    digits: 0,
    begin: perDocument(({ tokens }) => tokens),
  },
  {
    name: 'conversational',
    title: 'conversational',
    description:
      'Share of texts with at least two turns, lines that begin `Name:` or `Q:`. Web text has under 2.7% (BeyondWeb, 2025).',
    unit: 'source document',
    better: undefined,
    digits: 3,
    begin: perDocument(({ text }) => (isConversational(text) ? 1 : 0)),
  },
  {
    name: 'rule_quality',
    title: 'passes rules',
    description: 'Share of texts that fail no rule of the Gopher, C4 and FineWeb filters, as `quality: high` has it.',
    unit: 'source document',
    better: 'higher',
    digits: 3,
    begin: perDocument(({ text, sourceId: id }) =>
      profileDocument({ id, text, position: { file: 0, row: 0 }, metadata: {} }).quality === 'high' ? 1 : 0,
    ),
  },
  {
    name: 'distinct_2',
    title: 'distinct-2',
    description: 'Different word bigrams over all, in blocks of 10,000 characters (Li et al., 2016).',
    unit: 'block of text',
    better: 'higher',
    digits: 3,
    begin: perBlock((texts) => varietyOf(texts)?.distinct2 ?? 0),
  },
  {
    name: 'compression_ratio',
    title: 'compression',
    description:
      'Bytes over their bytes when deflated, in blocks of 10,000 characters: greater is more redundant (Shaib et al., 2024).',
    unit: 'block of text',
    better: 'lower',
    digits: 2,
    begin: perBlock((texts) => varietyOf(texts)?.compressionRatio ?? 0),
  },
  {
    name: 'self_repetition',
    title: 'self-repetition',
    description:
      'Share of word 4-grams that another text of the same block of 10,000 characters has as well (after Salkar et al., 2022).',
    unit: 'block of text',
    better: 'lower',
    digits: 3,
    begin: perBlock((texts) => varietyOf(texts)?.selfRepetition ?? 0),
  },
  {
    name: 'vocabulary',
    title: 'vocabulary',
    description: 'Different words in 10,000 characters.',
    unit: 'block of text',
    better: 'higher',
    digits: 0,
    begin: perBlock((texts) => new Set(texts.flatMap((text) => words(text))).size),
  },
  {
    name: 'identical_openings',
    title: 'same opening',
    description: 'Texts of 1,000 that begin with the words that most begin with, counted in groups of 100 texts.',
    unit: 'block of text',
    better: 'lower',
    digits: 0,
    begin: identicalOpenings,
  },
];

/** The proxy model's metric, measured elsewhere: on held-out documents. */
export const PROXY_METRIC: MetricInfo = {
  name: 'bits_per_byte',
  title: 'bits/byte',
  description:
    'Surprise of held-out documents for a small language model trained on the arm (interpolated modified Kneser-Ney, 4-grams of o200k tokens), in bits a byte. It orders arms by how much they say about how real documents go on. It misleads about collapse: a counting model does not lose what a neural one forgets. Arms that copy their sources do well here.',
  unit: 'held-out document',
  better: 'lower',
  digits: 4,
};

/** Every metric's name, but those of raters, which a file names. */
export const METRIC_NAMES = [
  PROXY_METRIC.name,
  ...[...TEXT_METRICS, SOURCE_OVERLAP, ...EMBEDDING_METRICS].map(({ name }) => name),
] as [string, ...string[]];

function identicalOpenings(): Measurement {
  const values = new Map<string, number>();
  let openings = new Map<string, number>();
  let texts = 0;
  return {
    add({ text }) {
      const opening = openingWords(text);
      openings.set(opening, (openings.get(opening) ?? 0) + 1);
      texts += 1;
      if (texts < OPENING_GROUP) return;
      const most = Math.max(...openings.values());
      // Alone among its kind is not alike.
      values.set(`group ${values.size}`, most === 1 ? 0 : (1000 * most) / OPENING_GROUP);
      openings = new Map();
      texts = 0;
    },
    finish: () => values,
  };
}
