import type { Ledger } from '../ledger/ledger.ts';
import type { StagedOutcome } from '../ledger/outcomes.ts';
import { openingWords } from '../text/text-print.ts';
import { varietyOf } from '../text/variety.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import {
  addPoint,
  type CollapseTally,
  emptyCollapseTally,
  emptyWindow,
  type Opening,
  TELLING,
  WINDOW,
} from './collapse-tally.ts';
import type { Progress } from './progress.ts';

/** The first texts of a window are its sample, this many UTF-16 units of each. */
const SAMPLE_TEXTS = 40;
const SAMPLE_LENGTH = 500;

/** What is held of a window beside its tally. */
interface Window {
  /** Hashes of the openings, in order; 0 for none. */
  readonly openings: Int32Array;
  /** Texts by opening. */
  readonly counts: Map<number, number>;
  samples: string[];
  /** Whether an earlier process was stopped by this window already: the gate waits for the next. */
  readonly passed: boolean;
}

/** An opening that too many texts of a strategy have. */
export interface RepeatedOpening {
  readonly strategy: string;
  /** Texts that begin so, of how many (at most 1,000). */
  readonly count: number;
  readonly texts: number;
  /** Its words, in lower case; empty where they are not known. */
  readonly words: string;
  /** A record that begins so. */
  readonly record: string;
}

export interface CollapseOptions {
  readonly ledger: Ledger;
  readonly progress: Progress;
  readonly strategies: ReadonlyMap<string, Strategy>;
  /** Identical openings in 1,000 texts above which the run stops; undefined for no gate. */
  readonly gate: number | undefined;
}

/**
 * Watches whether the accepted texts of a strategy become alike: identical openings and variety, thousand by thousand, in
 * the order in which tasks are settled. Holds a thousand small numbers and 40 beginnings of texts for each strategy; what
 * is held is in the ledger with every commit, so that an interruption changes nothing. Programs are not watched: how a
 * document begins is its own.
 */
export class Collapse {
  /** The opening that passed the gate; nothing is watched for after it. */
  tripped: RepeatedOpening | undefined;
  readonly #options: CollapseOptions;
  readonly #windows = new Map<string, Window>();
  readonly #changed = new Set<string>();
  /** Strategies that were warned of in this process, and warnings that nobody took yet. */
  readonly #warned = new Set<string>();
  #warnings: RepeatedOpening[] = [];

  constructor(options: CollapseOptions) {
    this.#options = options;
  }

  /** Takes the next accepted outcome. `stands`: its record is in a sealed file, its text is not at hand. */
  take(outcome: StagedOutcome, stands: boolean): void {
    const { progress, strategies } = this.#options;
    const { strategy } = outcome;
    const output = strategies.get(strategy)?.output;
    // What is known of a text that stands begins with its source.
    if (output === undefined || output.kind !== 'text' || (stands && output.withSource)) return;
    progress.collapse[strategy] ??= emptyCollapseTally();
    const tally = progress.collapse[strategy];
    const window = this.#windows.get(strategy) ?? this.#load(strategy, tally);
    tally.records += 1;
    window.openings[tally.open.records] = outcome.opening ?? 0;
    if (outcome.opening !== null) this.#countOpening(outcome, tally, window, stands || output.withSource);
    if (tally.open.records < SAMPLE_TEXTS && !stands) this.#sample(outcome, tally, window, output.withSource);
    tally.open.records += 1;
    this.#changed.add(strategy);
    if (tally.open.records === WINDOW) this.#close(strategy, tally);
  }

  /** Keeps what changed; to be called inside the transaction in which it did. */
  save(): void {
    const { ledger, progress } = this.#options;
    for (const strategy of this.#changed) {
      const filled = progress.collapse[strategy]?.open.records ?? 0;
      const openings = this.#windows.get(strategy)?.openings ?? new Int32Array(0);
      ledger.collapse.setOpenings(strategy, openings.subarray(0, filled));
    }
    this.#changed.clear();
  }

  /** Openings that passed 10 per 1,000 since this was last asked; each strategy once in a process. */
  takeWarnings(): RepeatedOpening[] {
    const warnings = this.#warnings;
    this.#warnings = [];
    return warnings;
  }

  #countOpening(outcome: StagedOutcome, tally: CollapseTally, window: Window, wordsUnknown: boolean): void {
    const { ledger, gate } = this.#options;
    const { open } = tally;
    const hash = outcome.opening ?? 0;
    const count = (window.counts.get(hash) ?? 0) + 1;
    window.counts.set(hash, count);
    if (count <= open.most) return;
    open.most = count;
    const stops = gate !== undefined && count > gate;
    if (count <= TELLING && !stops) return;
    if (open.leader?.hash !== hash) {
      const words = wordsUnknown ? '' : openingWords(ledger.outcomes.record(outcome.task).text);
      open.leader = { count, hash, words, record: outcome.recordId };
    }
    open.leader.count = count;
    const found = repeated(outcome.strategy, open.leader, open.records + 1);
    if (stops && !window.passed) this.tripped ??= found;
    if (count <= TELLING) return;
    if (count > (tally.worst?.count ?? 0)) tally.worst = { ...open.leader };
    if (this.#warned.has(outcome.strategy)) return;
    this.#warned.add(outcome.strategy);
    this.#warnings.push(found);
  }

  /** `fromEnd`: what was generated stands there, behind its source. */
  #sample({ strategy, task }: StagedOutcome, tally: CollapseTally, window: Window, fromEnd: boolean): void {
    const { ledger } = this.#options;
    const { text: whole } = ledger.outcomes.record(task);
    const text = fromEnd ? whole.slice(-SAMPLE_LENGTH) : whole.slice(0, SAMPLE_LENGTH);
    window.samples.push(text);
    ledger.collapse.addSample(strategy, tally.open.records, text);
    if (tally.open.records < SAMPLE_TEXTS - 1) return;
    tally.open.variety = varietyOf(window.samples) ?? null;
    this.#dropSamples(strategy, window);
  }

  #dropSamples(strategy: string, window: Window): void {
    window.samples = [];
    this.#options.ledger.collapse.dropSamples(strategy);
  }

  #close(strategy: string, tally: CollapseTally): void {
    const window = this.#windows.get(strategy);
    addPoint(tally.points, { records: WINDOW, openings: tally.open.most, variety: tally.open.variety });
    tally.open = emptyWindow();
    if (window !== undefined && window.samples.length > 0) this.#dropSamples(strategy, window);
    this.#windows.set(strategy, { openings: new Int32Array(WINDOW), counts: new Map(), samples: [], passed: false });
  }

  /** The window as an earlier process left it. */
  #load(strategy: string, { open }: CollapseTally): Window {
    const { ledger, gate } = this.#options;
    const openings = new Int32Array(WINDOW);
    openings.set(ledger.collapse.openings(strategy).subarray(0, open.records));
    const counts = new Map<number, number>();
    for (const hash of openings.subarray(0, open.records)) {
      if (hash !== 0) counts.set(hash, (counts.get(hash) ?? 0) + 1);
    }
    const samples = open.records < SAMPLE_TEXTS ? ledger.collapse.samples(strategy) : [];
    const window = { openings, counts, samples, passed: gate !== undefined && open.most > gate };
    this.#windows.set(strategy, window);
    return window;
  }
}

function repeated(strategy: string, { count, words, record }: Opening, texts: number): RepeatedOpening {
  return { strategy, count, texts, words, record };
}
