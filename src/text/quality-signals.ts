import { type C4Signals, c4Signals, failedC4Rules } from './quality/c4.ts';
import { failedFineWebRules, type FineWebSignals, fineWebSignals } from './quality/fineweb.ts';
import { failedGopherRules, type GopherSignals, gopherSignals } from './quality/gopher.ts';
import { failedRepetitionRules, type RepetitionSignals, repetitionSignals } from './quality/repetition.ts';
import { scanWords } from './quality/word-scan.ts';
import { splitLines } from './lines.ts';

/** Rules about English words alone; they do not count where the text is known to be in another language. */
const ENGLISH_RULES: ReadonlySet<string> = new Set(['gopher.stop_words', 'gopher.mean_word_length']);

/** Languages written without spaces: their n-grams are of characters, and repeat as those of words do not. */
const UNSPACED_LANGUAGES: ReadonlySet<string> = new Set(['zh', 'ja', 'th', 'lo', 'km', 'my']);
const NGRAM_RULE = /^gopher\.(?:top|duplicate)_\d+_gram$/;

/** Everything the rule filters of the field measure about one document, by filter. */
export interface QualitySignals {
  readonly c4: C4Signals;
  readonly gopher: GopherSignals;
  readonly repetition: RepetitionSignals;
  readonly fineWeb: FineWebSignals;
}

/**
 * Measures a document: C4, Gopher quality, Gopher repetition and FineWeb, counted as datatrove's filters count, with
 * our own word and sentence splitting. Lines are split on `\n`, a `\r` before it is none of theirs. Linear.
 */
export function qualitySignals(text: string): QualitySignals {
  const plain = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text;
  const lines = splitLines(plain);
  // Read by everything below, none of which splits another text.
  const scan = scanWords(plain);
  return {
    c4: c4Signals(plain, lines),
    gopher: gopherSignals(plain, scan, lines),
    repetition: repetitionSignals(plain, scan, lines),
    fineWeb: fineWebSignals(plain, scan, lines),
  };
}

/** Names of every rule that these signals fail, such as `gopher.word_count`, in check order; empty when all pass. */
export function failedQualityRules(signals: QualitySignals): string[] {
  return [
    ...failedC4Rules(signals.c4),
    ...failedGopherRules(signals.gopher),
    ...failedRepetitionRules(signals.repetition),
    ...failedFineWebRules(signals.fineWeb),
  ];
}

/**
 * Whether a rule says anything about a text in this language (ISO 639, `und` counts as English): those about English
 * words do not elsewhere, nor those about n-grams where no spaces are written.
 */
export function appliesTo(rule: string, language: string): boolean {
  if (NGRAM_RULE.test(rule) && UNSPACED_LANGUAGES.has(language)) return false;
  return language === 'en' || language === 'und' || !ENGLISH_RULES.has(rule);
}
