import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { loadStrategy } from '../../src/config/strategy-file.ts';
import { EXTRACTIVE_STRATEGIES, writeExtractively } from '../../src/extractive/write.ts';
import { chunksOf } from '../../src/interpretation/chunks.ts';
import { detectLanguage } from '../../src/text/language.ts';
import type { Strategy } from '../../src/vocabulary/strategy.ts';
import { seedTexts } from '../bench/measure.ts';

/** A rewrite that says nothing false, and what it was made of. */
export interface Rewrite {
  readonly strategy: Strategy;
  readonly text: string;
  readonly source: string;
  readonly language: string;
}

const CORPUS = new URL('../../../shared/corpus/', import.meta.url);
const CHUNK_TOKENS = 1000;
const PROSE = /^(?:prox|rules)/;

/** Every strategy of text that the built-in backend serves, and `math`, as shipped. */
export async function shippedStrategies(): Promise<ReadonlyMap<string, Strategy>> {
  const names = [...EXTRACTIVE_STRATEGIES.filter((name) => !PROSE.test(name)), 'math'];
  const loaded = names.map(async (name) => {
    const path = fileURLToPath(new URL(`../../strategies/${name}.yaml`, import.meta.url));
    return [name, await loadStrategy(path)] as const;
  });
  return new Map(await Promise.all(loaded));
}

/** At most this many texts, taken evenly: of the development corpus where it stands beside the project, else the seeds. */
export function sourceTexts(most: number): { readonly from: string; readonly texts: readonly string[] } {
  const has = existsSync(new URL('public-domain.jsonl.gz', CORPUS));
  const texts = has ? ['public-domain.jsonl.gz', 'udhr.jsonl.gz'].flatMap(textsOf) : seedTexts();
  const step = Math.max(1, texts.length / most);
  const taken = Array.from(
    { length: Math.min(most, texts.length) },
    (_, index) => texts[Math.floor(index * step)] ?? '',
  );
  return { from: has ? 'the development corpus' : 'data/seeds', texts: taken };
}

function textsOf(name: string): string[] {
  const lines = gunzipSync(readFileSync(new URL(name, CORPUS)))
    .toString('utf8')
    .split('\n');
  return lines.flatMap((line) => {
    const row: unknown = line === '' ? undefined : JSON.parse(line);
    return typeof row === 'object' && row !== null && 'text' in row && typeof row.text === 'string' ? [row.text] : [];
  });
}

/** What the built-in backend writes of the first chunk of a text, for each strategy that has something to write. */
export function builtInRewrites(text: string, strategies: ReadonlyMap<string, Strategy>): Rewrite[] {
  const source = chunksOf(text, CHUNK_TOKENS)[0]?.text ?? '';
  const { language } = detectLanguage(source);
  return [...strategies.values()].flatMap((strategy) => {
    const brief = { strategy: strategy.name, source, firstLine: 0, title: '', language, variables: {} };
    const written = writeExtractively(brief);
    return written === '' ? [] : [{ strategy, text: written, source, language }];
  });
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const WRITTEN_DATE = new RegExp(`\\b(${MONTHS.join('|')}) (\\d{1,2}), (\\d{4})\\b`, 'g');

/** Other ways to say the same: numerals, dates, percentages, quotes and apostrophes in another form. */
const RESTATEMENTS: readonly ((text: string) => string)[] = [
  (text) => text.replace(/(\d),(\d{3})\b/g, '$1$2'),
  (text) => text.replace(WRITTEN_DATE, '$2 $1 $3'),
  (text) =>
    text.replace(WRITTEN_DATE, (_, month: string, day: string, year: string) =>
      [year, String(MONTHS.indexOf(month) + 1).padStart(2, '0'), day.padStart(2, '0')].join('-'),
    ),
  (text) => text.replace(/(\d)%/g, '$1 percent').replace(/\$(\d[\d,.]*\d)(?! ?\p{L})/gu, '$1 dollars'),
  (text) => text.replace(/(\d) percent\b/g, '$1%'),
  (text) => text.replaceAll('’', "'").replace(/[“”]/g, '"'),
  (text) => text.replace(/(\d)(?:,000){2}\b/g, '$1 million'),
];

/** Restatements of a rewrite, those that change it. */
export function restated(rewrite: Rewrite): Rewrite[] {
  return RESTATEMENTS.map((restate) => ({ ...rewrite, text: restate(rewrite.text) })).filter(
    ({ text }) => text !== rewrite.text,
  );
}
