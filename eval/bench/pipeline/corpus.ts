import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeExtractively } from '../../../src/extractive/write.ts';
import { profileDocument } from '../../../src/selection/profile.ts';
import { sentences } from '../../../src/text/sentences.ts';
import { seedTexts } from '../measure.ts';

/** Characters of a source and of the answers to it, about. */
const SOURCE = 2_000;
const ANSWER = 1_000;

/** A source text of about 2 kB, and a rewrite of it of about 1 kB. */
export interface Pair {
  readonly source: string;
  readonly answer: string;
}

/**
 * Passages of about 2,000 characters of the seed corpus (whole sentences, good enough to be selected), each with an
 * answer that the built-in rules wrote of it: text as real as a benchmark without a model can have. The same in every
 * process.
 */
export function pairs(): readonly Pair[] {
  return seedTexts()
    .flatMap(passages)
    .filter(isSelected)
    .flatMap((source) => {
      const brief = { strategy: 'tutorial', source, firstLine: 0, title: '', language: 'en', variables: {} };
      const answer = cut(writeExtractively(brief), ANSWER);
      return answer.length < ANSWER / 2 ? [] : [{ source, answer }];
    });
}

function isSelected(text: string): boolean {
  const { language, quality } = profileDocument({ id: '', text, position: { file: 0, row: 0 }, metadata: {} });
  return language === 'en' && quality === 'high';
}

function passages(text: string): string[] {
  const found: string[] = [];
  for (let rest = text; rest.length >= SOURCE; ) {
    const passage = cut(rest, SOURCE);
    found.push(passage);
    rest = rest.slice(Math.max(passage.length, 1));
  }
  return found;
}

/** The whole sentences of the first `characters` characters. */
function cut(text: string, characters: number): string {
  const end = sentences(text.slice(0, characters)).at(-2)?.end ?? characters;
  return text.slice(0, end).trim();
}

/**
 * Writes `documents` documents in JSON lines; document i has the id `d<i>` and the source of pair i modulo their number,
 * and those of the `sourcesEach - 1` pairs after it.
 */
export async function writeCorpus(path: string, documents: number, sourcesEach = 1): Promise<void> {
  const sources = pairs();
  function* lines(): Generator<string> {
    let block = '';
    for (let index = 0; index < documents; index++) {
      const text = [`Document ${index}.`];
      for (let part = 0; part < sourcesEach; part++) text.push(sources[(index + part) % sources.length]?.source ?? '');
      block += `${JSON.stringify({ id: `d${index}`, text: text.join('\n\n') })}\n`;
      if (block.length < 1 << 20 && index < documents - 1) continue;
      yield block;
      block = '';
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}
