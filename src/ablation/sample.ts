import { unitInterval } from '../text/hash.ts';
import type { ArmText } from './arm-texts.ts';
import { documentsOf } from './controls.ts';

/** Texts of a sample: with these a mean is known to about a thirtieth of its spread. */
const TEXTS = 1_000;
/** The sample follows from ids and from this alone: arms made of the same documents are compared by the same ones. */
const SAMPLE_SEED = 20_251_129;

/** A text with the document that it was made of. */
export interface SampledText extends ArmText {
  /** The whole source document; undefined where it is not among the arm's. */
  readonly source: string | undefined;
}

/** Gathers all texts of those documents that come first by a hash of their ids, up to 1,000 texts; bounded memory. */
export class SampleOfTexts {
  #byDocument = new Map<string, { readonly rank: number; readonly texts: ArmText[] }>();
  #texts = 0;
  /** Documents beyond this rank are not among those sampled. */
  #bound = 1;

  add(text: ArmText): void {
    const rank = unitInterval(SAMPLE_SEED, text.sourceId);
    if (rank > this.#bound) return;
    const document = this.#byDocument.get(text.sourceId) ?? { rank, texts: [] };
    this.#byDocument.set(text.sourceId, document);
    if (document.texts.length === TEXTS) return;
    document.texts.push(text);
    this.#texts += 1;
    if (this.#texts >= 2 * TEXTS) this.#prune();
  }

  /** The sample, by rank of the documents, with the source of each. `input`: globs of the arm's documents. */
  async withSources(input: readonly string[]): Promise<readonly SampledText[]> {
    this.#prune();
    const sources = new Map<string, string>();
    for await (const { id, text } of documentsOf(input)) {
      if (this.#byDocument.has(id)) sources.set(id, text);
      if (sources.size === this.#byDocument.size) break;
    }
    return [...this.#byDocument.values()]
      .flatMap(({ texts }) => texts)
      .slice(0, TEXTS)
      .map((text) => ({ ...text, source: sources.get(text.sourceId) }));
  }

  #prune(): void {
    const ranked = [...this.#byDocument].sort(([, left], [, right]) => left.rank - right.rank);
    this.#byDocument = new Map();
    this.#texts = 0;
    for (const [id, document] of ranked) {
      if (this.#texts >= TEXTS) break;
      this.#byDocument.set(id, document);
      this.#texts += document.texts.length;
      if (this.#texts >= TEXTS) this.#bound = document.rank;
    }
  }
}
