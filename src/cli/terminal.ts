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
  const progress = createProgress({ style: options.progress, stream: process.stderr, quiet: options.quiet });
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
