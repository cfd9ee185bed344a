import type { Manifest } from '../../run/manifest.ts';
import { TOOL_VERSION } from '../../run/tool-version.ts';
import type { BuildSftOptions } from './options.ts';
import type { RatingsReport } from './rated-documents.ts';
import { NOISE_TYPES, type NoiseType } from './strategies.ts';

/** The training set, or what is held out to measure with. */
export type Split = 'train' | 'heldout';

/** What became of the calls for one kind of noise. */
interface ProgramCounts {
  /** Windows without an answer that can be trusted, by reason. */
  readonly unanswered: Record<string, number>;
  /** Lines of programs that were left out, by reason. */
  readonly refused: Record<string, number>;
}

/**
 * `report.json`: what came through each step, and what did not and why. At each level the counts add up:
 *
 * - `documents`: read = skipped + kept + dropped + unlabelled;
 * - `document_examples`: kept + dropped = too_long + duplicates + train + heldout;
 * - `windows`: made = blank + too_long + unanswered + nothing_left + unverified + removed_too_much + duplicates +
 *   untouched_left_out + train + heldout (a kept text that was there before makes no windows).
 */
export interface SftReport {
  readonly tool_version: string;
  /** Who rated and who wrote programs, as the servers name them; null where there was nothing to ask about. */
  readonly models: { readonly scores: string | null; readonly programs: string | null };
  readonly options: BuildSftOptions & { readonly seed: number };
  readonly documents: {
    readonly read: number;
    readonly skipped: Readonly<Record<string, number>>;
    kept: number;
    dropped: number;
    /** The ratings that the keep rule needs are missing. */
    unlabelled: number;
  };
  readonly ratings: RatingsReport;
  readonly document_examples: { too_long: number; duplicates: number; readonly examples: LabelCounts };
  readonly windows: WindowCounts;
  readonly programs: Readonly<Record<NoiseType, ProgramCounts>>;
  /** Billed by the servers, over both stages. */
  readonly tokens: { readonly scores: BilledTokens; readonly programs: BilledTokens };
}

type LabelCounts = Readonly<Record<Split, { keep: number; drop: number }>>;

interface WindowCounts {
  /** Of kept documents. */
  made: number;
  blank: number;
  too_long: number;
  unanswered: number;
  nothing_left: number;
  unverified: number;
  /** Of documents that lost more than `max_removed`. */
  removed_too_much: number;
  duplicates: number;
  /** Clean windows beyond the share `untouched`. */
  untouched_left_out: number;
  readonly examples: Readonly<Record<Split, { edited: number; untouched: number }>>;
}

interface BilledTokens {
  readonly prompt: number;
  readonly completion: number;
}

/** What is known before the first example is made. */
export interface ReportFrame {
  readonly scores: Manifest;
  /** Undefined where no document is kept: there was nothing to ask about. */
  readonly programs: Manifest | undefined;
  readonly ratings: RatingsReport;
  readonly options: SftReport['options'];
}

/** A report with every count of examples at nought. */
export function newReport({ scores, programs, ratings, options }: ReportFrame): SftReport {
  const noise = (): ProgramCounts => ({ unanswered: {}, refused: {} });
  return {
    tool_version: TOOL_VERSION,
    models: { scores: modelOf(scores), programs: programs === undefined ? null : modelOf(programs) },
    options,
    documents: {
      read: scores.input.documents,
      skipped: scores.input.skipped,
      kept: 0,
      dropped: 0,
      unlabelled: 0,
    },
    ratings,
    document_examples: {
      too_long: 0,
      duplicates: 0,
      examples: { train: { keep: 0, drop: 0 }, heldout: { keep: 0, drop: 0 } },
    },
    windows: {
      made: 0,
      blank: 0,
      too_long: 0,
      unanswered: 0,
      nothing_left: 0,
      unverified: 0,
      removed_too_much: 0,
      duplicates: 0,
      untouched_left_out: 0,
      examples: { train: { edited: 0, untouched: 0 }, heldout: { edited: 0, untouched: 0 } },
    },
    programs: {
      [NOISE_TYPES[0]]: noise(),
      [NOISE_TYPES[1]]: noise(),
      [NOISE_TYPES[2]]: noise(),
    },
    tokens: { scores: billed(scores), programs: programs === undefined ? NOTHING : billed(programs) },
  };
}

const NOTHING: BilledTokens = { prompt: 0, completion: 0 };

function billed({ tokens }: Manifest): BilledTokens {
  return { prompt: tokens.prompt, completion: tokens.completion };
}

function modelOf({ models }: Manifest): string | null {
  return models['default'] ?? null;
}
