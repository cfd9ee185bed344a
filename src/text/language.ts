import { countScripts, LANGUAGE_OF_SCRIPT, type Script } from './scripts.ts';
import { STOP_WORDS } from './stop-words.ts';
import { words } from './words.ts';

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
const TELLING: ReadonlySet<string> = new Set(Object.values(TELLING_LETTERS).join(''));

const indexes: Partial<Record<Script, ReadonlyMap<string, readonly string[]>>> = {
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
 * @param wordsOfText gives the text's words (`words`) where the caller has them.
 */
export function detectLanguage(text: string, wordsOfText?: () => readonly string[]): DetectedLanguage {
  const sample = sampleOf(text).normalize('NFC');
  const script = mainScript(sample);
  if (script === undefined) return UNKNOWN;
  const list = wordsOfText !== undefined && sample === text ? wordsOfText() : words(sample);
  const enough = Math.min(1, list.length / FEW_WORDS);
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

/** From a function word, or a telling letter, to the languages that use it. */
function indexOf(languages: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const index = new Map<string, string[]>();
  for (const language of languages) {
    for (const word of new Set([...(STOP_WORDS[language] ?? []), ...(TELLING_LETTERS[language] ?? '').split('')])) {
      const known = index.get(word);
      if (known === undefined) index.set(word, [language]);
      else known.push(language);
    }
  }
  return index;
}

function byFunctionWords(list: readonly string[], index: ReadonlyMap<string, readonly string[]>): Verdict {
  const speaking = new Map<readonly string[], number>();
  let lettered = 0;
  for (const word of list) {
    if (word.charCodeAt(0) <= 0x39) continue;
    lettered += 1;
    const languages = index.get(word) ?? byTellingLetter(word, index);
    if (languages !== undefined) speaking.set(languages, (speaking.get(languages) ?? 0) + 1);
  }
  const hits = new Map<string, number>();
  for (const [languages, times] of speaking) {
    for (const language of languages) hits.set(language, (hits.get(language) ?? 0) + times);
  }
  const [first, second] = [...hits].sort((left, right) => right[1] - left[1]);
  if (first === undefined) return { best: 'und', share: 0, clear: false };
  const [best, most] = first;
  const lead = (most - (second?.[1] ?? 0)) / most;
  return { best, share: most / lettered, clear: lead >= CLEAR_LEAD };
}

function byTellingLetter(word: string, index: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  for (let at = 0; at < word.length; at++) {
    if (word.charCodeAt(at) < 0x80) continue;
    const letter = word.charAt(at);
    const languages = TELLING.has(letter) ? index.get(letter) : undefined;
    if (languages !== undefined) return languages;
  }
  return undefined;
}
