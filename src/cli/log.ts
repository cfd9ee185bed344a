import { pino } from 'pino';

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

/** Plain lines, or one JSON object a line as pino writes them. */
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
      if (!quiet) writeLine(message);
    },
    warn: (message) => writeLine(`warning: ${message}`),
    error: (message) => writeLine(message),
  };
}
