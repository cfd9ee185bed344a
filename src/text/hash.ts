import { hash } from 'node:crypto';
import xxhash from 'xxhash-wasm';

const hasher = await xxhash();

/** The xxHash64 of the bytes (of a string: its UTF-8 bytes) with seed 0, as an unsigned 64-bit integer. */
export function hash64(data: string | Uint8Array): bigint {
  return typeof data === 'string' ? hasher.h64(data) : hasher.h64Raw(data);
}

/** The sha256 of the bytes (of a string: its UTF-8 bytes), as 64 lower-case hex digits. */
export function sha256Hex(data: string | Uint8Array): string {
  return hash('sha256', data);
}

/** The 32 bytes of the same, each as a character of a string: the quickest form of a short text's. */
export function sha256Bytes(text: string): string {
  return hash('sha256', text, 'binary');
}

/**
 * A number in [0, 1) that is a function of the seed and the keys alone: the top 53 bits of the xxHash64 of the keys.
 * Uniform over different keys; keys are told apart by type and by where one ends (`1` is not `'1'`, `a, b` is not `ab`).
 */
export function unitInterval(seed: number, ...keys: readonly (string | number)[]): number {
  return Number(hasher.h64(JSON.stringify([seed, ...keys])) >> 11n) / 2 ** 53;
}
