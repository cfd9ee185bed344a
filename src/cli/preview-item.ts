import { deedsOf, type ProgramReview } from '../prox/review.ts';
import type { PreviewItem } from '../run/preview.ts';
import { visible } from '../text/visible.ts';
import { describeDiff, type Look, oneLine } from './diff-view.ts';
import { count } from '../text/figures.ts';
import { beside } from './side-by-side.ts';

/** Lines of a program, and of what was refused in it, that are shown. */
const MOST_CALLS = 20;

/** One rewrite for the terminal: a program's as a diff of its document, a text's beside its source. */
export function describeItem({ task, outcome, verdicts, review }: PreviewItem, look: Look): string {
  const { width } = look;
  const { record } = outcome;
  const { profile } = task.document;
  const rule = '─'.repeat(width);
  const head = [
    '═'.repeat(width),
    `${oneLine(record.id, width)}  ${verdictOf(outcome)}`,
    `source ${count(profile.tokens)} tokens, ${profile.language}, ${profile.quality} quality${profile.failedRules.length > 0 ? ` (${profile.failedRules.join(', ')})` : ''} → ${record.model || 'no model'}, ${count(record.generated_tokens)} tokens`,
    ...Object.entries(record.variables).map(([name, value]) => visible(`${name}: ${value}`)),
    ...(review === undefined ? [] : [deedsOf(review.result)]),
    rule,
  ];
  const judged = verdicts.map(({ validator, score, rejected }) =>
    rejected === undefined
      ? `  ✓ ${validator.padEnd(10)} ${score ?? '–'}`
      : `  ✗ ${validator.padEnd(10)} ${score ?? '–'}  ${rejected.reason}: ${visible(rejected.detail)}`,
  );
  const text =
    record.text === '' && outcome.status !== 'accepted' ? `[no text: ${outcome.record.detail}]` : record.text;
  const body =
    review === undefined || record.program === null
      ? [beside(task.source, text, width)]
      : [describeDiff(review.lines, look), rule, ...programLines(record.program, review, width)];
  return [...head, ...body, rule, ...judged, ''].join('\n');
}

/** How a rewrite ended, and why where it was not accepted. */
export function verdictOf(outcome: PreviewItem['outcome']): string {
  return outcome.status === 'accepted' ? 'accepted' : `${outcome.status}: ${outcome.record.reason}`;
}

function programLines(program: string, { refused }: ProgramReview, width: number): string[] {
  const calls = program
    .split('\n')
    .map((line, index) => `  ${String(index + 1).padStart(4)}  ${oneLine(line, width - 8)}`);
  const problems = refused.map(
    ({ line, reason, text }) =>
      `  ✗ line ${line}: ${reason}: ${oneLine(text, Math.max(20, width - reason.length - 16))}`,
  );
  return ['program', ...first(calls), ...(problems.length === 0 ? [] : ['refused', ...first(problems)])];
}

/** The first lines of a list, and how many more there are. */
function first(lines: readonly string[]): string[] {
  if (lines.length <= MOST_CALLS) return [...lines];
  return [...lines.slice(0, MOST_CALLS), `     … ${count(lines.length - MOST_CALLS)} more`];
}
