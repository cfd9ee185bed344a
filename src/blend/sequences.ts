import { packBestFit } from './best-fit.ts';
import type { Entry } from './entry.ts';
import type { PackingShape } from './packing-shape.ts';

/**
 * Entries are packed so many, or so many bytes of them, at a time: what is held in memory, and how far a document may
 * stand from its place in the order. Packing a whole corpus at once leaves hardly less empty.
 */
export const WINDOW_ENTRIES = 16_384;
const WINDOW_BYTES = 64 * 1024 * 1024;

const COMMA = Buffer.from(',');

/** What became of the room in sequences. */
export interface PackingTally {
  sequences: number;
  /** In sequences, boundary tokens included. */
  tokens: number;
  /** Pieces, and those of documents that were cut. */
  pieces: number;
}

/** Sequences of whole documents, made of entries in order. */
export interface Sequences {
  readonly tally: PackingTally;
  /** Adds an entry, whose bytes must hold; returns the sequences in JSON that it completes, in UTF-8. */
  add(entry: Entry): Iterable<Buffer>;
  /** What is left; afterwards more can be added. */
  end(): Iterable<Buffer>;
}

/** Makes sequences as a recipe packs them; their ids go on from one phase to the next. */
export function createSequences(shape: PackingShape): Sequences {
  const tally: PackingTally = { sequences: 0, tokens: 0, pieces: 0 };
  let window: Entry[] = [];
  let bytes = 0;

  function* pack(): Generator<Buffer> {
    const entries = window;
    window = [];
    bytes = 0;
    const lengths = entries.map(({ tokens }) => tokens);
    for (const bin of packBestFit(lengths, shape.contextLength)) {
      const pieces = bin.flatMap((index) => entries[index] ?? []);
      const tokens = pieces.reduce((sum, piece) => sum + piece.tokens, 0);
      yield sequenceOf(tally.sequences, tokens, pieces, shape.output);
      tally.sequences += 1;
      tally.tokens += tokens;
      tally.pieces += pieces.length;
    }
  }
  return {
    tally,
    add(entry) {
      window.push(entry);
      bytes += entry.line.length + entry.content.length;
      return window.length >= WINDOW_ENTRIES || bytes >= WINDOW_BYTES ? pack() : [];
    },
    end: pack,
  };
}

/** A sequence in JSON. The parts are JSON already: their bytes are copied. */
function sequenceOf(number: number, tokens: number, pieces: readonly Entry[], output: PackingShape['output']): Buffer {
  const id = `sequence-${String(number).padStart(9, '0')}`;
  const commas = pieces.flatMap(({ line }, index) => (index === 0 ? [line] : [COMMA, line]));
  const documents = [Buffer.from(`"tokens":${tokens},"documents":[`), ...commas, Buffer.from(']}')];
  if (output === 'text') {
    const texts = pieces.map(({ content }) => content.subarray(1, -1));
    return Buffer.concat([Buffer.from(`{"id":"${id}","text":"`), ...texts, Buffer.from('",'), ...documents]);
  }
  const ids = pieces.map(({ content }) => idsOf(content).join(','));
  const lengths = pieces.map((piece) => piece.tokens).join(',');
  const head = `{"id":"${id}","input_ids":[${ids.join(',')}],"seq_lengths":[${lengths}],`;
  return Buffer.concat([Buffer.from(head), ...documents]);
}

function idsOf(content: Buffer): Uint32Array {
  // A copy: the bytes may begin where no 32-bit word does.
  return new Uint32Array(Uint8Array.from(content).buffer);
}
