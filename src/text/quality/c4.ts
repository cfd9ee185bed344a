import { countSentences } from '../sentences.ts';
import { countWords } from '../words.ts';

/** What C4's rules look at (Raffel et al. 2020, arXiv 1910.10683; in the order in which datatrove applies them). */
export interface C4Signals {
  /** A kept line holds `lorem ipsum`. */
  readonly loremIpsum: boolean;
  /** A line that the line rules before this one keep holds `{`. */
  readonly curlyBracket: boolean;
  /** Lines that the line rules keep, and their sentences. */
  readonly keptLines: number;
  readonly sentences: number;
}

const LONGEST_WORD = 1000;
const FEWEST_WORDS = 3;
const FEWEST_SENTENCES = 5;
const CITATION = /\[\d*\]|\[edit\]|\[citation needed\]/g;
/** C4's own end marks are the five of Latin script; a line in another script ends with its own full stop. */
const END_MARK = /[.?!"'\u3002\uff01\uff1f\u0964\u0965\u061f\u06d4\u0589\u1362\u104b]$/;
const POLICY = /terms of use|privacy policy|cookie policy|uses cookies|use of cookies|use cookies/;

/** Stands in every text with a line that is dropped for its words; most texts have none. */
const BOILERPLATE = /lorem ipsum|javascript|terms of use|policy|cookies/i;

/** C4's signals of a text and its lines: each line is dropped, kept, or condemns the document. */
export function c4Signals(text: string, lines: readonly string[]): C4Signals {
  let loremIpsum = false;
  let curlyBracket = false;
  let keptLines = 0;
  let sentences = 0;
  const boilerplate = BOILERPLATE.test(text);
  for (const raw of lines) {
    const trimmed = raw.trim();
    const line = trimmed.includes('[') ? trimmed.replace(CITATION, '') : trimmed;
    const verdict = judgeLine(trimmed, line, boilerplate);
    if (verdict === 'lorem ipsum') loremIpsum = true;
    if (verdict === 'curly bracket') curlyBracket = true;
    if (verdict !== 'kept') continue;
    keptLines += 1;
    sentences += countSentences(line);
  }
  return { loremIpsum, curlyBracket, keptLines, sentences };
}

/** Whether C4 keeps a line: it ends in an end mark, has three words, and none that tell a notice. A blank line is not kept. */
export function c4KeepsLine(raw: string): boolean {
  const trimmed = raw.trim();
  return judgeLine(trimmed, trimmed.replace(CITATION, ''), true) === 'kept';
}

/** `line` is `trimmed` without its citations. Without `boilerplate` no word of a notice stands in the text. */
function judgeLine(
  trimmed: string,
  line: string,
  boilerplate: boolean,
): 'kept' | 'dropped' | 'lorem ipsum' | 'curly bracket' {
  if (trimmed === '' || hasLongWord(trimmed)) return 'dropped';
  if (!END_MARK.test(line.slice(-1)) || line.endsWith('...')) return 'dropped';
  if (countWords(trimmed, FEWEST_WORDS) < FEWEST_WORDS && !/[^\x00-\u2fff]/.test(line)) return 'dropped';
  const lower = boilerplate ? line.toLowerCase() : '';
  if (lower.includes('lorem ipsum')) return 'lorem ipsum';
  if (lower.includes('javascript')) return 'dropped';
  if (line.includes('{')) return 'curly bracket';
  return POLICY.test(lower) ? 'dropped' : 'kept';
}

/** Names of the document rules of C4 that these signals fail, in check order. */
export function failedC4Rules(signals: C4Signals): string[] {
  const failed: string[] = [];
  if (signals.loremIpsum) failed.push('c4.lorem_ipsum');
  if (signals.curlyBracket) failed.push('c4.curly_bracket');
  if (signals.sentences < FEWEST_SENTENCES) failed.push('c4.sentences');
  return failed;
}

function hasLongWord(line: string): boolean {
  if (line.length <= LONGEST_WORD) return false;
  return line.split(/\s/u).some((word) => word.length > LONGEST_WORD);
}
