import { join } from 'node:path';
import type { Tokenizer } from '../../blend/tokenizer.ts';
import { writeWholeFile } from '../../emission/write-whole-file.ts';
import { countPackedBlocks } from './packed-blocks.ts';

/** A file of texts for the trainer, and what it came to. */
export interface WrittenTexts {
  readonly texts: number;
  /** By the ablation's count, and by the trainer's tokenizer with an end-of-text token each. */
  readonly generated_tokens: number;
  readonly trainer_tokens: number;
  /** Sequences that they fill. */
  readonly blocks: number;
  /** Relative to the export. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where texts are written, and how they are counted. */
export interface TextTarget {
  /** The folder of the export. */
  readonly folder: string;
  readonly name: string;
  readonly tokenizer: Tokenizer;
  readonly sequenceLength: number;
  readonly signal: AbortSignal;
}

/**
 * Writes texts as `data/NAME.jsonl`, one at a time. Half of a surrogate pair, where a text was cut between the two,
 * becomes U+FFFD: the trainer's JSON reader refuses the whole file for one.
 */
export async function writeTexts(
  { folder, name, tokenizer, sequenceLength, signal }: TextTarget,
  texts: AsyncIterable<{ readonly text: string; readonly tokens?: number }>,
): Promise<WrittenTexts> {
  const packed = countPackedBlocks(sequenceLength);
  const sums = { texts: 0, generated_tokens: 0, trainer_tokens: 0 };
  async function* lines(): AsyncGenerator<Uint8Array> {
    for await (const { text, tokens = 0 } of texts) {
      const whole = text.toWellFormed();
      const count = tokenizer.count(whole);
      packed.add(count);
      sums.texts += 1;
      sums.generated_tokens += tokens;
      sums.trainer_tokens += count + 1;
      yield Buffer.from(`${JSON.stringify({ text: whole })}\n`);
    }
  }
  const file = `data/${name}.jsonl`;
  const { bytes, sha256 } = await writeWholeFile(join(folder, file), lines(), signal);
  return { ...sums, blocks: packed.blocks(), file, bytes, sha256 };
}
