import { share } from './gopher.ts';
import { ngramCharacters, SHORTEST_DUPLICATE, SHORTEST_TOP } from './n-grams.ts';
import type { WordScan } from './word-scan.ts';

/** What Gopher's repetition rules look at; every value is a share (of the paragraphs, lines or characters). */
export interface RepetitionSignals {
  readonly duplicateParagraphs: number;
  readonly duplicateParagraphCharacters: number;
  readonly duplicateLines: number;
  readonly duplicateLineCharacters: number;
  /** Characters in the commonest 2-, 3- and 4-gram of words, all its occurrences together. */
  readonly topNgramCharacters: readonly number[];
  /** Characters in 5- to 10-grams that stood before, counted without overlap. */
  readonly duplicateNgramCharacters: readonly number[];
}

/**
 * Gopher, table A1 (Rae et al. 2021, arXiv 2112.11446): a document above any of these is dropped. The first n-grams are
 * 2-grams and 5-grams.
 */
export const REPETITION_LIMITS: RepetitionSignals = {
  duplicateParagraphs: 0.3,
  duplicateParagraphCharacters: 0.2,
  duplicateLines: 0.3,
  duplicateLineCharacters: 0.2,
  topNgramCharacters: [0.2, 0.18, 0.16],
  duplicateNgramCharacters: [0.15, 0.14, 0.13, 0.12, 0.11, 0.1],
};

/** Gopher's repetition signals of a text, its words and its lines. Linear. */
export function repetitionSignals(text: string, scan: WordScan, lines: readonly string[]): RepetitionSignals {
  const paragraphs = duplicates(paragraphsOf(lines));
  const ofLines = duplicates(lines.filter((line) => line !== ''));
  const ngrams = ngramCharacters(scan);
  return {
    duplicateParagraphs: paragraphs.elements,
    duplicateParagraphCharacters: share(paragraphs.characters, text.length),
    duplicateLines: ofLines.elements,
    duplicateLineCharacters: share(ofLines.characters, text.length),
    topNgramCharacters: ngrams.top.map((characters) => share(characters, text.length)),
    duplicateNgramCharacters: ngrams.duplicate.map((characters) => share(characters, text.length)),
  };
}

/** Names of the repetition rules that these signals fail, in check order. */
export function failedRepetitionRules(signals: RepetitionSignals): string[] {
  const limits = namedSignals(REPETITION_LIMITS);
  return namedSignals(signals).flatMap(([name, value], index) =>
    value > (limits[index]?.[1] ?? 0) ? [`gopher.${name}`] : [],
  );
}

/** Every signal under the name of its rule, in check order. */
export function namedSignals(signals: RepetitionSignals): (readonly [name: string, value: number])[] {
  return [
    ['duplicate_paragraphs', signals.duplicateParagraphs],
    ['duplicate_paragraph_characters', signals.duplicateParagraphCharacters],
    ['duplicate_lines', signals.duplicateLines],
    ['duplicate_line_characters', signals.duplicateLineCharacters],
    ...signals.topNgramCharacters.map((value, index) => [`top_${SHORTEST_TOP + index}_gram`, value] as const),
    ...signals.duplicateNgramCharacters.map(
      (value, index) => [`duplicate_${SHORTEST_DUPLICATE + index}_gram`, value] as const,
    ),
  ];
}

/** Share of the elements that stood before, and their characters. */
export function duplicates(elements: readonly string[]): { readonly elements: number; readonly characters: number } {
  const seen = new Set<string>();
  let characters = 0;
  for (const element of elements) {
    const known = seen.size;
    seen.add(element);
    if (seen.size === known) characters += element.length;
  }
  return { elements: share(elements.length - seen.size, elements.length), characters };
}

/** What stands between empty lines. */
function paragraphsOf(lines: readonly string[]): string[] {
  const paragraphs: string[] = [];
  let current: string[] = [];
  for (const line of lines) {
    if (line !== '') current.push(line);
    else if (current.length > 0) {
      paragraphs.push(current.join('\n'));
      current = [];
    }
  }
  if (current.length > 0) paragraphs.push(current.join('\n'));
  return paragraphs;
}
