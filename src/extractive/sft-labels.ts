import { printProgram } from '../prox/print.ts';
import { mergeRanges, type Range } from '../prox/ranges.ts';
import { splitLines } from '../text/lines.ts';
import type { Brief } from '../vocabulary/prompt.ts';
import { judgeDocument } from './document-rules.ts';
import { removedLines } from './line-rules.ts';

/** Kinds of noise, each with a program of its own, as `rewrite prox build-sft` asks for them. */
export type Noise = 'navigation' | 'links' | 'footers';

const ADDRESS = /^\s*(?:https?:\/\/|www\.)\S+\s*$/i;

/**
 * A rating of what a document teaches, by rule: it only tells text from what is none, 3 or 1. For trying things out
 * without a model, no measure of education.
 */
export function rateEducation(text: string, language: string): string {
  return `Score: ${judgeDocument(text, language).startsWith('keep') ? 3 : 1}`;
}

/** From which share of furniture lines, in characters, a point is lost: set by us, never fitted. */
const FURNITURE_STEPS = [0.001, 0.1, 0.25, 0.5];

/** A rating of a text's form by the share of its characters that the line rules would remove: 5 for none, down to 1. */
export function rateFormat(text: string, language: string): string {
  const lines = splitLines(text);
  const removed = removedLines(lines, language);
  const furniture = lines.reduce((sum, line, at) => sum + (removed[at] === true ? line.length : 0), 0);
  const share = furniture / Math.max(1, text.length);
  return `Score: ${5 - FURNITURE_STEPS.filter((step) => share > step).length}`;
}

/**
 * A ProX chunk program by rule for one kind of noise: of the lines that the line rules remove, bare addresses are
 * links, what stands after the last line of text is footers, the rest navigation.
 * @param brief what is asked for: a chunk, judged by itself
 */
export function refineNoise({ source, firstLine, language }: Brief, noise: Noise): string {
  const lines = splitLines(source);
  const removed = removedLines(lines, language);
  const lastText = lines.findLastIndex((line, at) => removed[at] !== true && line.trim() !== '');
  const ranges = lines.flatMap((line, at): Range[] => {
    if (removed[at] !== true) return [];
    const kind: Noise = ADDRESS.test(line) ? 'links' : at > lastText ? 'footers' : 'navigation';
    return kind === noise ? [[firstLine + at, firstLine + at]] : [];
  });
  if (ranges.length === 0) return 'keep_chunk()';
  return printProgram(
    mergeRanges(ranges).map(([start, end], index) => ({ kind: 'remove_lines', start, end, line: index + 1 })),
  );
}
