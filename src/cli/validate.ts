import type { Command } from 'commander';
import { type ForeignMeaning, openForeignMeaning } from '../judging/meaning.ts';
import { openStandards } from '../judging/standard.ts';
import { noVerdicts, verdictLines, type VerdictTotals } from '../judging/verdict-lines.ts';
import { ALL_REASONS } from '../run/reasons.ts';
import { describeBug } from '../run/unprocessable.ts';
import { loadLanguageLibrary } from '../text/language.ts';
import { visible } from '../text/visible.ts';
import { type CaseFlags, openCaseFiles } from './case-files.ts';
import { tellEvents } from './events.ts';
import { gathered } from './flags.ts';
import { count, percent } from '../text/figures.ts';
import { table } from './format.ts';
import { createLog } from './log.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

const HELP = `
A candidate, one a line:
  {"id", "source", "text", "strategy"?, "finish_reason"?}
Its verdict, in the same order:
  {"id", "accepted", "reasons": [...], "scores": {...}, "text"?}      ("text" when cleaning changed it)

A candidate is judged by the validators of its own strategy, else of --strategy, else with bounds wide enough for any
form of text. Without a finish reason that check is skipped. Of a program strategy the text is the edited document.
A line that is no candidate gives {"id": null, "accepted": false, "reasons": ["input.malformed"]}.
With --config the models of its block called meaning are asked about what every rule lets pass.
docs/validation.md says what is checked, and what is not caught.

Examples:
  rewrite validate --input candidates.jsonl --out verdicts.jsonl --strategy summary
  rewrite validate --input candidates.jsonl.gz --out - --details | head
  rewrite validate --input candidates.jsonl --out verdicts.jsonl --config rewrite.yaml
  rewrite validate --reasons`;

interface Flags extends CaseFlags {
  readonly strategy?: string;
  readonly config?: string;
  readonly details?: boolean;
  readonly reasons?: boolean;
}

/** `rewrite validate`: verdicts on rewrites made anywhere, and the list of reasons. */
export function addValidate(program: Command, exit: (code: number) => void): void {
  program
    .command('validate')
    .description('judge rewrites that were made anywhere, or list the reasons for which one is not accepted')
    .option(
      '--input <GLOB>',
      'candidates: .jsonl .ndjson .json (each also .gz .zst), - for standard input; may be repeated',
      gathered,
    )
    .option('--out <FILE>', 'verdicts, JSON lines: .jsonl .jsonl.gz .jsonl.zst, - for standard output')
    .option('--strategy <NAME>', 'whose validators judge candidates that name no strategy: a name, or a YAML file')
    .option('--config <FILE>', 'YAML configuration of a run, whose `meaning` block is used (and nothing else of it)')
    .option('--details', 'with each verdict what was found, for a person, one for each reason')
    .option('--reasons', 'list every reason with its meaning, and do nothing else')
    .exitOverride()
    .addHelpText('after', HELP)
    .action(async (flags: Flags) => {
      if (flags.reasons === true) print(reasonTable());
      else await judge(flags, process.cwd());
      exit(0);
    });
}

function reasonTable(): string {
  return table(
    Object.entries(ALL_REASONS).map(([reason, meaning]) => [reason.padEnd(26) + meaning]),
    '',
  );
}

async function judge({ strategy, config, details, ...flags }: Flags, cwd: string): Promise<void> {
  const words = { command: 'validate', cases: 'candidates', answers: 'verdicts' };
  const { files, out, write } = await openCaseFiles(flags, words, cwd);
  const standardOf = await openStandards(strategy, cwd);
  // As in runs: the same text is in the same language.
  await loadLanguageLibrary();
  const totals = noVerdicts();
  const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);
  const onBug = (cause: unknown, where: string) =>
    tell(`${where}: a rule of ours failed, please report it: ${describeBug(cause)}`);
  const judging = { standardOf, details: details === true, onBug };
  if (config === undefined) {
    await write(verdictLines(files, judging, totals));
  } else {
    await withMeaning(config, cwd, tell, (meaning) => write(verdictLines(files, { ...judging, meaning }, totals)));
  }
  process.stderr.write(`${summary(totals, out)}\n`);
}

/** Has `work` ask the models that a configuration names; a signal ends their work, and with it the command. */
async function withMeaning(
  config: string,
  cwd: string,
  tell: (sentence: string) => void,
  work: (meaning: ForeignMeaning) => Promise<void>,
): Promise<void> {
  const signals = watchSignals();
  const onEvent = tellEvents(createLog({ format: 'pretty', quiet: false, writeLine: tell }));
  let meaning: ForeignMeaning | undefined;
  try {
    meaning = await openForeignMeaning(config, { cwd, env: process.env }, { onEvent, onTrouble: tell }, signals.stop);
    await work(meaning);
  } finally {
    await meaning?.close();
    signals.close();
  }
}

/** What the verdicts came to; rejections by their first reason, the most frequent first. */
function summary({ candidates, accepted, cleaned, reasons, firstMalformed }: VerdictTotals, out: string): string {
  const share = candidates === 0 ? '' : ` (${percent(accepted / candidates)})`;
  const told = [...reasons].sort(([, left], [, right]) => right - left);
  return [
    [
      `${count(candidates)} candidate${candidates === 1 ? '' : 's'}`,
      `${count(accepted)} accepted${share}${cleaned === 0 ? '' : `, ${count(cleaned)} of them cleaned`}`,
      `${count(candidates - accepted)} rejected${out === '-' ? '' : ` → ${out}`}`,
    ].join(', '),
    ...told.map(([reason, times]) => `  ${count(times).padStart(9)}  ${reason}`),
    ...(firstMalformed === undefined ? [] : [`no candidate: ${visible(firstMalformed)}`]),
  ].join('\n');
}
