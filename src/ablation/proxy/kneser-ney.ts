import { type Discounts, discountsOf } from './discounts.ts';
import { NGramStore, NONE } from './n-gram-store.ts';

/** What a model is made with. */
export interface KneserNeyOptions {
  /** Tokens of the longest n-gram. */
  readonly order: number;
  /** Size of the vocabulary: what has never been seen shares its part of the probability equally. */
  readonly vocabulary: number;
}

/**
 * A language model that counts: interpolated modified Kneser-Ney (Chen and Goodman 1998). Give it documents, then ask it
 * for the surprise of others. A document begins after a mark that is never predicted; its end is not predicted. A class,
 * because it owns large arrays.
 */
export class KneserNeyModel {
  readonly #order: number;
  readonly #vocabulary: number;
  /** By length of the n-gram; the one of length 0 has a single entry, the empty context. */
  readonly #stores: readonly NGramStore[];
  /** Two 32-bit hashes of the last n tokens up to where we are, by n; and those up to one token before. */
  #highs: Int32Array;
  #lows: Int32Array;
  #highsBefore: Int32Array;
  #lowsBefore: Int32Array;
  #discounts: readonly Discounts[] | undefined;
  #tokens = 0;

  constructor({ order, vocabulary }: KneserNeyOptions) {
    this.#order = order;
    this.#vocabulary = vocabulary;
    this.#stores = Array.from({ length: order + 1 }, () => new NGramStore());
    const list = (): Int32Array => new Int32Array(order + 1);
    [this.#highs, this.#lows, this.#highsBefore, this.#lowsBefore] = [list(), list(), list(), list()];
    this.#store(0).insert(0, 0, NONE);
    // The mark before a document is a context of its own.
    this.#hash([this.#vocabulary], 0);
    this.#store(1).insert(this.#highs[1] ?? 0, this.#lows[1] ?? 0, 0);
  }

  /** Tokens that it has learnt from. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Learns from a document: token ids below the vocabulary's size. Throws once something has been asked. */
  learn(document: ArrayLike<number>): void {
    if (this.#discounts !== undefined) throw new Error('A model that has been asked learns no more.');
    const tokens = this.#marked(document);
    this.#tokens += tokens.length - 1;
    this.#hash(tokens, 0);
    for (let at = 1; at < tokens.length; at++) {
      this.#hash(tokens, at);
      // An n-gram is counted; where it is new, so is one of the next lower order, as something that can follow.
      for (let length = Math.min(this.#order, at + 1); length > 0; length--) {
        const store = this.#store(length);
        const high = this.#highs[length] ?? 0;
        const low = this.#lows[length] ?? 0;
        const known = store.find(high, low);
        store.increment(known === NONE ? store.insert(high, low, this.#contextOf(length)) : known);
        if (known !== NONE) break;
      }
    }
  }

  /** The surprise of a document, in bits over all its tokens. */
  bitsOf(document: ArrayLike<number>): number {
    const discounts = (this.#discounts ??= this.#finish());
    const tokens = this.#marked(document);
    this.#hash(tokens, 0);
    let bits = 0;
    for (let at = 1; at < tokens.length; at++) {
      this.#hash(tokens, at);
      bits -= Math.log2(this.#probability(Math.min(this.#order, at + 1), discounts));
    }
    return bits;
  }

  /** Of the token that was hashed last, from the shortest context to the longest that has been seen. */
  #probability(longest: number, discounts: readonly Discounts[]): number {
    let probability = 1 / this.#vocabulary;
    for (let length = 1; length <= longest; length++) {
      const context = this.#contextOf(length);
      if (context === NONE) break;
      const { total, ones, twos, more } = this.#store(length - 1).followersOf(context);
      if (total === 0) break;
      const [one, two, three] = discounts[length] ?? [0, 0, 0];
      const entry = this.#store(length).find(this.#highs[length] ?? 0, this.#lows[length] ?? 0);
      const count = entry === NONE ? 0 : this.#store(length).countOf(entry);
      const discount = count >= 3 ? three : count === 2 ? two : count === 1 ? one : 0;
      const left = one * ones + two * twos + three * more;
      probability = (count - discount + left * probability) / total;
    }
    return probability;
  }

  /** The entry of the context of the n-gram that was hashed last: all its tokens but the last. */
  #contextOf(length: number): number {
    if (length === 1) return 0;
    return this.#store(length - 1).find(this.#highsBefore[length - 1] ?? 0, this.#lowsBefore[length - 1] ?? 0);
  }

  #finish(): readonly Discounts[] {
    for (let length = 0; length < this.#order; length++) this.#store(length).addFollowers(this.#store(length + 1));
    return this.#stores.map((store) => discountsOf(store.countsOfCounts()));
  }

  #marked(document: ArrayLike<number>): Int32Array {
    const tokens = new Int32Array(document.length + 1);
    tokens[0] = this.#vocabulary;
    tokens.set(document, 1);
    return tokens;
  }

  /** Hashes the n-grams that end at a token, the longest of `order` tokens. */
  #hash(tokens: ArrayLike<number>, at: number): void {
    [this.#highs, this.#highsBefore] = [this.#highsBefore, this.#highs];
    [this.#lows, this.#lowsBefore] = [this.#lowsBefore, this.#lows];
    let high = 0x811c9dc5 | 0;
    let low = 0x9747b28c | 0;
    for (let length = 1; length <= Math.min(this.#order, at + 1); length++) {
      const token = (tokens[at - length + 1] ?? 0) + 1;
      high = Math.imul(high ^ token, 0x85ebca6b);
      high ^= high >>> 13;
      low = (Math.imul(low ^ (low >>> 15), 0x2c1b3c6d) + Math.imul(token, 0x9e3779b1)) | 0;
      low ^= low >>> 12;
      this.#highs[length] = high;
      this.#lows[length] = low;
    }
  }

  #store(length: number): NGramStore {
    const store = this.#stores[length];
    if (store === undefined) throw new Error(`There are no n-grams of length ${length}.`);
    return store;
  }
}
