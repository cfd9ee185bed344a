import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { findInputFiles } from '../corpus/input-files.ts';
import { type ShardFormat, shardEncoders } from '../emission/shard-formats.ts';
import { untilAborted } from '../emission/until-aborted.ts';
import { writeWholeFile } from '../emission/write-whole-file.ts';
import { type ApplyTotals, noTotals, resultLines } from '../refining/apply/apply-cases.ts';
import type { Failing, Mode } from '../refining/apply/apply-program.ts';
import { usageError } from '../vocabulary/error.ts';
import { count } from './format.ts';
import { watchSignals } from './signals.ts';

const HELP = `
A case, one a line:
  {"id", "text", "program", "kind": "chunk"|"doc", "options"?: {"threshold_1", "threshold_2", "error_op"}}
Its result, in the same order:
  {"id", "text", "dropped", "num_error_op", "removed_intervals": [[first, last]…], "error"?, "refused"?}

safe       what runs do: a real grammar; a call that does not fit the document is refused alone and told in "refused"
           ({"line", "text", "reason"}; num_error_op is their number). Of the options it takes threshold_2, the
           largest share of the document's tokens that may go
reference  what ProX's published executor does, quirks and all; where that hangs or crashes, "error" says so
docs/prox-modes.md shows where they differ.

A line that is no case gives a result with "id": null and "error": "input.malformed".

Examples:
  rewrite prox apply --input cases.jsonl --out results.jsonl
  rewrite prox apply --input cases.jsonl.gz --out - --mode reference | head`;

interface Flags {
  readonly input?: string;
  readonly out?: string;
  readonly mode: Mode;
  readonly fail: Failing;
}

/** `rewrite prox apply`. */
export function addProxApply(prox: Command, exit: (code: number) => void): void {
  prox
    .command('apply')
    .description('carry out programs on their documents, as runs do or as the published executor does')
    .option('--input <GLOB>', 'cases: .jsonl .ndjson .json (each also .gz .zst), - for standard input')
    .option('--out <FILE>', 'results, JSON lines: .jsonl .jsonl.gz .jsonl.zst, - for standard output')
    .addOption(
      new Option('--mode <MODE>', 'how programs are carried out').choices(['safe', 'reference']).default('safe'),
    )
    .addOption(
      new Option(
        '--fail <HOW>',
        'in safe mode, where a program makes no sense or removes too much: no text, or as it was',
      )
        .choices(['closed', 'open'])
        .default('closed'),
    )
    .exitOverride()
    .addHelpText('after', HELP)
    .action(async (flags: Flags) => exit(await apply(flags, process.cwd())));
}

async function apply({ input, out, mode, fail }: Flags, cwd: string): Promise<number> {
  if (input === undefined) throw usageError('--input is missing: which cases? (rewrite prox apply --help shows one)');
  if (out === undefined) throw usageError('--out is missing: where should the results go? (- is standard output)');
  const files = await findInputFiles([input], cwd);
  const parquet = files.find((file) => file.format === 'parquet');
  if (parquet !== undefined) throw usageError(`--input ${parquet.path}: cases are JSON lines, not Parquet`);
  const encoder = shardEncoders[formatOf(out)];

  const signals = watchSignals();
  const totals = noTotals();
  try {
    const bytes = encoder.encode(untilAborted(resultLines(files, mode, fail, totals), signals.stop));
    if (out === '-') await writeOut(bytes);
    else await writeWholeFile(resolve(cwd, out), bytes, signals.stop);
  } finally {
    signals.close();
  }
  process.stderr.write(`${summary(totals)}${out === '-' ? '' : ` → ${out}`}\n`);
  return 0;
}

function formatOf(out: string): ShardFormat {
  if (out.endsWith('.parquet')) throw usageError(`--out ${out}: results are JSON lines, not Parquet`);
  return (['jsonl.gz', 'jsonl.zst'] as const).find((format) => out.endsWith(`.${format}`)) ?? 'jsonl';
}

/** Waits for whoever reads; a reader that has gone is no error. */
async function writeOut(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const piece of bytes) {
    if (process.stdout.destroyed) return;
    await new Promise<void>((written) => {
      process.stdout.write(piece, () => written());
    });
  }
}

function summary({ cases, dropped, changed, errors }: ApplyTotals): string {
  const parts = [
    `${count(cases)} case${cases === 1 ? '' : 's'}`,
    `${count(changed)} changed`,
    `${count(dropped)} dropped`,
  ];
  const told = [...errors].map(([error, times]) => `${count(times)} ${error}`);
  return [...parts, ...told].join(', ');
}
