import type { RunSnapshot } from '../run/snapshot.ts';
import { progressLine } from './progress-line.ts';

/** Milliseconds between two looks: a bar is redrawn, a plain line is one more line of a log. */
const BAR_INTERVAL = 200;
const PLAIN_INTERVAL = 10_000;

/** Shows how a run goes on. */
export interface ProgressView {
  /** Writes a line of its own, above the bar. */
  writeLine(line: string): void;
  /** Begins to show what `snapshot` says, again and again. */
  start(snapshot: () => RunSnapshot): void;
  /** Shows the last state and ends; safe to call twice. */
  stop(): void;
}

export interface ProgressOptions {
  readonly style: 'auto' | 'bar' | 'plain' | 'none';
  readonly stream: NodeJS.WriteStream;
  readonly quiet: boolean;
  /** Takes the lines of plain progress in place of the stream. */
  readonly tell?: (line: string, snapshot: RunSnapshot) => void;
}

/** The view for a terminal or, where there is none, for a log. */
export function createProgress({ style, stream, quiet, tell }: ProgressOptions): ProgressView {
  const chosen = style === 'auto' ? (stream.isTTY ? 'bar' : 'plain') : style;
  if (quiet || chosen === 'none') return { writeLine: (line) => void stream.write(`${line}\n`), start() {}, stop() {} };
  return chosen === 'bar' ? createBar(stream) : createPlain(stream, tell);
}

function createBar(stream: NodeJS.WriteStream): ProgressView {
  let timer: NodeJS.Timeout | undefined;
  let line = '';
  let look: (() => RunSnapshot) | undefined;
  const clear = () => stream.write('\r\u001B[2K');
  const draw = () => {
    if (look === undefined) return;
    line = progressLine(look(), stream.columns ?? 80);
    clear();
    stream.write(line);
  };
  return {
    writeLine(text) {
      clear();
      stream.write(`${text}\n${timer === undefined ? '' : line}`);
    },
    start(snapshot) {
      look = snapshot;
      timer = setInterval(draw, BAR_INTERVAL);
      draw();
    },
    stop() {
      if (timer === undefined) return;
      clearInterval(timer);
      timer = undefined;
      draw();
      stream.write('\n');
    },
  };
}

function createPlain(stream: NodeJS.WriteStream, tell: ProgressOptions['tell']): ProgressView {
  let timer: NodeJS.Timeout | undefined;
  const writeLine = (line: string) => void stream.write(`${line}\n`);
  const say = tell ?? writeLine;
  return {
    writeLine,
    start(snapshot) {
      timer = setInterval(() => {
        const seen = snapshot();
        say(progressLine(seen, Number.POSITIVE_INFINITY), seen);
      }, PLAIN_INTERVAL);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
