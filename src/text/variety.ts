import { deflateSync } from 'node:zlib';
import { hashedWords } from './words.ts';

/** How little a sample of texts repeats itself. */
export interface Variety {
  /** Different word bigrams over all of them (distinct-n; Li et al., 2016). 1: none is there twice. */
  readonly distinct2: number;
  /** Bytes over their bytes when deflated (Shaib et al., 2024). Greater: more redundant. */
  readonly compressionRatio: number;
  /** The share of word 4-grams that stand in another of the texts as well (after Salkar et al., 2022). */
  readonly selfRepetition: number;
}

/** UTF-16 units that are compared: all three measures depend on length, so it is the same for every sample. */
const LENGTH = 10_000;

/** The variety of the first 10,000 UTF-16 units of some texts; undefined where they have fewer. Linear. */
export function varietyOf(texts: readonly string[]): Variety | undefined {
  let left = LENGTH;
  const compared: string[] = [];
  for (const text of texts) {
    if (left === 0) break;
    const piece = text.slice(0, left);
    compared.push(piece);
    left -= piece.length;
  }
  if (left > 0) return undefined;
  const bytes = Buffer.from(compared.join('\n'));
  const grams = compared.map((text) => ({ twos: gramsOf(text, 2), fours: gramsOf(text, 4) }));
  const twos = grams.flatMap((text) => text.twos);
  return {
    distinct2: rounded(new Set(twos).size / Math.max(1, twos.length)),
    compressionRatio: rounded(bytes.length / deflateSync(bytes).length),
    selfRepetition: rounded(sharedPart(grams.map((text) => text.fours))),
  };
}

/** The share of n-grams, over all texts, that another text has too. */
function sharedPart(texts: readonly (readonly number[])[]): number {
  const textsWith = new Map<number, number>();
  for (const grams of texts) for (const gram of new Set(grams)) textsWith.set(gram, (textsWith.get(gram) ?? 0) + 1);
  const all = texts.flat();
  return all.filter((gram) => (textsWith.get(gram) ?? 0) > 1).length / Math.max(1, all.length);
}

/** Hashes of the word n-grams of a text. */
function gramsOf(text: string, n: number): number[] {
  const { firsts, count } = hashedWords(text);
  return Array.from({ length: Math.max(0, count - n + 1) }, (_, start) => {
    let hash = 0;
    for (let at = start; at < start + n; at++)
      hash = (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) + (firsts[at] ?? 0)) | 0;
    return hash;
  });
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
