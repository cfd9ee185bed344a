import { characterLength } from '../../text/characters.ts';
import { codeUnits } from '../../text/code-units.ts';
import * as hashing from '../../text/hashed-items.ts';
import { PYTHON_SPACE } from '../../text/python-space.ts';

/** Tokens of a text as numbers, with the text that they are pieces of. */
export interface HashedTokens extends hashing.HashedItems {
  /** The text in lower case. */
  readonly text: string;
}

// Constants of this file's loop; `text/characters.ts` says why it has its own.
const { FIRST_HASH, FIRST_FACTOR, SECOND_FACTOR } = hashing;
const SPACE = 0;
const PUNCTUATION = 1;
const WORD = 2;
/** First half of a pair: what the pair is, both halves are. */
const PAIR = 3;
/** Python's `\w`: letters, numbers and the underscore; combining marks are not among them. */
const WORDS = /[\p{L}\p{N}_]/u;
const CLASSES = Uint8Array.from({ length: 0x10000 }, (_, code) => {
  if (code >= 0xd800 && code <= 0xdbff) return PAIR;
  const character = String.fromCharCode(code);
  if (PYTHON_SPACE.test(character)) return SPACE;
  return WORDS.test(character) ? WORD : PUNCTUATION;
});

/**
 * The tokens of DSIR (Xie et al., 2023), as NLTK's WordPunctTokenizer cuts them: `\w+|[^\w\s]+` over the text in lower
 * case, in the meaning that Python gives to the classes. To be read at once: whatever splits another text overwrites
 * them.
 */
export function passingTokens(original: string): HashedTokens {
  const text = original.toLowerCase();
  const { length } = text;
  const units = codeUnits(text);
  let lists = hashing.sharedLists(length);
  let { firsts, seconds, starts, lengths } = lists;
  let count = 0;
  let at = 0;
  while (at < length) {
    const kind = classAt(text, units, at);
    if (kind === SPACE) {
      at += 1;
      continue;
    }
    const start = at;
    let first = FIRST_HASH;
    let second = 0;
    do {
      const end = at + (CLASSES[units[at] ?? 0] === PAIR ? characterLength(text, at) : 1);
      for (; at < end; at++) {
        const unit = units[at] ?? 0;
        first = Math.imul(first ^ unit, FIRST_FACTOR);
        second = (Math.imul(second, SECOND_FACTOR) + unit) | 0;
      }
    } while (at < length && classAt(text, units, at) === kind);
    if (count === starts.length) {
      lists = hashing.withMoreRoom(lists);
      ({ firsts, seconds, starts, lengths } = lists);
    }
    firsts[count] = first;
    seconds[count] = second;
    starts[count] = start;
    lengths[count] = at - start;
    count += 1;
  }
  return { firsts, seconds, starts, lengths, count, text };
}

function classAt(text: string, units: Uint16Array, at: number): number {
  const kind = CLASSES[units[at] ?? 0] ?? PUNCTUATION;
  return kind === PAIR ? pairClass(text, at) : kind;
}

function pairClass(text: string, at: number): number {
  return WORDS.test(String.fromCodePoint(text.codePointAt(at) ?? 0)) ? WORD : PUNCTUATION;
}

/** Whether a token is a word rather than punctuation. */
export function isWord({ text, starts }: HashedTokens, token: number): boolean {
  const start = starts[token] ?? 0;
  const kind = CLASSES[text.charCodeAt(start)] ?? PUNCTUATION;
  return (kind === PAIR ? pairClass(text, start) : kind) === WORD;
}
