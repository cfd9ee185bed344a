import { fits, halves, type Span } from '../text/halves.ts';
import { sentences } from '../text/sentences.ts';

/**
 * Cuts the line `text.slice(line.start, line.end)` into stretches of at most `maxTokens` estimated tokens, in order,
 * with nothing but white space between them: at sentence ends; a sentence that is still too long into halves at white
 * space; a word that is still too long into halves between two characters. A single character is never cut.
 */
export function piecesOf(text: string, line: Span, maxTokens: number): Span[] {
  if (fits(text, line, maxTokens)) return [line];
  return sentences(text.slice(line.start, line.end)).flatMap((sentence) => {
    const span = { start: line.start + sentence.start, end: line.start + sentence.end };
    return halves(text, span, maxTokens);
  });
}
