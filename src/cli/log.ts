import { pino } from 'pino';
import { visible } from '../text/visible.ts';

/** Messages for people or for machines, on standard error. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** The last word of a run that an error ends. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface LogOptions {
  readonly format: 'pretty' | 'json';
  /** Leaves out what is not a warning. */
  readonly quiet: boolean;
  /** Writes a line; the progress bar steps aside for it. */
  readonly writeLine: (line: string) => void;
}

/** Plain lines without control characters, whatever they quote, or one JSON object a line as pino writes them. */
export function createLog({ format, quiet, writeLine }: LogOptions): Log {
  if (format === 'json') {
    const logger = pino({ level: quiet ? 'warn' : 'info' }, { write: (line: string) => writeLine(line.trimEnd()) });
    return {
      info: (message, fields) => logger.info(fields ?? {}, message),
      warn: (message, fields) => logger.warn(fields ?? {}, message),
      error: (message, fields) => logger.error(fields ?? {}, message),
    };
  }
  return {
    info: (message) => {
      if (!quiet) writeLine(visible(message));
    },
    warn: (message) => writeLine(`warning: ${visible(message)}`),
    error: (message) => writeLine(visible(message)),
  };
}
