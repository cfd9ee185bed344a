/** Tokens a block of the KV cache holds: vLLM's default `--block-size`. */
export const BLOCK_TOKENS = 16;

/**
 * Characters that tell one block of a prompt from another: what 16 tokens of English are. A fixed number, because
 * prompts that begin alike must be cut alike, whatever their tokens.
 */
const BLOCK_CHARACTERS = 64;

/** How many blocks so many tokens fill, the last one perhaps in part. */
export function blocksOf(tokens: number): number {
  return Math.ceil(tokens / BLOCK_TOKENS);
}

/**
 * The keys of a prompt's full blocks, each a hash of its own text and of all before it, as vLLM chains them: two prompts
 * have a key in common exactly as far as they begin alike (but for collisions of 30-bit hashes, which make a cache a
 * little too lucky). Takes the prompt's text and its tokens. The last token is in no block: vLLM computes it always.
 */
export function promptBlocks(text: string, tokens: number): number[] {
  const count = Math.min(Math.floor(text.length / BLOCK_CHARACTERS), Math.floor((tokens - 1) / BLOCK_TOKENS));
  const keys: number[] = [];
  let hash = 0x811c9dc5;
  let at = 0;
  for (let block = 0; block < count; block++) {
    for (const end = at + BLOCK_CHARACTERS; at < end; at++) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    }
    // FNV mixes upwards only: bring the high bits down, so that each key spreads over all 30.
    const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    keys.push((mixed ^ (mixed >>> 13)) & 0x3fffffff);
  }
  return keys;
}
