import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { unreadable } from '../../corpus/unreadable.ts';
import { writeWholeFile } from '../../emission/write-whole-file.ts';
import { usageError } from '../../vocabulary/error.ts';
import type { Evaluation } from './evaluation.ts';
import type { Calibration, LinearModel } from './linear-model.ts';

/** An n-gram that tells a class. */
export interface TellingNgram {
  readonly ngram: string;
  /** Of its bucket, towards the class: above 0. */
  readonly weight: number;
  /** How often it stands in the texts of the class. */
  readonly count: number;
}

/** One class as it was read. */
export interface TrainedClass {
  /** By label, with the documents that were read of each. */
  readonly files: readonly { readonly path: string; readonly documents: number }[];
  readonly documents: number;
  /** Of them, those that nothing was learnt from. */
  readonly held_out: number;
  /** Rows that are no documents, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Most telling first. */
  readonly telling: readonly TellingNgram[];
}

/** The first line of a model's file: where it comes from and how good it is. Without times: equal input, equal bytes. */
export interface ClassifierHeader {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly tool_version: string;
  readonly options: {
    readonly bits: number;
    readonly epochs: number;
    readonly seed: number;
    readonly held_out: number;
    readonly keep: number;
    readonly text_column: string;
    /** Null: each document was held out for itself. */
    readonly group_column: string | null;
  };
  readonly positives: TrainedClass;
  readonly negatives: TrainedClass;
  readonly bias: number;
  readonly calibration: Calibration & { readonly method: 'platt'; readonly documents: number };
  /** On held-out documents that the calibration has not seen either. */
  readonly evaluation: Evaluation;
}

/** A trained classifier. */
export interface Classifier {
  readonly header: ClassifierHeader;
  readonly model: LinearModel;
}

const FORMAT = 'rewrite-classifier';
/** Changes with everything that a score follows from: how words are split, hashed and weighed. */
const VERSION = 1;
/** The header is filled up to a multiple of this, so that what follows is aligned. */
const ALIGNMENT = 8;
/** A line that is longer is no header. */
const MOST_HEADER_BYTES = 1 << 24;

/** What scoring needs: whatever else a file of this version has, it has from us. */
const headerSchema = z.looseObject({
  options: z.looseObject({ bits: z.int().min(1).max(26) }),
  bias: z.number(),
  calibration: z.looseObject({ slope: z.number(), offset: z.number() }),
});

/** A header of this version. */
export function classifierHeader(facts: Omit<ClassifierHeader, 'format' | 'version'>): ClassifierHeader {
  return { format: FORMAT, version: VERSION, ...facts };
}

/** Writes a classifier as one file, whole, by rename: a line of JSON, then the weights as little-endian float32. */
export async function writeClassifier(path: string, { header, model }: Classifier, signal: AbortSignal): Promise<void> {
  const line = JSON.stringify(header);
  const missing = (ALIGNMENT - ((Buffer.byteLength(line) + 1) % ALIGNMENT)) % ALIGNMENT;
  const { buffer, byteOffset, byteLength } = model.weights;
  const pieces = [Buffer.from(`${line}${' '.repeat(missing)}\n`), new Uint8Array(buffer, byteOffset, byteLength)];
  await writeWholeFile(path, Readable.from(pieces), signal);
}

/**
 * Reads a classifier. Throws a usage error for a file that cannot be read, is none, is cut off, or was written by a
 * version that scores otherwise.
 */
export async function readClassifier(path: string): Promise<Classifier> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  const headerBytes = bytes.subarray(0, MOST_HEADER_BYTES).indexOf(0x0a) + 1;
  const found = parsed(bytes.subarray(0, headerBytes).toString('utf8'));
  if (found?.['format'] !== FORMAT) {
    throw usageError(`${path} is no classifier: rewrite classifier train makes one.`);
  }
  if (found['version'] !== VERSION) {
    throw usageError(
      `${path} is a classifier of version ${String(found['version'])}, this tool reads version ${VERSION}: train it again, or use the tool that made it (${String(found['tool_version'])}).`,
    );
  }
  const outline = headerSchema.safeParse(found);
  if (!outline.success) throw usageError(`${path} is damaged: its first line lacks what a classifier needs.`);
  const { bits } = outline.data.options;
  const expected = headerBytes + 4 * 2 ** bits;
  if (bytes.length !== expected) {
    throw usageError(
      `${path} is damaged: it has ${bytes.length} bytes, and should have ${expected}. Put it back from a copy, or train it again.`,
    );
  }
  // In memory of its own, which is aligned.
  const weights = new Float32Array(new Uint8Array(bytes.subarray(headerBytes)).buffer);
  const header = found as unknown as ClassifierHeader;
  return { header, model: { bits, bias: header.bias, weights } };
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
