import { namedSignals, REPETITION_LIMITS } from '../../text/quality/repetition.ts';
import { failedQualityRules, type QualitySignals, qualitySignals } from '../../text/quality-signals.ts';
import type { JsonObject } from '../../vocabulary/json.ts';
import type { MeasuredRater, RatedDocument } from './measured-rater.ts';

/** A column: what it counts, and its value. */
type Column = readonly [meaning: string, read: (signals: QualitySignals) => number];

/** A column that a rule looks at has the rule's name, with an underscore for its dot. */
const COLUMNS: Readonly<Record<string, Column>> = {
  c4_lorem_ipsum: ['1 where a line that C4 keeps says lorem ipsum, else 0', ({ c4 }) => Number(c4.loremIpsum)],
  c4_curly_bracket: ['1 where a line that C4 would keep has a {, else 0', ({ c4 }) => Number(c4.curlyBracket)],
  c4_sentences: ['sentences of the lines that C4 keeps', ({ c4 }) => c4.sentences],
  c4_kept_lines: ['the lines that C4 keeps; no rule asks for them', ({ c4 }) => c4.keptLines],
  gopher_word_count: ['words that are not symbols only', ({ gopher }) => gopher.words],
  gopher_mean_word_length: ['their mean length in characters', ({ gopher }) => gopher.meanWordLength],
  gopher_hash_ratio: ['# per word or symbol', ({ gopher }) => gopher.hashRatio],
  gopher_ellipsis_ratio: ['ellipses per word or symbol', ({ gopher }) => gopher.ellipsisRatio],
  gopher_bullet_lines: ['share of lines that begin with a bullet', ({ gopher }) => gopher.bulletLines],
  gopher_ellipsis_lines: ['share of lines that end in an ellipsis', ({ gopher }) => gopher.ellipsisLines],
  gopher_alphabetic_words: ['share of words with a letter, as in the paper', ({ gopher }) => gopher.alphabeticWords],
  gopher_alphabetic_tokens: ['the same of words and symbols, as in datatrove', ({ gopher }) => gopher.alphabeticTokens],
  gopher_stop_words: ['how many of eight English stop words stand in the text', ({ gopher }) => gopher.stopWords],
  ...Object.fromEntries(
    namedSignals(REPETITION_LIMITS).map(([name], place) => [
      `gopher_${name}`,
      [repeated(name), ({ repetition }: QualitySignals) => namedSignals(repetition)[place]?.[1] ?? 0] as const,
    ]),
  ),
  fineweb_line_punctuation: ['share of lines that end in an end mark', ({ fineWeb }) => fineWeb.punctuatedLines],
  fineweb_short_lines: ['share of lines of at most 30 characters', ({ fineWeb }) => fineWeb.shortLines],
  fineweb_duplicate_lines: [
    'share of characters in lines that stood before',
    ({ fineWeb }) => fineWeb.duplicateLineCharacters,
  ],
  fineweb_duplicate_text_lines: [
    'the same of lines of text alone, not of markup',
    ({ fineWeb }) => fineWeb.duplicateTextLineCharacters,
  ],
  fineweb_newlines_per_word: ['line breaks per word or symbol', ({ fineWeb }) => fineWeb.newlinesPerWord],
};

/** Every signal of the published rule filters as a number, and the rules that fail. */
export const rules: MeasuredRater = {
  name: 'rules',
  summary: 'every signal of the rule filters C4, Gopher (quality and repetition) and FineWeb, and the rules that fail',
  source: 'Raffel et al. 2020 (1910.10683), Rae et al. 2021 (2112.11446), Penedo et al. 2024 (2406.17557), on arXiv',
  columns: {
    ...Object.fromEntries(Object.entries(COLUMNS).map(([name, [meaning]]) => [name, meaning])),
    failed: 'names of the rules that fail, such as gopher.word_count; all of them, whatever the language',
  },
  takesModel: false,
  open: async () => signalsOf,
};

function signalsOf({ text }: RatedDocument): JsonObject {
  const signals = qualitySignals(text);
  const values = Object.entries(COLUMNS).map(([name, [, read]]) => [name, rounded(read(signals))] as const);
  return { ...Object.fromEntries(values), failed: failedQualityRules(signals) };
}

/** Six digits behind the point: more would be noise, and a third of the output. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** What a repetition rule of this name counts: `duplicate_line_characters`, `top_2_gram`. */
function repeated(name: string): string {
  const [, kind, size] = /^(top|duplicate)_(\d+)_gram$/.exec(name) ?? [];
  if (kind === 'top') return `share of characters in the commonest run of ${size} words`;
  if (kind === 'duplicate') return `share of characters in runs of ${size} words that stood before`;
  const [, what = '', characters] = /^duplicate_(\w+?)s?(_characters)?$/.exec(name) ?? [];
  return `share of ${characters === undefined ? '' : 'characters in '}${what}s that stood before`;
}
