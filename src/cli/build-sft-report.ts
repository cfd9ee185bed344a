import type { SftReport } from '../refining/build-sft/report.ts';
import { count, percent, short } from '../text/figures.ts';
import { table } from './format.ts';

/** Reasons that are told of one kind; the report has them all. */
const SHOWN_REASONS = 4;

/** What came through each step, for standard output. `directory`: of the examples, as the reader would type it. */
export function sftReport(report: SftReport, directory: string): string {
  const { documents, ratings, document_examples: doc, windows, programs, tokens, options } = report;
  const used = documents.kept + documents.dropped + documents.unlabelled;
  const asked = windows.made - windows.blank - windows.too_long;
  const lines = [
    `documents  ${count(documents.read)} read, ${count(used)} rated${reasons(documents.skipped, '; skipped: ')}`,
    `labels     ${count(documents.kept)} keep (${percent(documents.kept / Math.max(1, used))}), ${count(documents.dropped)} drop, ${count(documents.unlabelled)} none`,
    ...Object.entries(ratings).flatMap(([name, { scores, unreadable }]) => [
      `           ${name.padEnd(9)} ${scoreLine(scores)}${reasons(unreadable, '; unreadable: ')}`,
    ]),
    `windows    ${count(windows.made)} of kept documents, ${count(asked)} asked about${left([
      [windows.blank, 'blank'],
      [windows.too_long, 'of one line that is too long'],
    ])}`,
    `programs   ${count(asked - windows.unanswered)} windows with an answer for each kind of noise${left([
      [windows.unanswered, 'without'],
      [windows.nothing_left, 'where no call fits'],
      [windows.unverified, 'not verified'],
    ])}`,
    ...Object.entries(programs).flatMap(([name, { unanswered, refused }]) => [
      ...told(name, 'no answer', unanswered),
      ...told(name, 'calls left out', refused),
    ]),
    `left out   ${count(windows.removed_too_much)} windows of documents that lose more than ${percent(options.max_removed)}, ${count(windows.untouched_left_out)} clean ones beyond ${percent(options.untouched)} of the examples`,
    `           duplicates: ${count(doc.duplicates)} documents, ${count(windows.duplicates)} windows; ${count(doc.too_long)} documents of more than ${count(options.document_tokens)} tokens make no document example`,
    `tokens     ${short(tokens.scores.prompt + tokens.programs.prompt)} read and ${short(tokens.scores.completion + tokens.programs.completion)} written by the model${perDocument(report)}`,
    '',
    examplesTable(report),
    '',
    `examples   ${directory} (report.json has every count)`,
    ...emptyFiles(report).map((file) => `warning    ${file} is empty: no trainer reads it; take more documents`),
    ...(report.models.scores === 'extractive'
      ? ['', 'No language model wrote these answers: the built-in rules did. Train nothing on them.']
      : []),
  ];
  return lines.join('\n');
}

function examplesTable({ document_examples: doc, windows }: SftReport): string {
  const rows = [['examples', 'train', 'held out']];
  for (const label of ['keep', 'drop'] as const) {
    rows.push([`doc: ${label}_doc()`, count(doc.examples.train[label]), count(doc.examples.heldout[label])]);
  }
  for (const [name, key] of [
    ['chunk: a program', 'edited'],
    ['chunk: untouch_doc()', 'untouched'],
  ] as const) {
    rows.push([name, count(windows.examples.train[key]), count(windows.examples.heldout[key])]);
  }
  return table(rows);
}

function emptyFiles({ document_examples: doc, windows }: SftReport): string[] {
  return (['train', 'heldout'] as const).flatMap((split) => [
    ...(doc.examples[split].keep + doc.examples[split].drop === 0 ? [`doc.${split}.jsonl`] : []),
    ...(windows.examples[split].edited + windows.examples[split].untouched === 0 ? [`chunk.${split}.jsonl`] : []),
  ]);
}

function perDocument({ documents, tokens }: SftReport): string {
  const used = documents.kept + documents.dropped + documents.unlabelled;
  if (used === 0) return '';
  const each = (billed: { readonly prompt: number; readonly completion: number }, by: number) =>
    count((billed.prompt + billed.completion) / Math.max(1, by));
  return `: ${each(tokens.scores, used)} to rate a document, ${each(tokens.programs, documents.kept)} for the programs of one that is kept`;
}

function scoreLine(scores: Readonly<Record<string, number>>): string {
  return [0, 1, 2, 3, 4, 5].map((score) => `${score}: ${count(scores[score] ?? 0)}`).join('  ');
}

function told(noise: string, what: string, counts: Readonly<Record<string, number>>): string[] {
  return Object.keys(counts).length === 0 ? [] : [`           ${noise}, ${what}: ${reasons(counts, '')}`];
}

/** The most frequent reasons with their counts, behind `before`; nothing where there are none. */
function reasons(counts: Readonly<Record<string, number>>, before: string): string {
  const all = Object.entries(counts).sort((one, other) => other[1] - one[1]);
  if (all.length === 0) return '';
  const shown = all.slice(0, SHOWN_REASONS).map(([reason, n]) => `${count(n)} ${reason}`);
  if (all.length > SHOWN_REASONS) shown.push(`${all.length - SHOWN_REASONS} more reasons`);
  return `${before}${shown.join(', ')}`;
}

/** What did not come through, as far as anything did not. */
function left(parts: readonly (readonly [n: number, what: string])[]): string {
  return parts.map(([n, what]) => (n === 0 ? '' : `, ${count(n)} ${what}`)).join('');
}
