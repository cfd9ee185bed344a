import { relative } from 'node:path';
import { type FlagValues, resolveOptions } from '../config/resolve.ts';
import { dryRun } from '../run/dry-run.ts';
import { type Job, prepareJob } from '../run/job.ts';
import { run } from '../run/run.ts';
import { missingRoutingColumns } from '../select/routing-columns.ts';
import type { SelectHooks } from '../select/select.ts';
import { selectForRun } from '../select/select-for-run.ts';
import { loadLanguageLibrary } from '../text/language.ts';
import { describeDryRun } from './dry-run-report.ts';
import { exitCodeOf, explain } from './exit-codes.ts';
import { count, short } from '../text/figures.ts';
import type { Log } from './log.ts';
import { runHooks } from './run-hooks.ts';
import { shortfallLines } from './selection-summary.ts';
import { watchSignals } from './signals.ts';
import { stoppedNotice, summary } from './summary.ts';
import { openTerminal, print } from './terminal.ts';

/** Options of the run command that are no settings of a run. */
export interface RunCommandFlags {
  readonly config: string | undefined;
  readonly dryRun: boolean;
}

/** Reads the options and prepares their job: what run, dry run and preview begin with. */
export async function openJob(flags: FlagValues, config: string | undefined, rehearsal = false): Promise<Job> {
  const cwd = process.cwd();
  const { options } = await resolveOptions(flags, config, cwd);
  const job = await prepareJob(options, { cwd, env: process.env, now: new Date(), rehearsal });
  await loadLanguageLibrary();
  return job;
}

/** The job with its selection made, where it has one; in a rehearsal nothing stays of it. */
export async function chosenJob(prepared: Job, log: Log, signal: AbortSignal, rehearsal: boolean): Promise<Job> {
  const hooks: SelectHooks = {
    signal,
    now: () => new Date(),
    onProgress: (step, documents) => {
      if (documents === 0) log.info(`selection: ${step}`);
    },
    onWarning: (sentence) => log.warn(sentence),
  };
  const { job, report } = await selectForRun(prepared, { cwd: process.cwd(), env: process.env }, hooks, rehearsal);
  if (report !== undefined) {
    log.info(`selection: ${count(report.chosen)} of ${count(report.read)} documents, ${short(report.tokens)} tokens`);
    for (const line of shortfallLines(report)) log.warn(`selection: ${line}`);
  }
  return job;
}

/** `rewrite run`: returns the exit code. */
export async function runCommand(flags: FlagValues, { config, dryRun: dry }: RunCommandFlags): Promise<number> {
  const cwd = process.cwd();
  const prepared = await openJob(flags, config, dry);
  const signals = watchSignals();
  const { progress, log } = openTerminal(prepared.options);
  try {
    const job = await chosenJob(prepared, log, signals.stop, dry);
    const missing = await missingRoutingColumns(job);
    if (missing !== undefined) log.warn(missing);
    if (dry) {
      print(describeDryRun(job, await dryRun(job, signals.stop)));
      return 0;
    }
    log.info(`strategies: ${job.mix.entries.map(({ strategy }) => strategy.name).join(', ')}`);
    const files = `${job.files.length} ${job.files.length === 1 ? 'file' : 'files'}`;
    const seeds = job.options.input === undefined ? ', the seed documents (--input names yours)' : '';
    log.info(`input: ${files}${seeds}`);
    log.info(`output: ${relative(cwd, job.out) || '.'}`);
    if (job.backend === 'extractive') log.info('built-in backend: rules, no language model');
    signals.onStop((signal) => {
      log.info(`${signal}: finishing what is in flight; once more to end at once`);
      // Whoever feeds us may be silent: reading from it must not keep us.
      if (job.files.some(({ path }) => path === '-')) process.stdin.destroy();
    });
    try {
      const result = await run(job, runHooks({ progress, log }, signals.stop));
      progress.stop();
      if (result.manifest === undefined) {
        log.info(stoppedNotice(job, cwd));
        return signals.exitCode();
      }
      if (!job.options.quiet) print(summary(job, { ...result, manifest: result.manifest }, cwd));
      return 0;
    } catch (error) {
      if (job.options.log_format !== 'json') throw error;
      progress.stop();
      log.error(explain(error));
      return exitCodeOf(error);
    } finally {
      progress.stop();
    }
  } finally {
    signals.close();
  }
}
