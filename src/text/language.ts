import { createHashIndex, type HashIndex } from './hash-index.ts';
import { LANGUAGE_OF_SCRIPT, mainScript, type MainScript, type Script } from './scripts.ts';
import { STOP_WORDS } from './stop-words.ts';
import { type HashedWords, passingWords } from './words.ts';

/** The language of a text as far as it can be told. */
export interface DetectedLanguage {
  /** ISO 639-1 code, or `und` when it cannot be told. */
  readonly language: string;
  /** From 0 to 1; at most 0.4 for fewer than 20 words, however clear they are. */
  readonly confidence: number;
}

const UNKNOWN: DetectedLanguage = { language: 'und', confidence: 0 };

/** A look at a text: so many pieces of so many characters, spread evenly from its beginning to its end. */
interface Look {
  readonly pieces: number;
  readonly length: number;
}
/** Three pieces, so that a licence at the top or a table at the end does not decide alone. */
const FULL_LOOK: Look = { pieces: 3, length: 1500 };
/** Enough for a text that is in one language throughout, as most are. */
const FIRST_LOOK: Look = { pieces: 5, length: 120 };
/** Shorter texts are looked at as a whole at once. */
const FIRST_LOOK_FROM = 1200;
/** Fewer words than this make a verdict of low confidence. */
const FEW_WORDS = 20;
const MOST_FOR_FEW = 0.4;
/** Share of a text's words that function words make up in running prose, less what code and tables take away. */
const CLEAR_SHARE = 0.12;
const LEAST_SHARE = 0.04;
/** How far the best language must be ahead of the second, as a share of what it has itself. */
const CLEAR_LEAD = 0.3;
/** What must be seen at a first look for a second to be spared: words, share of the script, and twice the above. */
const MANY_WORDS = 50;
const ALMOST_ALL = 0.9;
const VERY_CLEAR_SHARE = 2 * CLEAR_SHARE;
const VERY_CLEAR_LEAD = 2 * CLEAR_LEAD;
/** Share of Kana among Kana and Han above which a text is Japanese. */
const JAPANESE_KANA = 0.1;

/** Letters that no other language of these lists writes: a word with one speaks for its language. */
const TELLING_LETTERS: Readonly<Record<string, string>> = {
  cs: 'ěřů',
  sk: 'ľĺŕ',
  pl: 'łśź',
  hu: 'őű',
  tr: 'ğı',
  ro: 'țș',
  pt: 'õ',
  uk: 'їєґі',
  sr: 'ђћџљњј',
};
const TELLING = new RegExp(`[${Object.values(TELLING_LETTERS).join('')}]`, 'i');

/** Marks, and whatever else NFC changes: nothing below U+0300, and no punctuation of Latin texts. */
const COMPOSABLE = /[\u0300-\u1fff\u2126-\u212b\u3099\u309a\ud800-\udfff\uf900-\uffff]/;

const LAST_DIGIT = 0x39;

/** What tells several languages of one script apart. */
interface WordIndex {
  readonly languages: readonly string[];
  /** Function words and telling letters. */
  readonly words: HashIndex;
  readonly letters: ReadonlyMap<string, number>;
  /** The places of the languages that use each word or letter, one word's after the other's. */
  readonly users: Uint8Array;
  /** By the place of a word or letter: where its users begin; one more for their end. */
  readonly usersFrom: Uint16Array;
}

const indexes: Partial<Record<Script, WordIndex>> = {
  Cyrillic: indexOf(['ru', 'uk', 'bg', 'sr']),
  Arabic: indexOf(['ar', 'fa', 'ur']),
  Devanagari: indexOf(['hi', 'mr', 'ne']),
};
const latinIndex = indexOf(
  Object.keys(STOP_WORDS).filter((language) => /\p{Script=Latin}/u.test([...(STOP_WORDS[language] ?? [])].join(' '))),
);

type Detect = (text: string) => string;
let library: Detect | undefined;

/**
 * Loads the n-gram language library (eld, 60 languages, about 0.2 s), which {@link detectLanguage} then asks where
 * script and function words leave it unsure. Safe to call more than once.
 */
export async function loadLanguageLibrary(): Promise<void> {
  if (library !== undefined) return;
  const { eld } = await import('eld/extrasmall');
  library = (text) => eld.detect(text).language;
}

/**
 * Tells a text's language from 600 of its characters where those leave no doubt (most texts are in one language
 * throughout), else from at most 4,500: by script where the script writes one language, by function words where it
 * writes several, by the library where those are unsure and it is loaded; `und` for what is left. Code, tables and mark-up without function words count for nothing. Deterministic, but the library's presence
 * changes what is told of texts in doubt: load it before the first call, or never.
 * @param wordsOfText gives the text's words (`hashedWords`) where the caller has them.
 */
export function detectLanguage(text: string, wordsOfText?: () => HashedWords): DetectedLanguage {
  return (text.length < FIRST_LOOK_FROM ? undefined : atFirstLook(text)) ?? atFullLook(text, wordsOfText);
}

/** The language of a text of which little has to be seen; undefined where there is any doubt. */
function atFirstLook(text: string): DetectedLanguage | undefined {
  const sample = composed(sampleOf(text, FIRST_LOOK));
  const main = mainScript(sample);
  if (main === undefined || main.share < ALMOST_ALL) return undefined;
  const list = passingWords(sample);
  if (list.count < MANY_WORDS) return undefined;
  const single = LANGUAGE_OF_SCRIPT[main.script];
  if (single !== undefined) return { language: single, confidence: 1 };
  const { best, share, lead } = byFunctionWords(list, indexes[main.script] ?? latinIndex);
  if (share < VERY_CLEAR_SHARE || lead < VERY_CLEAR_LEAD) return undefined;
  return { language: best, confidence: clearConfidence(share) };
}

function atFullLook(text: string, wordsOfText: (() => HashedWords) | undefined): DetectedLanguage {
  const sample = composed(sampleOf(text, FULL_LOOK));
  const main = mainScript(sample);
  if (main === undefined) return UNKNOWN;
  const list = wordsOfText !== undefined && sample === text ? wordsOfText() : passingWords(sample);
  const enough = Math.min(1, list.count / FEW_WORDS);
  const sure = (language: string, confidence: number): DetectedLanguage => ({
    language,
    confidence: enough < 1 ? Math.min(confidence, MOST_FOR_FEW) * enough : confidence,
  });
  const single = singleLanguage(main);
  if (single !== undefined) return sure(single, 1);
  const { best, share, lead } = byFunctionWords(list, indexes[main.script] ?? latinIndex);
  const clear = lead >= CLEAR_LEAD;
  if (share >= CLEAR_SHARE && clear) return sure(best, clearConfidence(share));
  const told = library?.(sample) ?? '';
  if (told === best && share >= LEAST_SHARE) return sure(best, 0.8);
  if (share >= LEAST_SHARE && clear) return sure(best, 0.5);
  if (told !== '') return sure(told, 0.4);
  return share >= CLEAR_SHARE ? sure(best, 0.4) : UNKNOWN;
}

function clearConfidence(share: number): number {
  return Math.min(1, 0.6 + share);
}

/** What a look sees of a text, a line for each piece. */
function sampleOf(text: string, { pieces, length }: Look): string {
  if (text.length <= pieces * length) return text;
  const step = (text.length - length) / (pieces - 1);
  let sample = text.slice(0, length);
  for (let piece = 1; piece < pieces; piece++) {
    const start = Math.floor(piece * step);
    sample += `\n${text.slice(start, start + length)}`;
  }
  return sample;
}

/** The text with its marks joined to their letters (NFC), as far as it matters to words and letters. */
function composed(text: string): string {
  return COMPOSABLE.test(text) ? text.normalize('NFC') : text;
}

function singleLanguage({ script, kana }: MainScript): string | undefined {
  if (script !== 'Han' && script !== 'Kana') return LANGUAGE_OF_SCRIPT[script];
  return kana > JAPANESE_KANA ? 'ja' : 'zh';
}

interface Verdict {
  readonly best: string;
  /** Function words of the best language, as a share of all words with a letter. */
  readonly share: number;
  /** How far it is ahead of the second, as a share of what it has itself. */
  readonly lead: number;
}

function indexOf(languages: readonly string[]): WordIndex {
  const users = new Map<string, number[]>();
  for (const [place, language] of languages.entries()) {
    for (const word of new Set([...(STOP_WORDS[language] ?? []), ...(TELLING_LETTERS[language] ?? '').split('')])) {
      const known = users.get(word);
      if (known === undefined) users.set(word, [place]);
      else known.push(place);
    }
  }
  const list = [...users.keys()];
  const letters = new Map(
    list.flatMap((word, place) => (TELLING.test(word) && word.length === 1 ? [[word, place]] : [])),
  );
  const usersFrom = new Uint16Array(list.length + 1);
  for (const [place, word] of list.entries()) {
    usersFrom[place + 1] = (usersFrom[place] ?? 0) + (users.get(word)?.length ?? 0);
  }
  return {
    languages,
    words: createHashIndex(list),
    letters,
    users: Uint8Array.from([...users.values()].flat()),
    usersFrom,
  };
}

function byFunctionWords(list: HashedWords, { languages, words, letters, users, usersFrom }: WordIndex): Verdict {
  const { text, count, firsts, seconds, starts, lengths } = list;
  const hits = languages.map(() => 0);
  // In the order in which they are met: of two as frequent the first is the best.
  const spoken: number[] = [];
  let lettered = 0;
  const telling = TELLING.test(text);
  for (let index = 0; index < count; index++) {
    let place = words.find(firsts[index] ?? 0, seconds[index] ?? 0);
    if (place === -1) {
      const start = starts[index] ?? 0;
      if (text.charCodeAt(start) <= LAST_DIGIT) continue;
      if (telling) place = tellingLetter(text, start, lengths[index] ?? 0, letters);
    }
    lettered += 1;
    if (place === -1) continue;
    const end = usersFrom[place + 1] ?? 0;
    for (let at = usersFrom[place] ?? 0; at < end; at++) {
      const language = users[at] ?? 0;
      const times = hits[language] ?? 0;
      if (times === 0) spoken.push(language);
      hits[language] = times + 1;
    }
  }
  let best = '';
  let most = 0;
  let second = 0;
  for (const language of spoken) {
    const times = hits[language] ?? 0;
    if (times > most) {
      best = languages[language] ?? '';
      second = most;
      most = times;
    } else if (times > second) second = times;
  }
  if (most === 0) return { best: 'und', share: 0, lead: 0 };
  return { best, share: most / lettered, lead: (most - second) / most };
}

/** The place of the first telling letter of a word, or -1. */
function tellingLetter(text: string, start: number, length: number, letters: ReadonlyMap<string, number>): number {
  for (let at = start; at < start + length; at++) {
    if (text.charCodeAt(at) < 0x80) continue;
    const place = letters.get(text.charAt(at).toLowerCase());
    if (place !== undefined) return place;
  }
  return -1;
}
