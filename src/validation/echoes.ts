import { lineKind } from '../text/lines.ts';
import { duplicates, type RepetitionSignals } from '../text/quality/repetition.ts';
import { countWords, words } from '../text/words.ts';

/** A longer text is no rewrite; what comes after so many UTF-16 units of it is not looked at. */
const MOST_UNITS = 200_000;
/** Shorter lines are labels, names and cells, which come again by nature. */
const LABEL_WORDS = 4;
/** A passage this long that stands twice is no answer taking up its question … */
const PASSAGE_WORDS = 20;
/** … and where such passages make more of the text than this, it is no recapitulation either. */
const MOST_RECAPITULATED = 0.3;
/** A name of several words stands often in a short text: n-grams up to 7 words count from this many times on … */
const FEWEST_OF_NAME = 5;
const LONGEST_NAME = 7;
/** … and longer ones from three on, for answers take up their question. */
const FEWEST_OF_PASSAGE = 3;
const LAST_TOP = 4;
const FIRST_DUPLICATE = 5;
const LAST_DUPLICATE = 10;
/** In scripts without spaces a word is one character, and names have seven of them. */
const FIRST_DUPLICATE_UNSPACED = 9;

/**
 * Gopher's repetition signals as they suit a rewrite. Numbers of list items and short lines are left out of duplicate
 * lines; tables, of whose cells many are alike, out of n-grams. N-grams up to 7 words count from their fifth time on,
 * longer ones from their third; all from their second where passages of 20 words that stood before make up more than
 * 0.3 of the text. Linear.
 */
export function echoSignals(lines: readonly string[]): RepetitionSignals {
  const written = lines.filter((line) => lineKind(line) !== 'blank');
  const long = written.map(withoutNumbering).filter((line) => countWords(line.slice(0, 200)) >= LABEL_WORDS);
  const lineDuplicates = duplicates(long);
  const characters = long.reduce((sum, line) => sum + line.length, 0);
  const prose = written
    .filter((line) => lineKind(line) !== 'table')
    .map((line) => withoutLabel(withoutNumbering(line)));
  const list = words(prose.join('\n').slice(0, MOST_UNITS));
  return {
    duplicateParagraphs: 0,
    duplicateParagraphCharacters: 0,
    duplicateLines: long.length < 4 ? 0 : lineDuplicates.elements,
    duplicateLineCharacters: lineDuplicates.characters / Math.max(1, characters),
    ...ngramShares(list),
  };
}

/** Without a list number, or the number in a table's first cell. */
function withoutNumbering(line: string): string {
  const head = line.slice(0, 40);
  const numbering = /^[\s>|]*(?:[-*+•]\s+)?(?:\d{1,4}[.):]?\s*(?:\||\s))?/.exec(head)?.[0].length ?? 0;
  return line.slice(numbering).trim();
}

/** Without the speaker or marker that begins a line: `Question:`, `Anna:`. */
function withoutLabel(line: string): string {
  const label = /^[*_# ]{0,8}[^\s:：.!?][^:：.!?]{0,30}[:：]/.exec(line.slice(0, 60))?.[0].length ?? 0;
  return line.slice(label);
}

/** Shares of the words' characters: in the top 2- to 4-gram, and in 5- to 10-grams that count as duplicates. */
function ngramShares(
  list: readonly string[],
): Pick<RepetitionSignals, 'topNgramCharacters' | 'duplicateNgramCharacters'> {
  const total = Math.max(
    1,
    list.reduce((sum, word) => sum + word.length, 0),
  );
  const first = total < 1.5 * list.length ? FIRST_DUPLICATE_UNSPACED : FIRST_DUPLICATE;
  const topNgramCharacters: number[] = [];
  const duplicateNgramCharacters: number[] = [];
  const single = ranksOf(list);
  const inPassage = repeatedPassages(single);
  let ranks = single;
  for (let n = 2; n <= LAST_DUPLICATE; n++) {
    ranks = longerBy(ranks, single, n - 1, list.length - n + 1);
    if (n <= LAST_TOP) topNgramCharacters.push(topCharacters(list, ranks, n) / total);
    else duplicateNgramCharacters.push(n < first ? 0 : duplicateCharacters(list, ranks, n, inPassage) / total);
  }
  return { topNgramCharacters, duplicateNgramCharacters };
}

function topCharacters(list: readonly string[], ranks: Int32Array, n: number): number {
  const seen = new Uint32Array(ranks.length + 1);
  let most = 0;
  let at = 0;
  for (let index = 0; index < ranks.length; index++) {
    const rank = ranks[index] ?? 0;
    const times = (seen[rank] ?? 0) + 1;
    seen[rank] = times;
    if (times > most) {
      most = times;
      at = index;
    }
  }
  if (most < FEWEST_OF_NAME) return 0;
  return most * list.slice(at, at + n).reduce((sum, word) => sum + word.length, 0);
}

function duplicateCharacters(list: readonly string[], ranks: Int32Array, n: number, inPassage: Uint8Array): number {
  const seen = new Uint32Array(ranks.length + 1);
  const fewest = n <= LONGEST_NAME ? FEWEST_OF_NAME : FEWEST_OF_PASSAGE;
  let characters = 0;
  let covered = 0;
  for (let index = 0; index < ranks.length; index++) {
    const rank = ranks[index] ?? 0;
    const times = (seen[rank] ?? 0) + 1;
    seen[rank] = times;
    if (times < fewest && !(times >= 2 && inPassage[index] === 1)) continue;
    for (let at = Math.max(index, covered); at < index + n; at++) characters += list[at]?.length ?? 0;
    covered = Math.max(covered, index + n);
  }
  return characters;
}

/** 1 for every word that belongs to a run of 20 words that stood before, where such runs are much of the text. */
function repeatedPassages(one: Int32Array): Uint8Array {
  const inPassage = new Uint8Array(one.length);
  const count = one.length - PASSAGE_WORDS + 1;
  if (count <= 0) return inPassage;
  const two = longerBy(one, one, 1, one.length - 1);
  const four = longerBy(two, two, 2, one.length - 3);
  const eight = longerBy(four, four, 4, one.length - 7);
  const sixteen = longerBy(eight, eight, 8, one.length - 15);
  const twenty = longerBy(sixteen, four, 16, count);
  const seen = new Uint8Array(one.length + 1);
  let marked = 0;
  for (let index = 0; index < twenty.length; index++) {
    const rank = twenty[index] ?? 0;
    if (seen[rank] === 1) {
      for (let at = Math.max(index, marked); at < index + PASSAGE_WORDS; at++) inPassage[at] = 1;
      marked = index + PASSAGE_WORDS;
    }
    seen[rank] = 1;
  }
  const repeated = inPassage.reduce((sum, inside) => sum + inside, 0);
  return repeated > MOST_RECAPITULATED * one.length ? inPassage : new Uint8Array(one.length);
}

/** Equal words get equal numbers, in order of first appearance. */
function ranksOf(list: readonly string[]): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(list, (word) => {
    const rank = known.get(word);
    if (rank !== undefined) return rank;
    known.set(word, known.size);
    return known.size - 1;
  });
}

/** Ranks of longer n-grams out of those of two parts, the second `offset` words on. */
function longerBy(left: Int32Array, right: Int32Array, offset: number, count: number): Int32Array {
  const ranks = new Int32Array(Math.max(0, count));
  // Open addressing: the first place of an n-gram plus 1, or 0.
  const table = new Int32Array(2 ** (32 - Math.clz32(4 * ranks.length)));
  const mask = table.length - 1;
  let different = 0;
  for (let index = 0; index < ranks.length; index++) {
    const one = left[index] ?? 0;
    const other = right[index + offset] ?? 0;
    const hash = Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const place = (table[slot] ?? 0) - 1;
      if (place === -1) {
        table[slot] = index + 1;
        ranks[index] = different++;
        break;
      }
      if (left[place] === one && right[place + offset] === other) {
        ranks[index] = ranks[place] ?? 0;
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return ranks;
}
