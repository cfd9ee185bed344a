import { KneserNeyModel } from './kneser-ney.ts';

/** Tokens of the longest n-gram: with five, models of a few million tokens are no better and twice as large. */
const ORDER = 4;
/** Size of o200k's vocabulary, special tokens included. */
const VOCABULARY = 200_019;
/** A tokenizer's merges are quadratic in the length of a word: longer pieces are taken apart. */
const PIECE = 2_000;

/** A small language model that stands for the one that would be trained on an arm. */
export interface Proxy {
  /** Learns from a text. `part`: of the parts that have a model of their own, the one that it belongs to. */
  learn(text: string, part?: number): void;
  /** Bits a byte (UTF-8) of a text; NaN for an empty one. No more is learnt afterwards. */
  bitsPerByte(text: string): number;
  /** The same by the model of each part, of those that have learnt anything. */
  bitsPerByteByPart(text: string): ReadonlyMap<number, number>;
}

/** A proxy model that has learnt nothing. Reads the vocabulary, which takes a third of a second the first time. */
export async function createProxy(): Promise<Proxy> {
  const { encode } = await import('gpt-tokenizer/encoding/o200k_base');
  const tokensOf = (text: string): number[] => {
    const tokens: number[] = [];
    for (const piece of piecesOf(text)) {
      // What looks like a special token in a text is text.
      for (const token of encode(piece, { disallowedSpecial: new Set() })) tokens.push(token);
    }
    return tokens;
  };
  const newModel = (): KneserNeyModel => new KneserNeyModel({ order: ORDER, vocabulary: VOCABULARY });
  const model = newModel();
  const parts = new Map<number, KneserNeyModel>();
  return {
    learn(text, part) {
      const tokens = tokensOf(text);
      model.learn(tokens);
      if (part === undefined) return;
      const own = parts.get(part) ?? newModel();
      parts.set(part, own);
      own.learn(tokens);
    },
    bitsPerByte: (text) => model.bitsOf(tokensOf(text)) / Buffer.byteLength(text),
    bitsPerByteByPart(text) {
      const tokens = tokensOf(text);
      return new Map([...parts].map(([part, own]) => [part, own.bitsOf(tokens) / Buffer.byteLength(text)]));
    },
  };
}

/** The text in pieces that end at a white space, or at {@link PIECE} characters where there is none. */
function* piecesOf(text: string): Generator<string> {
  let start = 0;
  while (text.length - start > PIECE) {
    let end = start + PIECE;
    const space = text.slice(start, end).search(/\s\S*$/);
    if (space > 0) end = start + space;
    else if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
  yield text.slice(start);
}
