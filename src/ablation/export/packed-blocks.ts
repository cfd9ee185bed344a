/** Texts that the trainer tokenizes together: what is left over of them at the end fills no block and is dropped. */
export const PACKING_GROUP = 1_000;

/** Counts the blocks that LLaMA-Factory packs texts into (`data/processor/pretrain.py`). */
export interface PackedBlocks {
  /** Adds a text of so many tokens, without its end-of-text token. */
  add(tokens: number): void;
  /** Blocks of all texts so far. */
  blocks(): number;
}

/** Texts follow each other, each with an end-of-text token, and are cut every `length` tokens, {@link PACKING_GROUP} at a time. */
export function countPackedBlocks(length: number): PackedBlocks {
  let full = 0;
  let texts = 0;
  let tokens = 0;
  return {
    add(count) {
      tokens += count + 1;
      texts += 1;
      if (texts < PACKING_GROUP) return;
      full += Math.floor(tokens / length);
      texts = 0;
      tokens = 0;
    },
    blocks: () => full + Math.floor(tokens / length),
  };
}
