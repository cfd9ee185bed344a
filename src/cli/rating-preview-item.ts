import type { RatingPreview } from '../raters/rating-preview.ts';
import type { Json } from '../vocabulary/json.ts';
import { visible } from '../text/visible.ts';
import { oneLine } from './diff-view.ts';
import { count } from '../text/figures.ts';

/** Lines of a text, and of an answer, that are shown. */
const MOST_LINES = 8;

/** A rated document for the terminal: the beginning of its text, its labels, and what the model answered. */
export function describeRating({ id, text, tokens, labels, trouble, answers }: RatingPreview, width: number): string {
  const named = Object.entries(labels ?? {}).map(([column, value]) => `${column} ${shown(value)}`);
  return [
    '═'.repeat(width),
    `${oneLine(id, width - 20)}  ${count(tokens)} tokens`,
    ...(trouble === undefined ? wrapped(named, width) : [`✗ ${visible(trouble)}`]),
    '─'.repeat(width),
    ...firstLines(text, width),
    ...answers.flatMap((answer, index) => [
      answers.length === 1 ? '─ answer' : `─ answer ${index + 1}`,
      ...firstLines(answer, width),
    ]),
    '',
  ].join('\n');
}

function shown(value: Json): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(5)));
  return visible(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Words that belong together, as many a line as fit. */
function wrapped(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + item.length + 3 <= width) lines[lines.length - 1] = `${last} · ${item}`;
    else lines.push(item);
  }
  return lines;
}

function firstLines(text: string, width: number): string[] {
  const lines = text.trim().split('\n');
  const first = lines.slice(0, MOST_LINES).map((line) => `  ${oneLine(line, width - 2)}`);
  return lines.length > MOST_LINES ? [...first, `  … ${count(lines.length - MOST_LINES)} more lines`] : first;
}
