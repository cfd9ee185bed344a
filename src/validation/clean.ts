import { z } from 'zod';
import { CONTROL_TOKENS } from '../text/control-tokens.ts';
import {
  CLOSING,
  LEAD_IN,
  LEAD_IN_LINE,
  MARKER,
  MARKER_LINE,
  PLEASANT_LINE,
  PLEASANTRY_ALONE,
  tellsOfRewriting,
} from './assistant-phrases.ts';
import { isFarewell } from './assistant-speech.ts';
import { type CandidateView, fold } from './candidate-view.ts';
import { accept, type Validator } from './validator.ts';

const bounds = z.strictObject({});

/** Longer first or last lines are text, not talk. */
const LONGEST_REMARK = 300;
/** Wrappings nest (a lead-in before a fence before quotes); deeper than this nothing sensible comes. */
const ROUNDS = 4;

/** A model that ends in more control tokens has lost its way: what is left of them is `leak.control_token`. */
const MOST_TOKENS = 100;

type Step = (text: string, candidate: CandidateView) => string;

/** In the order they run; the names are those in a record's `cleaned`. */
const STEPS: readonly (readonly [name: string, step: Step])[] = [
  ['white_space', (text) => text.trim()],
  ['control_tokens', withoutTrailingControlTokens],
  ['lead_in', withoutLeadIn],
  ['marker', withoutMarker],
  ['closing', withoutClosing],
  ['code_fence', withoutCodeFence],
  ['quotes', withoutQuotes],
  ['bold', withoutBold],
];

/**
 * Removes what a model says around its text: lead-ins, closing remarks, echoed labels, fences, quotes or bold around
 * the whole, trailing control tokens, outer white space (Nemotron-CC's post-processing, and seen in samples). Nothing
 * that stands in the source is removed, programs are left alone, and a text is never emptied. Never rejects.
 * Score: the share of UTF-16 units kept.
 */
export const clean: Validator<z.output<typeof bounds>> = {
  name: 'clean',
  reasons: [],
  bounds,
  judge(candidate) {
    if (candidate.kind === 'program') return accept(1);
    const changed = new Set<string>();
    let text = candidate.text;
    for (let round = 0; round < ROUNDS; round++) {
      const before = text;
      for (const [name, step] of STEPS) {
        const after = step(text, candidate);
        if (after === text || after.trim() === '') continue;
        changed.add(name);
        text = after;
      }
      if (text === before) break;
    }
    if (changed.size === 0) return accept(1);
    const steps = STEPS.map(([name]) => name).filter((name) => changed.has(name));
    return { accepted: true, score: text.length / candidate.text.length, cleaned: { text, steps } };
  },
};

function withoutTrailingControlTokens(text: string): string {
  let kept = text;
  // A control token has at most 70 characters; one look at the tail for each token found.
  for (let removed = 0; removed < MOST_TOKENS; removed++) {
    const from = Math.max(0, kept.length - 80);
    const last = [...kept.slice(from).matchAll(CONTROL_TOKENS)].at(-1);
    if (last === undefined || from + last.index + last[0].length !== kept.length) return kept;
    kept = kept.slice(0, from + last.index).trimEnd();
  }
  return kept;
}

function withoutLeadIn(text: string, candidate: CandidateView): string {
  const line = firstLine(text);
  const folded = fold(line.slice(0, LONGEST_REMARK)).trim();
  const whole = line.length <= LONGEST_REMARK && (PLEASANT_LINE.test(folded) || LEAD_IN_LINE.test(folded));
  const removed = whole || (line.length <= LONGEST_REMARK && tellsOfItself(folded, text.slice(line.length)));
  if (removed && !candidate.inSource(line)) return rest(text, line);
  const leadIn = LEAD_IN.exec(folded)?.[0];
  if (leadIn !== undefined && !candidate.inSource(leadIn)) {
    return text
      .slice(text.search(/[:：]/) + 1)
      .replace(/^\*{1,2}/, '')
      .trimStart();
  }
  const pleasantry = PLEASANTRY_ALONE.exec(folded.slice(0, 60))?.[0];
  if (pleasantry !== undefined && !candidate.inSource(pleasantry)) {
    return text.slice(text.search(/[!！]/) + 1).trimStart();
  }
  return text;
}

/**
 * Whether a first line ends in a colon before a blank line, speaks of the text and how it was rewritten, and is no
 * beginning of a list or table: `What makes a text easier to read:` may well be one.
 */
function tellsOfItself(folded: string, behind: string): boolean {
  if (!/^[^.!?:：]{10,160}[:：]\*{0,2}$/.test(folded) || !/^[^\S\n]*\n\s*\n/.test(behind)) return false;
  const { told, inPerson } = tellsOfRewriting(folded);
  return told && (inPerson || !/^(?:[-*•|#]|\d{1,3}[.)])/.test(behind.trimStart().slice(0, 8)));
}

function withoutMarker(text: string, candidate: CandidateView): string {
  const line = firstLine(text);
  const folded = fold(line.slice(0, 100)).trim();
  if (MARKER_LINE.test(folded) && !candidate.inSource(line)) return rest(text, line);
  const marker = MARKER.exec(folded)?.[0];
  if (marker === undefined || candidate.inSource(marker)) return text;
  const colon = text.search(/[:：]/);
  const label = text.slice(0, colon + 1);
  // A label that comes again later is part of a format and not an echo of the prompt.
  if (text.includes(`\n${label}`)) return text;
  return text
    .slice(colon + 1)
    .replace(/^\*\*/, '')
    .trimStart();
}

function withoutClosing(text: string, candidate: CandidateView): string {
  let kept = text;
  for (let removed = 0; removed < 3; removed++) {
    const line = lastLine(kept);
    if (line.length === kept.length || line.length > LONGEST_REMARK) break;
    if (!isClosing(line, kept, candidate) || candidate.inSource(line)) break;
    kept = kept.slice(0, kept.length - line.length).trimEnd();
    if (kept.endsWith('\n---')) kept = kept.slice(0, -4).trimEnd();
  }
  return kept === text ? withoutClosingSentence(text, candidate) : kept;
}

/** A last line in the phrases of a closing remark, or a paragraph of its own that can be nothing else. */
function isClosing(line: string, text: string, candidate: CandidateView): boolean {
  const folded = fold(line).trim();
  if (CLOSING.test(folded)) return true;
  const alone = /\n[^\S\n]*\n$/.test(text.slice(-line.length - LONGEST_REMARK, text.length - line.length));
  return alone && isFarewell(folded, candidate);
}

/** `… into the sea. I hope this helps!`: a remark behind the last sentence, unless somebody says it in a dialogue. */
function withoutClosingSentence(text: string, candidate: CandidateView): string {
  const line = lastLine(text);
  if (/^[^\s:][^:.!?]{0,40}[:：]\s/.test(line)) return text;
  const tail = line.slice(-LONGEST_REMARK);
  for (const boundary of tail.matchAll(/[.!?。！？]["'”’)]?\s+(?=\S)/g)) {
    const sentence = tail.slice(boundary.index + boundary[0].length);
    if (!CLOSING.test(fold(sentence).trim()) || candidate.inSource(sentence)) continue;
    return text.slice(0, text.length - sentence.length).trimEnd();
  }
  return text;
}

function withoutCodeFence(text: string, candidate: CandidateView): string {
  if (!text.startsWith('```') || candidate.source.trimStart().startsWith('```')) return text;
  const line = firstLine(text);
  const language = line.slice(3).trim();
  // A fence that names a programming language is code, not a wrapping.
  if (!/^(?:|markdown|md|text|txt|plaintext)$/i.test(language)) return text;
  if (lastLine(text).trim() !== '```') return text;
  const inner = text.slice(line.length, text.lastIndexOf('```'));
  return inner.includes('\n```') ? text : inner.replace(/^\r?\n/, '').trimEnd();
}

const CLOSING_QUOTE: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”',
  '„': '“',
  '«': '»',
  '»': '«',
  '「': '」',
  '『': '』',
};

function withoutQuotes(text: string, candidate: CandidateView): string {
  const open = text[0] ?? '';
  const close = CLOSING_QUOTE[open];
  if (close === undefined || text.length < 3 || text.at(-1) !== close) return text;
  const inner = text.slice(1, -1);
  if (inner.includes(open) || inner.includes(close)) return text;
  if (candidate.inSource(firstLine(text).slice(0, 60))) return text;
  return inner.trim();
}

/** Bold around the whole text: one pair around everything, or every line that has words in a pair of its own. */
function withoutBold(text: string, candidate: CandidateView): string {
  if (!text.startsWith('**') || !text.endsWith('**') || text.length < 5) return text;
  if (candidate.source.trimStart().startsWith('**')) return text;
  const inner = text.slice(2, -2);
  if (!inner.includes('**')) return inner.trim();
  const lines = text.split('\n');
  if (lines.length < 2 || !lines.every((line) => line.trim() === '' || isBoldLine(line.trim()))) return text;
  return lines.map((line) => (line.trim() === '' ? line : line.trim().slice(2, -2).trim())).join('\n');
}

function isBoldLine(line: string): boolean {
  return line.length > 4 && line.startsWith('**') && line.endsWith('**') && !line.slice(2, -2).includes('**');
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

function rest(text: string, line: string): string {
  return text.slice(line.length).trimStart();
}
