import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress, progressLine } from '../../src/cli/progress.ts';
import type { RunSnapshot } from '../../src/run/snapshot.ts';

const SNAPSHOT: RunSnapshot = {
  state: 'running',
  pid: 1,
  backend: 'openai',
  started_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:10.000Z',
  documents: 1_234,
  used: 1_200,
  skipped: {},
  tasks: { planned: 2_400, accepted: 1_800, rejected: 500, failed: 100, deferred: 3 },
  reasons: {},
  accepted_tokens: 1_500_000,
  strategies: {},
  completion_tokens: 2_000_000,
  wasted_tokens: 1_000,
  tasks_per_second: 10,
  tokens_per_second: 9_210,
  in_flight: 64,
  concurrency: 128,
  share_done: null,
  eta_seconds: 3_725,
  endpoints: [],
};

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean) {
  const written: string[] = [];
  const kept = { isTTY, columns: 60, write: (text: string) => written.push(text) > 0 };
  return { written, stream: kept as unknown as NodeJS.WriteStream };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('progressLine', () => {
  it('tells documents, speed, acceptance and ETA first', () => {
    expect(progressLine(SNAPSHOT, 200)).toBe(
      '1,234 documents · 9.21k tokens/s · 75.0% accepted · ETA 1h 02m · 1.50M tokens · 64/128 in flight · 3 deferred',
    );
  });

  it('begins with a bar when it is known how much is done', () => {
    expect(progressLine({ ...SNAPSHOT, share_done: 0.5 }, 200)).toMatch(/^█{8}░{8} 50% · 1,234 documents · /);
    expect(progressLine({ ...SNAPSHOT, share_done: 0.999 }, 200)).toMatch(/^█{16} 99% · /);
  });

  it('leaves out what does not fit, never cutting a part', () => {
    for (let width = 20; width < 120; width += 1) {
      const line = progressLine(SNAPSHOT, width);
      expect(line.length).toBeLessThan(width);
      expect(progressLine(SNAPSHOT, 200).startsWith(line)).toBe(true);
      expect(line).toMatch(/[a-z\d]$/);
    }
  });

  it('says so when there is no record, no ETA, or an endpoint is down', () => {
    const tasks = { planned: 0, accepted: 0, rejected: 0, failed: 0, deferred: 0 };
    const endpoint = { url: 'u', model: 'm', in_flight: 0, succeeded: 0, failed: 0 };
    const endpoints = [
      { ...endpoint, state: 'open' as const },
      { ...endpoint, state: 'closed' as const },
    ];
    const line = progressLine({ ...SNAPSHOT, tasks, eta_seconds: null, endpoints }, 200);
    expect(line).toContain('no record yet · ETA –');
    expect(line).toContain('1 of 2 endpoints down');
  });
});

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
    expect(drawn).toContain('\r\u001B[2Ka message\n1,234 documents');
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
    expect(written).toEqual([`${progressLine(SNAPSHOT, 200)}\n`, `${progressLine(SNAPSHOT, 200)}\n`]);
  });

  it('hands plain lines with their snapshot to whoever logs them', () => {
    const { written, stream: log } = stream(false);
    const told: unknown[] = [];
    const tell = (line: string, snapshot: RunSnapshot) => told.push([line, snapshot.documents]);
    const view = createProgress({ style: 'plain', stream: log, quiet: false, tell });
    view.start(() => SNAPSHOT);
    vi.advanceTimersByTime(10_000);
    view.stop();
    expect(told).toEqual([[progressLine(SNAPSHOT, 200), 1_234]]);
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
