import { mixed, shingleHashes } from './shingles.ts';

/** Words of a shingle, and how a signature is cut into bands: as FineWeb has it (Penedo et al. 2024, arXiv 2406.17557). */
export const SHINGLE_WORDS = 5;
export const BANDS = 14;
export const BAND_ROWS = 8;
/** Hashes of a signature. */
export const SIGNATURE_LENGTH: number = BANDS * BAND_ROWS;

/** 32-bit words of a band's key. */
export const BAND_KEY_WORDS = 2;

// A permutation of the 32-bit numbers each: times an odd number, plus a number. Fixed for ever: signatures on disk of
// another version would be of no use.
const FACTORS = Int32Array.from({ length: SIGNATURE_LENGTH }, (_, index) => mixed(2 * index + 1) | 1);
const SUMMANDS = Int32Array.from({ length: SIGNATURE_LENGTH }, (_, index) => mixed(2 * index + 2));
const LARGEST = 0x7fffffff;

/**
 * Writes the MinHash signature of a text's shingles: for each of {@link SIGNATURE_LENGTH} permutations the least hash.
 * Two texts agree in one with a probability of their Jaccard similarity, the share of their shingles that both have.
 * Linear in the text.
 *
 * @param signature at least {@link SIGNATURE_LENGTH} long
 */
export function minHash(text: string, signature: Int32Array): void {
  const shingles = shingleHashes(text, SHINGLE_WORDS);
  const { length } = shingles;
  // Four at a time: a shingle is fetched once for them, and their minima stay in registers.
  for (let index = 0; index < SIGNATURE_LENGTH; index += 4) {
    const a = FACTORS[index] ?? 0;
    const b = FACTORS[index + 1] ?? 0;
    const c = FACTORS[index + 2] ?? 0;
    const d = FACTORS[index + 3] ?? 0;
    const plusA = SUMMANDS[index] ?? 0;
    const plusB = SUMMANDS[index + 1] ?? 0;
    const plusC = SUMMANDS[index + 2] ?? 0;
    const plusD = SUMMANDS[index + 3] ?? 0;
    let leastA = LARGEST;
    let leastB = LARGEST;
    let leastC = LARGEST;
    let leastD = LARGEST;
    for (let at = 0; at < length; at++) {
      const shingle = shingles[at] ?? 0;
      const hashA = (Math.imul(shingle, a) + plusA) | 0;
      const hashB = (Math.imul(shingle, b) + plusB) | 0;
      const hashC = (Math.imul(shingle, c) + plusC) | 0;
      const hashD = (Math.imul(shingle, d) + plusD) | 0;
      if (hashA < leastA) leastA = hashA;
      if (hashB < leastB) leastB = hashB;
      if (hashC < leastC) leastC = hashC;
      if (hashD < leastD) leastD = hashD;
    }
    signature[index] = leastA;
    signature[index + 1] = leastB;
    signature[index + 2] = leastC;
    signature[index + 3] = leastD;
  }
}

/**
 * Writes a 64-bit key of each band of a signature, two words each, high word first. Texts of the Jaccard similarity s
 * share the key of a band with a probability of s^8, of any with 1 − (1 − s^8)^14: one half at 0.69, 0.92 at 0.8, 0.21
 * at 0.6. Keys of different bands never mean the same.
 */
export function bandKeys(signature: Int32Array, keys: Uint32Array, offset: number): void {
  for (let band = 0; band < BANDS; band++) {
    let high = mixed(band + 1);
    let low = mixed(band + 1 + BANDS);
    for (let at = band * BAND_ROWS; at < (band + 1) * BAND_ROWS; at++) {
      const hash = signature[at] ?? 0;
      high = Math.imul(high ^ hash, 0x9e3779b1);
      high ^= high >>> 15;
      low = (Math.imul(low ^ (low >>> 13), 0x85ebca6b) + hash) | 0;
    }
    keys[offset + band * BAND_KEY_WORDS] = mixed(high);
    keys[offset + band * BAND_KEY_WORDS + 1] = mixed(low);
  }
}

/**
 * Writes the last byte of each hash: a sketch, by which two signatures can be compared at a quarter of their size.
 *
 * @param sketches {@link SIGNATURE_LENGTH} bytes of it are written from `offset` on
 */
export function writeSketch(signature: Int32Array, sketches: Uint8Array, offset: number): void {
  for (let index = 0; index < SIGNATURE_LENGTH; index++) sketches[offset + index] = mixed(signature[index] ?? 0);
}

/** The Jaccard similarity that two sketches speak for: of different hashes one in 256 has the same last byte. */
export function sketchSimilarity(left: Uint8Array, right: Uint8Array): number {
  let equal = 0;
  for (let index = 0; index < SIGNATURE_LENGTH; index++) if (left[index] === right[index]) equal += 1;
  const byChance = 1 / 256;
  return Math.max(0, (equal / SIGNATURE_LENGTH - byChance) / (1 - byChance));
}
