import { resolve } from 'node:path';
import type { Command } from 'commander';
import { findInputFiles } from '../corpus/input-files.ts';
import { refuseOverwriting } from '../corpus/refuse-overwriting.ts';
import { type Overlap, scoresOf } from '../refining/score/overlap.ts';
import { readCases, readRunCases } from '../refining/score/read-cases.ts';
import { readRunPrograms } from '../refining/score/run-programs.ts';
import { scoreCases } from '../refining/score/score-cases.ts';
import type { Totals } from '../refining/score/totals.ts';
import { usageError } from '../vocabulary/error.ts';
import { gathered } from './flags.ts';
import { count, percent, short } from '../text/figures.ts';
import { table } from './format.ts';
import { print } from './terminal.ts';

const HELP = `
A case is a row {"id", "text", …} with
  program or edited        what was done: a ProX program, or the text after it ("" = dropped)
  gold_program or gold     what should have been done, likewise

Programs are executed once on the whole text, in safe mode. Where a text is given, a line of the original counts as kept
when 80% of its word 4-grams stand in that text, and a line of fewer than four words when the text has just that line.
Lines without words are not counted. Documents that gold drops count for documents and words, not for lines.

--out has a line per document: id, strategy with --run, lines, removed_lines, kept_lines and kept_words (precision,
recall, f1; null where there is nothing to divide by), dropped, gold_dropped, tokens (before, after, gold), and
problems: lines of the program without effect.

Examples:
  rewrite prox score --input cases.jsonl
  rewrite prox score --input cases.jsonl.gz --out scores.jsonl
  rewrite prox score --run runs/prox-chunk --input pages-with-gold.jsonl.gz
      the programs of a run's records, joined by id; one table for each strategy that wrote programs`;

interface Flags {
  readonly input?: readonly string[];
  readonly run?: string;
  readonly out?: string;
}

/** `rewrite prox score`. */
export function addProxScore(prox: Command, exit: (code: number) => void): void {
  prox
    .command('score')
    .description('precision, recall and F1 of edits against gold edits, line by line, and kept tokens')
    .option(
      '--input <GLOB>',
      'cases: .jsonl .ndjson .json (each also .gz .zst), .parquet, - for standard input; may be repeated',
      gathered,
    )
    .option('--run <DIR>', 'a complete run whose records have the programs; --input then needs only text and gold')
    .option('--out <FILE>', 'scores of each document, JSON lines')
    .exitOverride()
    .addHelpText('after', HELP)
    .action(async (flags: Flags) => exit(await score(flags, process.cwd())));
}

async function score({ input, run, out }: Flags, cwd: string): Promise<number> {
  if (input === undefined) {
    throw usageError(
      '--input is missing: which cases are to be scored? (rewrite prox score --help shows what a case is)',
    );
  }
  const files = await findInputFiles(input, cwd);
  if (out !== undefined) await refuseOverwriting(resolve(cwd, out), files);
  const cases = run === undefined ? readCases(files) : readRunCases(files, await readRunPrograms(run));
  const totals = await scoreCases(cases, out === undefined ? undefined : resolve(cwd, out));
  if (totals.size === 0) {
    throw usageError(
      run === undefined
        ? `${input.join(', ')}: no row to score`
        : `no document of ${input.join(', ')} has a program in ${run}: are the ids those of the run's source_id?`,
    );
  }
  print([...totals].map(([strategy, total]) => reportOf(strategy, total)).join('\n\n'));
  return 0;
}

function reportOf(strategy: string | undefined, totals: Totals): string {
  const { documents, lines, removal, keeping, dropping, tokens, problems } = totals;
  const edited = removal.predicted + keeping.predicted;
  const rows = [
    ['', 'precision', 'recall', 'F1'],
    row('removed lines', removal),
    row('kept lines', keeping),
    row('kept words', totals.words),
  ];
  if (dropping.predicted + dropping.gold > 0) {
    rows.push(row('dropped documents', dropping), row('kept documents', totals.retaining));
  }
  const share = (part: number): string => percent(tokens.before === 0 ? 0 : part / tokens.before);
  return [
    `${strategy === undefined ? '' : `${strategy}: `}${count(documents)} document${documents === 1 ? '' : 's'}, ${count(lines)} lines`,
    '',
    table(rows),
    '',
    `removed      ${count(removal.predicted)} of ${count(edited)} lines of documents that gold keeps; gold removes ${count(removal.gold)}`,
    `kept tokens  ${share(tokens.after)} (${short(tokens.after)} of ${short(tokens.before)}); gold keeps ${share(tokens.gold)}`,
    ...(problems === 0 ? [] : [`no effect    ${count(problems)} line${problems === 1 ? '' : 's'} of programs`]),
  ].join('\n');
}

function row(name: string, overlap: Overlap): string[] {
  const { precision, recall, f1 } = scoresOf(overlap);
  return [name, ...[precision, recall, f1].map((value) => (value === null ? '-' : value.toFixed(3)))];
}
