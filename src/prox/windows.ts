import { estimateTokens } from '../text/tokens.ts';
import { numberLine } from './number-lines.ts';

/** A run of whole lines that one request shows to the model. */
export interface Window {
  readonly text: string;
  /** 0-based index, in the text that was split, of the first line. */
  readonly firstLine: number;
}

/** Tokens of one window as the published ProX models were trained with (arXiv 2409.17115). */
export const WINDOW_TOKENS = 1500;

/**
 * Splits a text on `\n` into ProX windows: greedy, without overlap, each of at most `maxTokens` estimated tokens. A
 * line costs what it costs with its number in front, line breaks cost nothing, and a line that is too long by itself
 * is a window of its own. The windows' texts joined by `\n` are the text again.
 */
export function windowsOf(text: string, maxTokens: number = WINDOW_TOKENS): Window[] {
  const windows: Window[] = [];
  const lines = text.split('\n');
  let first = 0;
  let cost = 0;
  for (const [index, line] of lines.entries()) {
    const lineCost = estimateTokens(numberLine(line, index));
    if (index > first && cost + lineCost > maxTokens) {
      windows.push({ text: lines.slice(first, index).join('\n'), firstLine: first });
      first = index;
      cost = 0;
    }
    cost += lineCost;
  }
  windows.push({ text: lines.slice(first).join('\n'), firstLine: first });
  return windows;
}
