import { splitLines } from '../text/lines.ts';
import { sentences } from '../text/sentences.ts';
import { blocksOf } from './blocks.ts';
import { removedLines } from './line-rules.ts';
import { isSentence } from './prose-sentence.ts';

/** Longer than any strategy's whole documents; the rest is not looked at. */
const MOST_CHARACTERS = 100_000;
/** A document needs this many sentences of prose, and this share of its characters in them … */
const LEAST_SENTENCES = 3;
const LEAST_PROSE = 0.15;
/** … and may hold no more than this share of its characters in navigation and notices. */
const MOST_FURNITURE = 0.5;
/** From this many sentences on a document is kept whatever stands around them: reference pages with much code. */
const ENOUGH_SENTENCES = 20;

/** A ProX document program by rule: `drop_doc()` for pages with hardly any prose, or more page than text. */
export function judgeDocument(text: string, language: string): string {
  const prose = proseOf(text.slice(0, MOST_CHARACTERS), language);
  if (prose.sentences >= ENOUGH_SENTENCES) return 'keep_doc()';
  if (prose.sentences < LEAST_SENTENCES || prose.characters < text.length * LEAST_PROSE) return 'drop_doc()';
  const lines = splitLines(text);
  const furniture = removedLines(lines, language).reduce(
    (sum, gone, at) => sum + (gone ? (lines[at]?.length ?? 0) : 0),
    0,
  );
  return furniture > text.length * MOST_FURNITURE ? 'drop_doc()' : 'keep_doc()';
}

function proseOf(text: string, language: string): { sentences: number; characters: number } {
  let count = 0;
  let characters = 0;
  for (const block of blocksOf(text)) {
    if (block.kind !== 'paragraph') continue;
    for (const piece of block.texts) {
      for (const sentence of sentences(piece, language)) {
        if (!isSentence(sentence.text)) continue;
        count += 1;
        characters += sentence.text.length;
      }
    }
  }
  return { sentences: count, characters };
}
