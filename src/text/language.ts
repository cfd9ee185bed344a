import { createHashIndex, type HashIndex } from './hash-index.ts';
import { countScripts, LANGUAGE_OF_SCRIPT, type Script } from './scripts.ts';
import { STOP_WORDS } from './stop-words.ts';
import { type HashedWords, hashedWords } from './words.ts';

/** The language of a text as far as it can be told. */
export interface DetectedLanguage {
  /** ISO 639-1 code, or `und` when it cannot be told. */
  readonly language: string;
  /** From 0 to 1; at most 0.4 for fewer than 20 words, however clear they are. */
  readonly confidence: number;
}

const UNKNOWN: DetectedLanguage = { language: 'und', confidence: 0 };

/** Characters of a text that are looked at: a third each from its beginning, middle and end. */
const SAMPLE = 4500;
/** Fewer words than this make a verdict of low confidence. */
const FEW_WORDS = 20;
const MOST_FOR_FEW = 0.4;
/** Share of a text's words that function words make up in running prose, less what code and tables take away. */
const CLEAR_SHARE = 0.12;
const LEAST_SHARE = 0.04;
/** How far the best language must be ahead of the second, as a share of what it has itself. */
const CLEAR_LEAD = 0.3;
/** A character of these scripts says as much as this many letters of an alphabet. */
const DENSITY: Partial<Record<Script, number>> = { Han: 3, Kana: 2, Hangul: 2 };
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

const LAST_DIGIT = 0x39;

/** What tells several languages of one script apart. */
interface WordIndex {
  readonly languages: readonly string[];
  /** Function words and telling letters. */
  readonly words: HashIndex;
  readonly letters: ReadonlyMap<string, number>;
  /** By the place of a word or letter: the places of the languages that use it. */
  readonly users: readonly (readonly number[])[];
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
  const { eld } = await import('eld/medium');
  library = (text) => eld.detect(text).language;
}

/**
 * Tells a text's language from at most 4,500 of its characters: by script where the script writes one language, by
 * function words where it writes several, by the library where those are unsure and it is loaded; `und` for what is
 * left. Code, tables and mark-up without function words count for nothing. Deterministic, but the library's presence
 * changes what is told of texts in doubt: load it before the first call, or never.
 * @param wordsOfText gives the text's words (`hashedWords`) where the caller has them.
 */
export function detectLanguage(text: string, wordsOfText?: () => HashedWords): DetectedLanguage {
  const sample = sampleOf(text).normalize('NFC');
  const script = mainScript(sample);
  if (script === undefined) return UNKNOWN;
  const list = wordsOfText !== undefined && sample === text ? wordsOfText() : hashedWords(sample);
  const enough = Math.min(1, list.count / FEW_WORDS);
  const sure = (language: string, confidence: number): DetectedLanguage => ({
    language,
    confidence: enough < 1 ? Math.min(confidence, MOST_FOR_FEW) * enough : confidence,
  });
  const single = singleLanguage(script, sample);
  if (single !== undefined) return sure(single, 1);
  const { best, share, clear } = byFunctionWords(list, indexes[script] ?? latinIndex);
  if (share >= CLEAR_SHARE && clear) return sure(best, Math.min(1, 0.6 + share));
  const told = library?.(sample) ?? '';
  if (told === best && share >= LEAST_SHARE) return sure(best, 0.8);
  if (share >= LEAST_SHARE && clear) return sure(best, 0.5);
  if (told !== '') return sure(told, 0.4);
  return share >= CLEAR_SHARE ? sure(best, 0.4) : UNKNOWN;
}

/** Three pieces of a long text, so that a licence at the top or a table at the end does not decide alone. */
function sampleOf(text: string): string {
  if (text.length <= SAMPLE) return text;
  const piece = SAMPLE / 3;
  const middle = Math.floor((text.length - piece) / 2);
  return [text.slice(0, piece), text.slice(middle, middle + piece), text.slice(-piece)].join('\n');
}

/** The script that says most; Kana stands for Japanese as a whole. Undefined without letters. */
function mainScript(text: string): Script | undefined {
  let main: Script | undefined;
  let most = 0;
  for (const [script, count] of countScripts(text)) {
    const weight = count * (DENSITY[script] ?? 1);
    if (weight > most) {
      main = script;
      most = weight;
    }
  }
  return main;
}

function singleLanguage(script: Script, sample: string): string | undefined {
  if (script !== 'Han' && script !== 'Kana') return LANGUAGE_OF_SCRIPT[script];
  const counts = countScripts(sample);
  const kana = counts.get('Kana') ?? 0;
  return kana / (kana + (counts.get('Han') ?? 0)) > JAPANESE_KANA ? 'ja' : 'zh';
}

interface Verdict {
  readonly best: string;
  /** Function words of the best language, as a share of all words with a letter. */
  readonly share: number;
  /** Whether it is far enough ahead of the second. */
  readonly clear: boolean;
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
  return { languages, words: createHashIndex(list), letters, users: [...users.values()] };
}

function byFunctionWords(list: HashedWords, { languages, words, letters, users }: WordIndex): Verdict {
  const times = new Int32Array(users.length);
  const met: number[] = [];
  let lettered = 0;
  const telling = TELLING.test(list.text);
  for (let index = 0; index < list.count; index++) {
    let place = words.find(list.firsts[index] ?? 0, list.seconds[index] ?? 0);
    if (place === -1) {
      const start = list.starts[index] ?? 0;
      if (list.text.charCodeAt(start) <= LAST_DIGIT) continue;
      if (telling) place = tellingLetter(list.text, start, list.lengths[index] ?? 0, letters);
    }
    lettered += 1;
    if (place === -1) continue;
    if (times[place] === 0) met.push(place);
    times[place] = (times[place] ?? 0) + 1;
  }
  const hits = new Int32Array(languages.length);
  // In the order in which they are met: of two as frequent the first is the best.
  const spoken: number[] = [];
  for (const place of met) {
    for (const language of users[place] ?? []) {
      if (hits[language] === 0) spoken.push(language);
      hits[language] = (hits[language] ?? 0) + (times[place] ?? 0);
    }
  }
  const [best, second] = spoken.sort((left, right) => (hits[right] ?? 0) - (hits[left] ?? 0));
  if (best === undefined) return { best: 'und', share: 0, clear: false };
  const most = hits[best] ?? 0;
  const lead = (most - (second === undefined ? 0 : (hits[second] ?? 0))) / most;
  return { best: languages[best] ?? 'und', share: most / lettered, clear: lead >= CLEAR_LEAD };
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
