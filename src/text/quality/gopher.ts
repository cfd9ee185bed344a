import { createHashIndex } from '../hash-index.ts';
import type { WordScan } from './word-scan.ts';

/** What Gopher's quality rules look at (Rae et al. 2021, arXiv 2112.11446, table A1; counted as datatrove counts). */
export interface GopherSignals {
  /** Words that are not symbols only. */
  readonly words: number;
  /** Their mean length in characters; 0 without words. */
  readonly meanWordLength: number;
  /** `#` and ellipses (`...`, `…`), each per word or symbol. */
  readonly hashRatio: number;
  readonly ellipsisRatio: number;
  /** Shares of the lines that begin with a bullet (`•`, `-`), that end in an ellipsis. */
  readonly bulletLines: number;
  readonly ellipsisLines: number;
  /** Share of the words that hold a letter: the rule as the paper states it. */
  readonly alphabeticWords: number;
  /** The same of words and symbols together, as datatrove counts: prose rich in commas or markup fails it too. */
  readonly alphabeticTokens: number;
  /** How many different of the eight English stop words stand in the text, in lower case. */
  readonly stopWords: number;
}

const STOP_WORDS = ['the', 'be', 'to', 'of', 'and', 'that', 'have', 'with'];
const STOP_WORD_INDEX = createHashIndex(STOP_WORDS);
const LONGEST_STOP_WORD = 4;

/** Gopher's quality signals of a text, its words and its lines. */
export function gopherSignals(text: string, scan: WordScan, lines: readonly string[]): GopherSignals {
  const ellipses = occurrences(text, '...') + occurrences(text, '\u2026');
  return {
    words: scan.words,
    meanWordLength: share(scan.wordCharacters, scan.words),
    hashRatio: share(occurrences(text, '#'), scan.count),
    ellipsisRatio: share(ellipses, scan.count),
    bulletLines: share(count(lines, beginsWithBullet), lines.length),
    ellipsisLines: ellipses === 0 ? 0 : share(count(lines, endsInEllipsis), lines.length),
    alphabeticWords: share(scan.alphabetic, scan.words),
    alphabeticTokens: share(scan.alphabetic, scan.count),
    stopWords: stopWords(scan),
  };
}

/** Names of the Gopher quality rules that these signals fail, in check order. */
export function failedGopherRules(signals: GopherSignals): string[] {
  const failed: string[] = [];
  if (signals.words < 50 || signals.words > 100_000) failed.push('gopher.word_count');
  if (signals.meanWordLength < 3 || signals.meanWordLength > 10) failed.push('gopher.mean_word_length');
  if (signals.hashRatio > 0.1) failed.push('gopher.hash_ratio');
  if (signals.ellipsisRatio > 0.1) failed.push('gopher.ellipsis_ratio');
  if (signals.bulletLines > 0.9) failed.push('gopher.bullet_lines');
  if (signals.ellipsisLines > 0.3) failed.push('gopher.ellipsis_lines');
  if (signals.alphabeticWords < 0.8) failed.push('gopher.alphabetic_words');
  if (signals.alphabeticTokens < 0.8) failed.push('gopher.alphabetic_tokens');
  if (signals.stopWords < 2) failed.push('gopher.stop_words');
  return failed;
}

/** `part` of `whole`, 0 where there is no whole. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function occurrences(text: string, wanted: string): number {
  let found = 0;
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) found += 1;
  return found;
}

function count(lines: readonly string[], holds: (line: string) => boolean): number {
  let found = 0;
  for (const line of lines) if (holds(line)) found += 1;
  return found;
}

function beginsWithBullet(line: string): boolean {
  const stripped = line.trimStart();
  return stripped.startsWith('\u2022') || stripped.startsWith('-');
}

function endsInEllipsis(line: string): boolean {
  const stripped = line.trimEnd();
  return stripped.endsWith('...') || stripped.endsWith('\u2026');
}

function stopWords(scan: WordScan): number {
  const found = new Uint8Array(STOP_WORDS.length);
  let different = 0;
  for (let index = 0; index < scan.count && different < STOP_WORDS.length; index++) {
    if ((scan.lengths[index] ?? 0) > LONGEST_STOP_WORD) continue;
    const place = STOP_WORD_INDEX.find(scan.firsts[index] ?? 0, scan.seconds[index] ?? 0);
    if (place === -1 || found[place] === 1) continue;
    found[place] = 1;
    different += 1;
  }
  return different;
}
