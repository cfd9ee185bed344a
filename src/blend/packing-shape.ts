import { chunksOf } from '../interpretation/chunks.ts';
import type { LocatedYaml } from '../text/checked-yaml.ts';
import { usageError } from '../vocabulary/error.ts';
import type { PackingBounds } from './packing-bounds.ts';
import type { BlendRecipe } from './recipe.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A document, or a piece of one that was cut, as it stands in a sequence. */
export interface PackedPiece {
  /** As the sequence has it, boundary tokens included, in parts: text as a string in JSON, or token ids. */
  readonly content: readonly (string | Uint8Array)[];
  /** With boundary tokens. */
  readonly tokens: number;
}

/** A text, and in JSON, for one that is not cut. */
interface PackedText {
  readonly text: () => string;
  readonly textInJson: () => string | Uint8Array;
}

/** How documents become parts of sequences. */
export interface PackingShape {
  readonly contextLength: number;
  readonly output: 'text' | 'token_ids';
  /** That each document gets. */
  readonly boundaryTokens: number;
  readonly bounds: PackingBounds;
  /**
   * The pieces of a document that is not refused: one, unless it is longer than a sequence.
   */
  pieces(document: PackedText, tokens: number): PackedPiece[];
}

/**
 * Reads how a recipe packs; undefined where it does not. Throws a usage error for boundary tokens that the tokenizer does
 * not have, a context that they fill, and token ids without a tokenizer.
 */
export function packingShape(
  { value: { packing }, at }: LocatedYaml<BlendRecipe>,
  tokenizer: Tokenizer,
): PackingShape | undefined {
  if (packing === undefined) return undefined;
  const { context_length: contextLength, bos, eos, split, output } = packing;
  const boundaries = [bos, eos].filter((token) => token !== '');
  const room = contextLength - boundaries.length;
  if (room < 1) {
    const names = boundaries.join(' and ');
    throw usageError(
      `${at(['packing', 'context_length'])}: a context of ${contextLength} tokens is filled by ${names} alone: it must be longer than ${boundaries.length}`,
    );
  }
  const { ids } = tokenizer;
  if (output === 'token_ids' && ids === undefined) {
    throw usageError(
      `${at(['packing', 'output'])}: token_ids takes a tokenizer: name its file (tokenizer: tokenizer.json)`,
    );
  }
  const idOf = (key: 'bos' | 'eos', token: string): number[] => {
    if (token === '' || ids === undefined) return [];
    const id = ids.token(token);
    if (id !== undefined) return [id];
    throw usageError(`${at(['packing', key])}: ${JSON.stringify(token)} is no token of ${tokenizer.name}`);
  };
  const [before, behind] = [idOf('bos', bos), idOf('eos', eos)];
  return {
    contextLength,
    output,
    boundaryTokens: boundaries.length,
    bounds: { room, split, boundaries },
    pieces({ text, textInJson }, tokens) {
      if (output === 'token_ids' && ids !== undefined)
        return idPieces([...before, ...ids.of(text()), ...behind], contextLength);
      if (tokens <= room) return [textPiece(textInJson(), tokens, bos, eos)];
      const parts = cut(text(), room, tokenizer.count);
      return parts.map((part, index) => {
        const last = index === parts.length - 1 ? eos : '';
        return textPiece(JSON.stringify(part.text), part.tokens, index === 0 ? bos : '', last);
      });
    },
  };
}

/** A piece of a text in JSON, between boundary tokens. */
function textPiece(json: string | Uint8Array, tokens: number, first: string, last: string): PackedPiece {
  const inner = typeof json === 'string' ? json.slice(1, -1) : json.subarray(1, -1);
  const content = [JSON.stringify(first).slice(0, -1), inner, JSON.stringify(last).slice(1)];
  return { content, tokens: tokens + Number(first !== '') + Number(last !== '') };
}

/** Cuts a text between lines, or within one that is too long, into parts of at most so many tokens. */
function cut(text: string, most: number, count: Tokenizer['count']): { text: string; tokens: number }[] {
  // The cuts are made by estimates, which a tokenizer may exceed.
  for (let limit = most; ; limit = Math.max(1, limit >> 1)) {
    const parts = chunksOf(text, limit, Number.POSITIVE_INFINITY).map((part) => ({
      ...part,
      tokens: count(part.text),
    }));
    if (limit === 1 || parts.every(({ tokens }) => tokens <= most)) return parts;
  }
}

function idPieces(ids: readonly number[], contextLength: number): PackedPiece[] {
  const pieces: PackedPiece[] = [];
  for (let start = 0; start < ids.length; start += contextLength) {
    const piece = Uint32Array.from(ids.slice(start, start + contextLength));
    pieces.push({ content: [new Uint8Array(piece.buffer)], tokens: piece.length });
  }
  return pieces;
}
