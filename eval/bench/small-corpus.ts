import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { pairs } from './pipeline/corpus.ts';

/** A strategy for documents of any length that rejects nothing but what was cut off. */
export const SMALL_STRATEGY = fileURLToPath(new URL('small.yaml', import.meta.url));

/** Characters of JSON that are written at a time. */
const BLOCK = 1 << 20;

export interface SmallCorpus {
  readonly documents: number;
  /** Documents of one file; the last file may have fewer. */
  readonly perFile: number;
  /** Characters of a document. */
  readonly characters: number;
}

/**
 * Writes documents with beginnings of real texts in files of JSON lines into a folder, which is made; document i has
 * the id `d<i>`. Returns the glob that names the files, in this order.
 */
export async function writeSmallCorpus(
  folder: string,
  { documents, perFile, characters }: SmallCorpus,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const sources = pairs().map(({ source }) => source);
  function* blocks(first: number, end: number): Generator<string> {
    let block = '';
    for (let index = first; index < end; index++) {
      const text = `Document ${index}.\n\n${sources[index % sources.length]}`.slice(0, characters);
      block += `${JSON.stringify({ id: `d${index}`, text })}\n`;
      if (block.length < BLOCK) continue;
      yield block;
      block = '';
    }
    yield block;
  }
  for (let file = 0; file * perFile < documents; file++) {
    const lines = blocks(file * perFile, Math.min(documents, (file + 1) * perFile));
    await pipeline(Readable.from(lines), createWriteStream(join(folder, `${String(file).padStart(6, '0')}.jsonl`)));
  }
  return join(folder, '*.jsonl');
}
