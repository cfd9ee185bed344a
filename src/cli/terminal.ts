import type { RunOptions } from '../config/run-options.ts';
import { createLog, type Log } from './log.ts';
import { createProgress, type ProgressView } from './progress.ts';

/** How a command speaks: progress and messages on standard error, answers on standard output. */
export interface Terminal {
  readonly progress: ProgressView;
  readonly log: Log;
}

/** The terminal that the options ask for. */
export function openTerminal(options: Pick<RunOptions, 'progress' | 'log_format' | 'quiet'>): Terminal {
  const json = options.log_format === 'json';
  const progress: ProgressView = createProgress({
    // A bar among JSON lines would break them.
    style: json && options.progress !== 'none' ? 'plain' : options.progress,
    stream: process.stderr,
    quiet: options.quiet,
    ...(json ? { tell: (line, snapshot) => log.info(line, { progress: snapshot }) } : {}),
  });
  const log = createLog({
    format: options.log_format,
    quiet: options.quiet,
    writeLine: (line) => progress.writeLine(line),
  });
  return { progress, log };
}

/** Writes an answer to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
