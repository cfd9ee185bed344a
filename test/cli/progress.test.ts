import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress } from '../../src/cli/progress.ts';
import { progressLine } from '../../src/cli/progress-line.ts';
import type { RunSnapshot } from '../../src/run/snapshot.ts';
import { SNAPSHOT } from './snapshot.ts';

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  const kept = { isTTY, columns: 60, write: (text: string) => written.push(text) > 0 };
  return { written, stream: kept as unknown as NodeJS.WriteStream };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('createProgress', () => {
  it('draws a bar on a terminal, steps aside for lines, and leaves the last state', () => {
    const { written, stream: terminal } = stream(true);
    const view = createProgress({ style: 'auto', stream: terminal, quiet: false });
    view.start(() => SNAPSHOT);
    vi.advanceTimersByTime(1_000);
    view.writeLine('a message');
    view.stop();
    view.stop();
    const drawn = written.join('');
    expect(drawn).toContain('\r\u001B[2Ka message\n1,234 docs');
    expect(drawn.endsWith('\n')).toBe(true);
    expect(drawn.match(/\n/g)).toHaveLength(2);
    for (const line of drawn.split(/\r\u001B\[2K|\n/)) expect(line.length).toBeLessThan(60);
  });

  it('writes a plain line now and then where there is no terminal', () => {
    const { written, stream: log } = stream(false);
    const view = createProgress({ style: 'auto', stream: log, quiet: false });
    view.start(() => SNAPSHOT);
    vi.advanceTimersByTime(25_000);
    view.stop();
    vi.advanceTimersByTime(60_000);
    expect(written).toEqual([
      `${progressLine(SNAPSHOT, Number.POSITIVE_INFINITY)}\n`,
      `${progressLine(SNAPSHOT, Number.POSITIVE_INFINITY)}\n`,
    ]);
  });

  it('hands plain lines with their snapshot to whoever logs them', () => {
    const { written, stream: log } = stream(false);
    const told: unknown[] = [];
    const tell = (line: string, snapshot: RunSnapshot) => told.push([line, snapshot.documents]);
    const view = createProgress({ style: 'plain', stream: log, quiet: false, tell });
    view.start(() => SNAPSHOT);
    vi.advanceTimersByTime(10_000);
    view.stop();
    expect(told).toEqual([[progressLine(SNAPSHOT, Number.POSITIVE_INFINITY), 1_234]]);
    expect(written).toEqual([]);
  });

  it.each([
    ['none', false],
    ['bar', true],
  ] as const)('with style %s and quiet %s shows nothing but lines', (style, quiet) => {
    const { written, stream: terminal } = stream(true);
    const view = createProgress({ style, stream: terminal, quiet });
    view.start(() => SNAPSHOT);
    vi.advanceTimersByTime(60_000);
    view.writeLine('warning: x');
    view.stop();
    expect(written).toEqual(['warning: x\n']);
  });
});
