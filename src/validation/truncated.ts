import { z } from 'zod';
import { type LineKind, lineKind } from '../text/lines.ts';
import type { CandidateView } from './candidate-view.ts';
import { accept, quoted, reject, type Validator } from './validator.ts';

const bounds = z.strictObject({});

/** Only the end of a last line is looked at. */
const END_UNITS = 2000;
/** A last line of fewer words may be a name, a date, a result. */
const FEWEST_WORDS = 5;

/** Ends of sentences in all scripts, with what may close behind them: quotes, brackets, emphasis, a footnote mark. */
const ENDED =
  /[.!?…。！？｡؟۔।॥։።\u{1F300}-\u{1FAFF}\u2600-\u27BF]["'”’“»«」』）)\]*_`~ ]{0,8}(?:\[\d{1,3}\]|[¹²³⁰-⁹]){0,4}$/u;
/** Thai, Lao, Burmese, Khmer and Tibetan end sentences without a mark. */
const UNMARKED_SCRIPT = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Tibetan}]$/u;
const SHORT_ANSWER =
  /^[-*#>\s\d.)]{0,8}[*_]{0,3}(?:(?:final )?answer|a|antwort|réponse|respuesta|risposta|resposta|ответ|答案?|回答)(?: \d{1,3})?[*_]{0,3} ?[:：][*_]{0,3}\s*|^[-*•]\s+/iu;
const ADDRESS_END = /(?:https?:\/\/|www\.|@)\S{1,200}$/;
const PAIRS: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['（', '）'],
  ['「', '」'],
  ['“', '”'],
];

/**
 * Rejects a text that breaks off: a last sentence without an end, an open bracket, quote or fence, half a table row,
 * a heading with nothing below. Lists, tables, code, and texts whose lines mostly have no full stops are let pass, as
 * is a last line that ends one of the source's. Programs are not judged. Score 1 or 0.
 */
export const truncated: Validator<z.output<typeof bounds>> = {
  name: 'truncated',
  reasons: ['truncated'],
  bounds,
  judge(candidate) {
    if (candidate.kind === 'program') return accept(1);
    const problem = problemOf(candidate);
    return problem === undefined ? accept(1) : reject('truncated', 0, problem);
  },
};

function problemOf(candidate: CandidateView): string | undefined {
  const lines = candidate.output.lines();
  const fences = candidate.text.includes('```') ? lines.filter((line) => line.trimStart().startsWith('```')).length : 0;
  if (fences % 2 === 1) return 'a code fence is open';
  const last = lines.findLastIndex((line) => line.trim() !== '');
  if (last < 0) return undefined;
  const line = (lines[last] ?? '').trimEnd().slice(-END_UNITS);
  const kind = lineKind(line);
  if (kind === 'fence' || kind === 'table') return undefined;
  if (kind === 'heading') {
    // `#### 42` is how a worked problem gives its result.
    if (/^#{4} ?[^\p{L}]*\p{N}/u.test(line)) return undefined;
    return /^\s{0,3}#/.test(line) && !candidate.inSource(line) ? `ends with the heading "${quoted(line)}"` : undefined;
  }
  if (line.trimStart().startsWith('|')) return 'half a table row at the end';
  const problem = problemOfLine(line, candidate);
  return problem === undefined || endsLikeOthers(lines, last, kind) ? undefined : problem;
}

/** Whether the text's other lines of this kind do without full stops, too: most lines of prose, any item of a list. */
function endsLikeOthers(lines: readonly string[], last: number, kind: LineKind): boolean {
  const line = lines[last] ?? '';
  if (openPair(line.slice(-END_UNITS)) !== undefined) return false;
  if (/[,;:–—-]$/.test(line.trimEnd())) return false;
  const others = lines
    .slice(Math.max(0, last - 40), last)
    .filter((other) => other.trim() !== '' && lineKind(other) === kind);
  const unended = others.filter((other) => !ENDED.test(other.trimEnd().slice(-40))).length;
  if (kind === 'list') return unended > 0;
  return others.length >= 3 && 2 * unended > others.length;
}

function problemOfLine(line: string, candidate: CandidateView): string | undefined {
  if (endsSourceLine(line, candidate)) return undefined;
  const open = openPair(line);
  if (open !== undefined) return `an open ${open} at the end`;
  if (ENDED.test(line.slice(-40)) || UNMARKED_SCRIPT.test(line) || ADDRESS_END.test(line.slice(-220))) return undefined;
  if (/\$\$?$|\\\]$/.test(line)) return undefined;
  if (isShortResult(line.trim())) return undefined;
  return `ends with "…${quoted(line.slice(-60))}"`;
}

/** The source's own lines may lack an end, too. */
function endsSourceLine(line: string, candidate: CandidateView): boolean {
  const end = line.trim().slice(-100);
  if (!candidate.source.includes(end)) return false;
  return candidate.original.lines().some((own) => own.trimEnd().endsWith(end));
}

/** A few words that are no sentence: the answer to a question, a signature, a date, a name. */
function isShortResult(line: string): boolean {
  if (/[,;:：–—-]$/.test(line) || isUnspaced(line)) return false;
  const answer = SHORT_ANSWER.exec(line)?.[0];
  const text = line.slice(answer?.length ?? 0);
  if (text.split(/\s+/, FEWEST_WORDS).length >= FEWEST_WORDS) return false;
  return answer !== undefined || /^[—–-]|\p{N}|^[^\p{Ll}]{0,4}(?:\p{Lu}\S* ?)+$/u.test(text);
}

function isUnspaced(text: string): boolean {
  return text.length > 12 && /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
}

/** The kind of bracket or quote that the line opens last and never closes. */
function openPair(line: string): string | undefined {
  for (const [open, close] of PAIRS) {
    const at = line.lastIndexOf(open);
    if (at >= 0 && !line.includes(close, at)) {
      const smiley = /[:;=]-?$/.test(line.slice(Math.max(0, at - 2), at));
      if (!smiley) return open === '“' || open === '「' ? `quote (${open})` : `bracket (${open})`;
    }
  }
  const quotes = line.split('"').length - 1;
  const lastQuote = line.lastIndexOf('"');
  const opens = lastQuote === 0 || /[\s([]/.test(line[lastQuote - 1] ?? 'x');
  return quotes % 2 === 1 && opens ? 'quote (")' : undefined;
}
