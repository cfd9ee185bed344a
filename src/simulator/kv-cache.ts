import { createPrefixCache } from './prefix-cache.ts';

/**
 * The KV cache of one simulated GPU, in blocks of 16 tokens. A block is free, or private to one request, or holds a part
 * of a prompt by key, which requests share. Blocks of prompts that nobody uses make room when others need it.
 */
export interface KvCache {
  readonly blocks: number;
  /** Blocks that can be had now: free ones, and those that can be forgotten. */
  readonly available: number;
  /** Share of the blocks in use by running requests, 0 to 1. */
  readonly usage: number;
  /**
   * Takes a prompt's blocks: those with keys, of which some may be held already, and `privateBlocks` others; leaves
   * `spare` blocks to be had. Returns how many of the keys were held, or undefined, with nothing taken, where the room
   * is too small.
   */
  admit(keys: readonly number[], privateBlocks: number, spare: number): number | undefined;
  /** Takes private blocks; the caller has made sure that they can be had. Throws a `RangeError` otherwise. */
  grow(privateBlocks: number): void;
  /** Gives back what a request had: its prompt's blocks, which stay known, and its private ones. */
  release(keys: readonly number[], privateBlocks: number): void;
}

/** An empty cache of so many blocks. */
export function createKvCache(blocks: number): KvCache {
  const prompts = createPrefixCache();
  let privateInUse = 0;

  const inUse = () => privateInUse + prompts.inUse;
  function makeRoom(needed: number): void {
    while (blocks - inUse() - prompts.idle < needed) prompts.evict();
  }

  return {
    blocks,
    get available() {
      return blocks - inUse();
    },
    get usage() {
      return inUse() / blocks;
    },
    admit(keys, privateBlocks, spare) {
      const { held, idle } = prompts.match(keys);
      // A key after a gap may be held, too: then one block less is taken than is asked for here.
      const fresh = keys.length - held + privateBlocks;
      if (fresh + idle + spare > blocks - inUse()) return undefined;
      // Used before room is made, so that none of them is what makes it.
      const known = keys.slice(0, held);
      prompts.use(known);
      makeRoom(fresh);
      prompts.use(keys.slice(held));
      privateInUse += privateBlocks;
      return held;
    },
    grow(privateBlocks) {
      if (privateBlocks > blocks - inUse()) throw new RangeError('the KV cache is full');
      makeRoom(privateBlocks);
      privateInUse += privateBlocks;
    },
    release(keys, privateBlocks) {
      prompts.release(keys);
      privateInUse -= privateBlocks;
    },
  };
}
