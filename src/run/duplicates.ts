import type { Ledger } from '../ledger/ledger.ts';
import type { StagedOutcome } from '../ledger/outcomes.ts';
import { resemblance } from '../text/shingle-sketch.ts';
import type { Strategy } from '../vocabulary/strategy.ts';
import type { Progress } from './progress.ts';

/** The reason of a text that another record of the run has already, or nearly. */
export const DUPLICATE = 'duplicate';

export const DUPLICATE_REASONS: Readonly<Record<string, string>> = {
  [DUPLICATE]: 'Another record of the run has the same text, or one of the same document nearly the same.',
};

/**
 * The least resemblance of word 5-grams that makes siblings near-identical: about what 14 × 8 bands of MinHash, as in
 * the published deduplications, find (0.72). One word in 25 may differ.
 */
const NEARLY = 0.7;

/** Siblings that a text is compared with, the latest: a document of hundreds of chunks costs no more than one of 32. */
const MOST_SIBLINGS = 32;

/**
 * Finds accepted texts that repeat others, in the order in which tasks are settled: the first stays. Every text of the run
 * by a hash in the ledger, rewrites of one document also by their word 5-grams.
 *
 * Programs edit documents: what they leave of one is nearly the same by nature, so they are compared by the whole text
 * alone, and different strategies that leave one document alike do not repeat each other. Nor are 5-grams compared
 * where the source stands in front of the text. A second try, at the end of the run, has only those of its document's
 * tasks beside it that have theirs too.
 */
export class Duplicates {
  readonly #ledger: Ledger;
  readonly #progress: Progress;
  readonly #strategies: ReadonlyMap<string, Strategy>;
  /** The sketches of `progress.siblings`. */
  #sketches: Uint8Array[];

  constructor(ledger: Ledger, progress: Progress, strategies: ReadonlyMap<string, Strategy>) {
    this.#ledger = ledger;
    this.#progress = progress;
    this.#strategies = strategies;
    this.#sketches = progress.siblings.map(({ sketch }) => Buffer.from(sketch, 'base64'));
  }

  /**
   * Takes the next accepted outcome. Returns what to tell of one that repeats another record, naming its id; undefined
   * for a new text, which is entered. `stands`: its record is in a sealed file, so that nothing is left to decide.
   */
  take(outcome: StagedOutcome, stands: boolean): string | undefined {
    const { task, recordId } = outcome;
    const sketch = this.#comparable(outcome) ? outcome.sketch : null;
    // Second tries follow each other without a document that passes between them.
    const [sibling] = this.#progress.siblings;
    if (sibling !== undefined && origin(sibling.id).document !== origin(recordId).document) this.passDocument();
    if (!stands) {
      const near = sketch === null ? undefined : this.#nearest(sketch);
      if (near !== undefined && near.likeness >= NEARLY) {
        const owner = this.#ledger.seenTexts.ownerOf(task);
        if (owner !== undefined && owner !== recordId) return sameText(owner);
        return `nearly the same text as ${near.id} (${Math.round(100 * near.likeness)}% of their word 5-grams)`;
      }
      if (!this.#ledger.seenTexts.enter(task)) {
        const owner = this.#ledger.seenTexts.ownerOf(task);
        const other = owner !== undefined && owner !== recordId && !this.#bothEdit(outcome, owner);
        if (other) return sameText(owner);
      }
    }
    if (sketch !== null) this.#addSibling(recordId, sketch);
    return undefined;
  }

  /** The document of the last outcomes is settled: what follows are no siblings of theirs. */
  passDocument(): void {
    if (this.#sketches.length === 0) return;
    this.#sketches = [];
    this.#progress.siblings = [];
  }

  #nearest(sketch: Uint8Array): { readonly id: string; readonly likeness: number } | undefined {
    let [best, likeness] = [-1, 0];
    for (const [index, other] of this.#sketches.entries()) {
      const found = resemblance(sketch, other);
      if (found > likeness) [best, likeness] = [index, found];
    }
    const sibling = this.#progress.siblings[best];
    return sibling === undefined ? undefined : { id: sibling.id, likeness };
  }

  #addSibling(id: string, sketch: Uint8Array): void {
    this.#sketches.push(sketch);
    this.#progress.siblings.push({ id, sketch: Buffer.from(sketch).toString('base64') });
    if (this.#sketches.length <= MOST_SIBLINGS) return;
    this.#sketches.shift();
    this.#progress.siblings.shift();
  }

  /** Whether a text is compared with its siblings by its 5-grams. */
  #comparable({ strategy }: StagedOutcome): boolean {
    const output = this.#strategies.get(strategy)?.output;
    return output !== undefined && output.kind === 'text' && !output.withSource;
  }

  /** Whether a text and the one it repeats are what different programs left of one document. */
  #bothEdit({ recordId, strategy }: StagedOutcome, owner: string): boolean {
    const [own, other] = [origin(recordId), origin(owner)];
    if (own.document !== other.document || strategy === other.strategy) return false;
    return [strategy, other.strategy].every((name) => this.#strategies.get(name)?.output.kind === 'program');
  }
}

function sameText(owner: string): string {
  return `the same text as ${owner}`;
}

/** Document and strategy of a record, by its id: `<source_id>/<strategy>/<n>`. */
function origin(recordId: string): { readonly document: string; readonly strategy: string } {
  const end = recordId.lastIndexOf('/');
  const begin = recordId.lastIndexOf('/', end - 1);
  return { document: recordId.slice(0, begin), strategy: recordId.slice(begin + 1, end) };
}
