import type { Answer } from '../../vocabulary/generation.ts';
import type { JsonObject } from '../../vocabulary/json.ts';
import type { LabelOptions } from '../../vocabulary/strategy.ts';

/** How the labels of one kind of rating stand in an answer. */
export interface LabelGrammar {
  /** What it means that an answer is refused, for the reference of reasons. */
  readonly refused: string;
  /** Whether the labels are numbers alone, so that those of a long text's segments have a mean. */
  readonly numeric: boolean;
  /**
   * The labels of an answer, by column, or what is wrong with it, for a person. Strict: what is not in the form that was
   * asked for is no label, and none is guessed. Linear.
   */
  read(answer: Pick<Answer, 'text' | 'numbers'>, options: LabelOptions): JsonObject | string;
}

/** The passage as a problem quotes it: on one line, at most 60 UTF-16 units and an ellipsis. */
export function quoted(passage: string): string {
  const line = passage.slice(0, 120).replace(/\s+/g, ' ').trim();
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}

/** `1 line`, `2 lines`. */
export function linesOf(number: number): string {
  return `${number} ${number === 1 ? 'line' : 'lines'}`;
}

/** `1 number`, `2 numbers`. */
export function numbersOf(number: number): string {
  return `${number} ${number === 1 ? 'number' : 'numbers'}`;
}
