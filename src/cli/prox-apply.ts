import { type Command, Option } from 'commander';
import { type ApplyTotals, noTotals, resultLines } from '../refining/apply/apply-cases.ts';
import type { Failing, Mode } from '../refining/apply/apply-program.ts';
import { type CaseFlags, openCaseFiles } from './case-files.ts';
import { gathered } from './flags.ts';
import { count } from '../text/figures.ts';

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

interface Flags extends CaseFlags {
  readonly mode: Mode;
  readonly fail: Failing;
}

/** `rewrite prox apply`. */
export function addProxApply(prox: Command, exit: (code: number) => void): void {
  prox
    .command('apply')
    .description('carry out programs on their documents, as runs do or as the published executor does')
    .option(
      '--input <GLOB>',
      'cases: .jsonl .ndjson .json (each also .gz .zst), - for standard input; may be repeated',
      gathered,
    )
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

async function apply({ mode, fail, ...flags }: Flags, cwd: string): Promise<number> {
  const { files, out, write } = await openCaseFiles(
    flags,
    { command: 'prox apply', cases: 'cases', answers: 'results' },
    cwd,
  );
  const totals = noTotals();
  await write(resultLines(files, mode, fail, totals));
  process.stderr.write(`${summary(totals)}${out === '-' ? '' : ` → ${out}`}\n`);
  return 0;
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
