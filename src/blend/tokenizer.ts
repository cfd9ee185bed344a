import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sha256Hex } from '../text/hash.ts';
import { estimateTokens } from '../text/tokens.ts';
import { usageError } from '../vocabulary/error.ts';

/** Reads `tokenizer.json` as Python's tokenizers do. Not among our dependencies: only who packs with one needs it. */
const LIBRARY = '@huggingface/tokenizers';

/** Counts the tokens of texts. */
export interface Tokenizer {
  /** For the manifest: the file's name and the first 12 digits of its sha256, or `estimate`. */
  readonly name: string;
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
export const ESTIMATE: Tokenizer = { name: 'estimate', count: estimateTokens, ids: undefined };

/**
 * Opens a `tokenizer.json`, relative to `cwd`.
 *
 * @param where begins the message of an error
 * @throws RewriteError `usage` for a file that is missing or holds no tokenizer, and where the library is not installed,
 *   neither with this program nor in `cwd`
 */
export async function openTokenizer(path: string, where: string, cwd: string): Promise<Tokenizer> {
  const file = resolve(cwd, path);
  const json = await readFile(file, 'utf8').catch((error: unknown) => {
    throw usageError(`${where}: ${path} cannot be read: ${messageOf(error)}`, error);
  });
  const tokenizer = await loadTokenizer(json, path, where, cwd);
  const encode = (text: string): readonly number[] => tokenizer.encode(text, { add_special_tokens: false }).ids;
  return {
    name: `${basename(file)}@${sha256Hex(json).slice(0, 12)}`,
    count: (text) => encode(text).length,
    ids: { of: encode, token: (token) => tokenizer.token_to_id(token) },
  };
}

/** What is used of the library's class. */
interface LibraryTokenizer {
  encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: readonly number[] };
  token_to_id(token: string): number | undefined;
}

interface Library {
  readonly Tokenizer: new (file: unknown, config: object) => LibraryTokenizer;
}

async function loadTokenizer(json: string, path: string, where: string, cwd: string): Promise<LibraryTokenizer> {
  let file: unknown;
  try {
    file = JSON.parse(json);
  } catch (error) {
    throw usageError(`${where}: ${path} is no tokenizer.json: ${messageOf(error)}`, error);
  }
  const isTokenizer = typeof file === 'object' && file !== null && 'model' in file;
  if (!isTokenizer) throw usageError(`${where}: ${path} is no tokenizer.json: it has no \`model\``);
  const { Tokenizer } = await loadLibrary(where, cwd);
  try {
    const tokenizer = new Tokenizer(file, {});
    tokenizer.encode('A first text.', { add_special_tokens: false });
    return tokenizer;
  } catch (error) {
    throw usageError(`${where}: ${path} holds no tokenizer that ${LIBRARY} can open: ${messageOf(error)}`, error);
  }
}

async function loadLibrary(where: string, cwd: string): Promise<Library> {
  try {
    return (await import(LIBRARY)) as Library;
  } catch {
    // Not installed beside this program: beside the user's files, perhaps.
  }
  let found: string;
  try {
    found = createRequire(join(cwd, 'package.json')).resolve(LIBRARY);
  } catch (error) {
    throw usageError(
      `${where}: a tokenizer.json is read by ${LIBRARY}, which is not installed: npm install ${LIBRARY}; or leave \`tokenizer\` out, and tokens are estimated`,
      error,
    );
  }
  return (await import(pathToFileURL(found).href)) as Library;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
