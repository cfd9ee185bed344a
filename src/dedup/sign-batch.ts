import { BAND_KEY_WORDS, bandKeys, BANDS, minHash, SIGNATURE_LENGTH, writeSketch } from '../text/min-hash.ts';

/** Texts for a worker thread. */
export interface SignRequest {
  readonly texts: readonly string[];
  /** Whether sketches are wanted. */
  readonly sketches: boolean;
}

/** What became of the texts, in their order. */
export interface SignedBatch {
  /** {@link KEYS_WORDS} words a text: the keys of its bands. */
  readonly keys: Uint32Array;
  /** `SIGNATURE_LENGTH` bytes a text, or none at all. */
  readonly sketches: Uint8Array;
}

/** Words of all keys of one text. */
export const KEYS_WORDS: number = BANDS * BAND_KEY_WORDS;

/** Signs texts. A pure function of plain values, so that it can run in a worker thread. */
export function signBatch({ texts, sketches: wanted }: SignRequest): SignedBatch {
  const signature = new Int32Array(SIGNATURE_LENGTH);
  const keys = new Uint32Array(texts.length * KEYS_WORDS);
  const sketches = new Uint8Array(wanted ? texts.length * SIGNATURE_LENGTH : 0);
  for (const [index, text] of texts.entries()) {
    minHash(text, signature);
    bandKeys(signature, keys, index * KEYS_WORDS);
    if (wanted) writeSketch(signature, sketches, index * SIGNATURE_LENGTH);
  }
  return { keys, sketches };
}
