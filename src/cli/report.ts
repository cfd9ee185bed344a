import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { AblationResults } from '../ablation/results.ts';
import { readResults } from '../ablation/results-file.ts';
import { ablationMarkdown } from '../report/ablation/ablation-markdown.ts';
import { datasetCard } from '../report/dataset-card.ts';
import { ablationReportPage, runReportPage } from '../report/report-page.ts';
import { readRun, type RunReport } from '../report/run/read-run.ts';
import { writeTextFile } from '../run/manifest.ts';
import { usageError } from '../vocabulary/error.ts';
import { watchSignals } from './signals.ts';
import { print } from './terminal.ts';

interface ReportFlags {
  readonly out?: string;
  readonly card?: boolean;
}

/** `rewrite report`. */
export function addReport(program: Command, exit: (code: number) => void): void {
  program
    .command('report')
    .description('a page to look at: of finished runs, or of ablations')
    .argument('<DIR...>', 'run directories, or folders of ablations')
    .exitOverride()
    .option('--out <FILE>', 'the page (default: report.html in the first folder)')
    .option('--card', "write a dataset card for the Hugging Face Hub too: README.md in each run's folder")
    .addHelpText(
      'after',
      `
Examples:
  rewrite report runs/mix-2026-01-31T20-00-00
      runs/mix-…/report.html: what came in and out, rejections with examples, rewrites beside their sources
  rewrite report runs/night-1 runs/night-2 --out nights.html
  rewrite report runs/ablation-strategies
      report.html and results.md, a Markdown table of the arms
  rewrite report runs/ablation-strategies runs/ablation-diversity --out both.html`,
    )
    .action(async (directories: readonly string[], flags: ReportFlags) => {
      await report(directories, flags);
      exit(0);
    });
}

async function report(directories: readonly string[], { out, card = false }: ReportFlags): Promise<void> {
  const cwd = process.cwd();
  const [first = ''] = directories;
  const page = resolve(cwd, out ?? join(first, 'report.html'));
  const written: string[] = [];
  const write = async (path: string, pieces: Iterable<string>): Promise<void> => {
    await writeTextFile(path, pieces);
    written.push(relative(cwd, path));
  };
  const ablations = directories.filter((directory) => existsSync(join(directory, 'results.json')));
  if (ablations.length > 0) {
    const run = directories.find((directory) => !ablations.includes(directory));
    if (run !== undefined)
      throw usageError(
        `${ablations[0]} is an ablation and ${run} is none: a page is of runs or of ablations, so name them apart.`,
      );
    if (card) throw usageError('--card is for runs: an ablation has no dataset card.');
    const results = new Map<string, AblationResults>();
    for (const directory of ablations) results.set(directory, await readResults(join(directory, 'results.json')));
    await write(page, ablationReportPage([...results.values()]));
    for (const [directory, own] of results) await write(resolve(cwd, directory, 'results.md'), [ablationMarkdown(own)]);
  } else {
    const signals = watchSignals();
    try {
      const runs: RunReport[] = [];
      for (const directory of directories) runs.push(await readRun(directory, cwd, signals.stop));
      await write(page, runReportPage(runs));
      if (card) for (const run of runs) await write(resolve(cwd, run.directory, 'README.md'), [datasetCard(run)]);
    } finally {
      signals.close();
    }
  }
  for (const path of written) print(path);
}
