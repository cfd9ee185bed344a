import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { InputFile } from '../../corpus/input-files.ts';
import { TOOL_VERSION } from '../../run/tool-version.ts';
import { hash64 } from '../../text/hash.ts';
import { mixed } from '../../text/shingles.ts';
import { usageError } from '../../vocabulary/error.ts';
import { type HeldOut, plattScaling } from './calibration.ts';
import { evaluate } from './evaluation.ts';
import { ExampleStore, type Role } from './example-store.ts';
import { createFtrlLearner, type FtrlOptions } from './ftrl.ts';
import { type Groups, groupsBy } from './groups.ts';
import { type LinearModel, marginOf } from './linear-model.ts';
import { type Classifier, classifierHeader, type TrainedClass } from './model-file.ts';
import { eachBucket, wordHashes } from './ngram-buckets.ts';
import { type ReadClass, readClass } from './read-class.ts';
import { type BucketCounts, createTellingNgrams } from './telling-ngrams.ts';

/** Passes over the texts: DCLM's (Li et al. 2024, arXiv 2406.11794). */
export const EPOCHS = 5;
/** A model has 2 ** 20 buckets, 4 MB. */
export const BITS = 20;
/** The share of the documents that nothing is learnt from. */
export const HELD_OUT = 0.2;
/** The fraction that DCLM keeps. */
export const KEEP = 0.1;

/**
 * Chosen on pieces of posts, technical documents and web pages, of documents that were held out as a whole: of 1.8 M
 * words, a greater `alpha` gains nothing, and with this `l1` a third of the buckets does as well as all of them.
 */
const FTRL: FtrlOptions = { alpha: 0.5, beta: 0.1, l1: 0.05, l2: 0 };

/** Documents of a class that each half of what is held out must have: from fewer, no share can be told. */
const FEWEST_HELD_OUT = 5;

type ClassName = 'positives' | 'negatives';

const LOW_WORD = 0xffff_ffffn;
const HIGH_SHIFT = 32n;
/** Texts learnt from between two turns of the event loop. */
const TURN = 256;

/** The steps, in their order. */
export type TrainStep = 'reading' | 'learning' | 'measuring' | 'looking';

export interface TrainOptions {
  readonly positives: readonly InputFile[];
  readonly negatives: readonly InputFile[];
  readonly textColumn: string;
  /** Documents with the same value there are held out together, or not at all. */
  readonly groupColumn: string | undefined;
  readonly bits: number;
  readonly epochs: number;
  /** Share of the documents: half of them to calibrate, half to measure. */
  readonly heldOut: number;
  /** A fraction of documents to tell the threshold of. */
  readonly keep: number;
  readonly seed: number;
}

export interface TrainHooks {
  readonly signal: AbortSignal;
  /** Called when a step begins, and with each epoch. */
  readonly onStep: (step: TrainStep, epoch: number) => void;
}

/**
 * Trains a classifier that tells positives from negatives, as DCLM's does: hashed words and pairs of words, linear.
 * Both classes count the same in sum, whatever their numbers. Equal files, options and seed give an equal model.
 *
 * Two passes over the text: the first puts hashes of words on disk (temporary files, about the size of the text), from
 * which is learnt; the second finds the words behind the weights. Memory: 20 bytes a bucket, a 64th of the hashes, and
 * 50 bytes for each document held out.
 *
 * Throws a usage error where a class has no documents or too few, where a file stands in both, where no document has the
 * group's column, and the signal's reason.
 */
export async function trainClassifier(options: TrainOptions, hooks: TrainHooks): Promise<Classifier> {
  await refuseSharedFiles(options);
  const { signal, onStep } = hooks;
  const folder = await mkdtemp(join(tmpdir(), 'rewrite-classifier-'));
  const store = new ExampleStore(folder);
  try {
    onStep('reading', 0);
    const groups = groupsBy(options.groupColumn);
    const positives = await readSide('positives', store, { ...options, groups }, signal);
    const negatives = await readSide('negatives', store, { ...options, groups }, signal);
    groups.check();
    const model = await learn(store, { positives, negatives }, options, hooks);
    onStep('measuring', 0);
    const heldOut = marginsOf(store, model);
    const calibration = plattScaling(heldOut.calibrate);
    const { slope, offset } = calibration;
    const measured = heldOut.measure.map(({ margin, positive }) => ({ margin: slope * margin + offset, positive }));
    onStep('looking', 0);
    const header = classifierHeader({
      tool_version: TOOL_VERSION,
      options: {
        bits: options.bits,
        epochs: options.epochs,
        seed: options.seed,
        held_out: options.heldOut,
        keep: options.keep,
        text_column: options.textColumn,
        group_column: options.groupColumn ?? null,
      },
      positives: await describeSide('positives', positives, model, options, signal),
      negatives: await describeSide('negatives', negatives, model, options, signal),
      bias: model.bias,
      calibration: { method: 'platt', ...calibration, documents: heldOut.calibrate.length },
      evaluation: evaluate(measured, options.keep),
    });
    return { header, model };
  } finally {
    store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** One class, read once. */
interface Side {
  readonly read: ReadClass;
  readonly roles: Readonly<Record<Role, number>>;
  readonly counts: BucketCounts;
}

async function readSide(
  name: ClassName,
  store: ExampleStore,
  options: TrainOptions & { readonly groups: Groups },
  signal: AbortSignal,
): Promise<Side> {
  const counts: BucketCounts = new Uint32Array(2 ** options.bits);
  const roles: Record<Role, number> = { learn: 0, calibrate: 0, measure: 0 };
  const read = await readClass(name, options[name], { ...options, signal }, (text, group) => {
    const role = roleOf(hash64(group), options);
    const words = wordHashes(text);
    roles[role] += 1;
    eachBucket(words, options.bits, (bucket) => {
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    });
    store.add(Number(hash64(text) & LOW_WORD), { role, positive: name === 'positives', words });
  });
  if (Math.min(roles.calibrate, roles.measure) < FEWEST_HELD_OUT || roles.learn === 0) {
    const few = `--${name}: ${read.documents} documents, of which ${roles.calibrate} and ${roles.measure} are held out`;
    throw usageError(
      `${few} to calibrate and to measure: at least ${FEWEST_HELD_OUT} each are needed. Give more documents, or a greater --held-out.`,
    );
  }
  return { read, roles, counts };
}

/** What a text is for, by a hash of its group: copies of a text, in whichever file, are all for the same. */
function roleOf(hash: bigint, { heldOut, seed }: TrainOptions): Role {
  const drawn = (mixed(Number(hash >> HIGH_SHIFT) ^ mixed(seed)) >>> 0) / 2 ** 32;
  if (drawn < heldOut / 2) return 'calibrate';
  return drawn < heldOut ? 'measure' : 'learn';
}

async function learn(
  store: ExampleStore,
  { positives, negatives }: Readonly<Record<ClassName, Side>>,
  { bits, epochs, seed }: TrainOptions,
  { signal, onStep }: TrainHooks,
): Promise<LinearModel> {
  const learner = createFtrlLearner(bits, FTRL);
  const half = (positives.roles.learn + negatives.roles.learn) / 2;
  const weights = { positives: half / positives.roles.learn, negatives: half / negatives.roles.learn };
  for (let epoch = 0; epoch < epochs; epoch++) {
    onStep('learning', epoch + 1);
    let learnt = 0;
    for (const { role, positive, words } of store.shuffled(mixed(seed) + epoch)) {
      if (role !== 'learn') continue;
      learner.learn(words, positive, positive ? weights.positives : weights.negatives);
      learnt += 1;
      if (learnt % TURN === 0) {
        // Signals are heard between two turns of the event loop only.
        await setImmediate();
        signal.throwIfAborted();
      }
    }
  }
  return learner.model();
}

/** The margins of what was held out, by what for. */
function marginsOf(store: ExampleStore, model: LinearModel): Record<Exclude<Role, 'learn'>, HeldOut[]> {
  const heldOut = { calibrate: [] as HeldOut[], measure: [] as HeldOut[] };
  for (const { role, positive, words } of store.shuffled(0)) {
    if (role !== 'learn') heldOut[role].push({ margin: marginOf(model, words), positive });
  }
  return heldOut;
}

async function describeSide(
  name: ClassName,
  { read, roles, counts }: Side,
  model: LinearModel,
  options: TrainOptions,
  signal: AbortSignal,
): Promise<TrainedClass> {
  const telling = createTellingNgrams(model, counts, name === 'positives');
  await readClass(name, options[name], { ...options, groups: groupsBy(undefined), signal }, (text) =>
    telling.add(text),
  );
  return { ...read, held_out: roles.calibrate + roles.measure, telling: telling.found() };
}

/** Throws a usage error for a file that stands in both classes, whichever links lead there, and for standard input. */
async function refuseSharedFiles({ positives, negatives }: TrainOptions): Promise<void> {
  if ([...positives, ...negatives].some(({ path }) => path === '-')) {
    throw usageError('standard input cannot be read twice, and training looks twice: put it in a file first.');
  }
  const real = new Set(await Promise.all(positives.map(({ path }) => realpath(path))));
  for (const { path } of negatives) {
    if (!real.has(await realpath(path))) continue;
    throw usageError(`${path} stands in --positives and in --negatives: a document is of one class only.`);
  }
}
