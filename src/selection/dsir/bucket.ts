import { sha256Bytes } from '../../text/hash.ts';

/** Features of DSIR's hashed n-gram model (Xie et al., 2023). */
export const BUCKETS = 10_000;

/** The bucket of an n-gram, its tokens joined by a space: the sha256 as a number, modulo the number of buckets. */
export function bucketOf(ngram: string): number {
  const digest = sha256Bytes(ngram);
  let bucket = 0;
  // Two bytes at a time: what stands before the remainder is taken fits into 31 bits.
  for (let at = 0; at < digest.length; at += 2) {
    bucket = ((bucket << 16) + (digest.charCodeAt(at) << 8) + digest.charCodeAt(at + 1)) % BUCKETS;
  }
  return bucket;
}
