import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { sha256Hex } from '../text/hash.ts';
import { estimateTokens } from '../text/tokens.ts';
import { usageError } from '../vocabulary/error.ts';

/** Counts the tokens of texts. */
export interface Tokenizer {
  /** For the manifest: the file's name and the first 12 digits of its sha256, or `estimate`. */
  readonly name: string;
  /** Its file, absolute; undefined where there is none. */
  readonly path: string | undefined;
  /** Without boundary tokens. */
  readonly count: (text: string) => number;
  /** Token ids; undefined where tokens are only estimated. */
  readonly ids: TokenIds | undefined;
}

interface TokenIds {
  /** Of a text, without boundary tokens. */
  readonly of: (text: string) => readonly number[];
  /** Of a token of the vocabulary by its text; undefined where there is none. */
  readonly token: (token: string) => number | undefined;
}

/** Tokens by the built-in estimate (`text/tokens.ts`). */
export const ESTIMATE: Tokenizer = { name: 'estimate', path: undefined, count: estimateTokens, ids: undefined };

/**
 * Opens a `tokenizer.json`, relative to `cwd`.
 *
 * @param where begins the message of an error
 * @throws RewriteError `usage` for a file that is missing or holds no tokenizer
 */
export async function openTokenizer(path: string, where: string, cwd: string): Promise<Tokenizer> {
  const file = resolve(cwd, path);
  const json = await readFile(file, 'utf8').catch((error: unknown) => {
    throw usageError(
      `${where}: ${path} cannot be read: ${messageOf(error)}. Name a tokenizer.json that is on this machine: nothing is downloaded`,
      error,
    );
  });
  const tokenizer = await loadTokenizer(json, path, where);
  const encode = (text: string): readonly number[] => tokenizer.encode(text, { add_special_tokens: false }).ids;
  return {
    name: `${basename(file)}@${sha256Hex(json).slice(0, 12)}`,
    path: file,
    count: (text) => encode(text).length,
    ids: { of: encode, token: (token) => tokenizer.token_to_id(token) },
  };
}

async function loadTokenizer(json: string, path: string, where: string) {
  // Loaded by who packs with one.
  const { Tokenizer } = await import('@huggingface/tokenizers');
  try {
    const file: unknown = JSON.parse(json);
    if (typeof file !== 'object' || file === null) throw new Error('no object');
    const tokenizer = new Tokenizer(file, {});
    tokenizer.encode('A first text.', { add_special_tokens: false });
    return tokenizer;
  } catch (error) {
    throw usageError(`${where}: ${path} is no tokenizer.json that can be used: ${messageOf(error)}`, error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
