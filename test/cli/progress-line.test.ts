import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressLine } from '../../src/cli/progress-line.ts';
import { ENDPOINT, SNAPSHOT } from './snapshot.ts';

/** Everything there is to tell. */
const FULL = {
  ...SNAPSHOT,
  share_done: 0.345,
  waiting: 12,
  tasks: { ...SNAPSHOT.tasks, deferred: 3 },
  cost: { total: 12.3, per_million_accepted_tokens: 0.082, gpu_hours: 5, strategies: {} },
  endpoints: [ENDPOINT, { ...ENDPOINT, state: 'open' }],
};

describe('the progress line', () => {
  it('fits a terminal of 80 columns with what matters most', () => {
    expect(progressLine({ ...FULL, endpoints: [] }, 80)).toBe(
      '34% · 1,234 docs · 9.21k tok/s · 75.0% accepted · ETA 1h 02m · 64/128 busy',
    );
    expect(progressLine(FULL, 80)).toBe('34% · 1,234 docs · 9.21k tok/s · 75.0% accepted · ETA 1h 02m · 1/2 down');
  });

  it('has a bar and the cost where there is room, and says all in words where there is more', () => {
    expect(progressLine({ ...FULL, endpoints: [] }, 150)).toBe(
      '███░░░░░ 34% · 1,234 docs · 9.21k tok/s · 75.0% accepted · ETA 1h 02m · 64/128 busy · 12 queued · cost 12.30 (0.082/M) · 1.50M tokens · 3 deferred',
    );
    expect(progressLine(FULL, 250)).toBe(
      '██████░░░░░░░░░░ 34% · 1,234 documents · 9.21k tokens/s · 75.0% accepted · ETA 1h 02m · 1 of 2 endpoints down · 64/128 in flight · 12 waiting at servers · cost 12.30 (0.082 per million accepted) · 1.50M tokens accepted · 3 deferred',
    );
  });

  it('says that texts begin alike only when more than 10 in 1,000 do', () => {
    const watched = (openings: number | null) => ({
      records: 2_000,
      openings_per_1000: openings,
      worst_opening: null,
      distinct_2: null,
      compression_ratio: null,
      self_repetition: null,
      series: [],
    });
    const lineWith = (...openings: (number | null)[]) =>
      progressLine(
        { ...SNAPSHOT, collapse: { qa: watched(openings[0] ?? null), faq: watched(openings[1] ?? null) } },
        150,
      );
    expect(lineWith(11, 37)).toContain(' · faq: 37/1,000 open alike · ');
    expect(lineWith(10, null)).not.toContain('alike');
  });

  it('in a log has everything and no bar', () => {
    const line = progressLine(FULL, Number.POSITIVE_INFINITY);
    expect(line).toMatch(/^34% · 1,234 documents · .* · 3 deferred$/);
  });

  it('never is as wide as the terminal, never cuts a part, and never loses what comes first to what comes last', () => {
    const whole = progressLine(FULL, 250).replace(/^\S+ /, '').split(' · ');
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 260 }), (width) => {
        const line = progressLine(FULL, width);
        expect(line.length).toBeLessThan(width);
        expect(line).not.toBe('');
        const parts = line.replace(/^[█░]+ /, '').split(' · ');
        expect(parts.length).toBeLessThanOrEqual(whole.length);
        for (const [index, part] of parts.entries()) {
          const number = /\d[\d,.]*|no/.exec(part)?.[0] ?? '';
          expect(whole[index]).toContain(number);
          expect(part).toMatch(/[a-z\d%)]$/);
        }
      }),
    );
  });

  it('says what is not known, and that no endpoint is left', () => {
    const tasks = { planned: 0, accepted: 0, rejected: 0, failed: 0, deferred: 0 };
    const endpoints = [{ ...ENDPOINT, state: 'open' }];
    const line = progressLine({ ...SNAPSHOT, tasks, eta_seconds: null, endpoints }, 200);
    expect(line).toContain('no record yet · ETA – · no endpoint answers, waiting · ');
    expect(progressLine({ ...FULL, share_done: 0.999 }, 250)).toMatch(/^█{16} 99% · /);
  });

  it('gives the cost without a rate while nothing is accepted', () => {
    const cost = { ...FULL.cost, per_million_accepted_tokens: null };
    expect(progressLine({ ...FULL, cost }, 250)).toContain(' · cost 12.30 · ');
  });
});
