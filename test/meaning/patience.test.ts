import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Ask, Finding, Rewrite } from '../../src/meaning/check.ts';
import { withPatience } from '../../src/meaning/patience.ts';
import { NO_USAGE } from '../../src/vocabulary/generation.ts';
import { RewriteError, usageError } from '../../src/vocabulary/error.ts';

const score: Finding = { kind: 'score', score: 1, detail: '', usage: NO_USAGE };
const nonsense: Finding = { kind: 'undecided', detail: 'nonsense', usage: NO_USAGE };
const never = new AbortController().signal;
// What is asked about makes no difference here.
const rewrite = {} as Rewrite;

function patient(ask: Ask, timeoutMs = 5_000) {
  const told: (string | undefined)[] = [];
  return { told, ask: withPatience(ask, { timeoutMs, onTrouble: (detail) => told.push(detail) }) };
}

describe('patience', () => {
  it('gives a check that takes too long no verdict', async () => {
    const { ask } = patient(async (_, signal) => {
      await sleep(60_000, undefined, { signal });
      return score;
    }, 20);
    expect(await ask(rewrite, never)).toMatchObject({ kind: 'undecided', detail: 'no verdict within 20ms' });
  });

  it('after ten checks in a row without a verdict asks one at a time, until there is one again', async () => {
    let answer: Finding = nonsense;
    let asked = 0;
    let open: (() => void) | undefined;
    const { told, ask } = patient(async () => {
      asked += 1;
      if (asked > 10) await new Promise<void>((resolve) => (open = resolve));
      return answer;
    });
    for (let n = 0; n < 10; n++) expect(await ask(rewrite, never)).toBe(nonsense);
    expect(told).toEqual(['nonsense']);

    const tried = ask(rewrite, never);
    const others = await Promise.all([ask(rewrite, never), ask(rewrite, never)]);
    expect(others).toMatchObject([
      { kind: 'undecided', detail: 'not asked: the last 10 had no verdict either (nonsense)' },
      { kind: 'undecided' },
    ]);
    expect(asked).toBe(11);
    answer = score;
    open?.();
    expect(await tried).toBe(score);
    expect(told).toEqual(['nonsense', undefined]);
    const next = ask(rewrite, never);
    open?.();
    expect(await next).toBe(score);
  });

  it('takes an outage for no verdict, but not what only a person can mend', async () => {
    const outage = patient(() => Promise.reject(new RewriteError('outage', 'nobody there')));
    expect(await outage.ask(rewrite, never)).toMatchObject({ kind: 'undecided', detail: 'nobody there' });
    const usage = patient(() => Promise.reject(usageError('the key is wrong')));
    await expect(usage.ask(rewrite, never)).rejects.toThrow('the key is wrong');
  });

  it("ends with the caller's reason when the caller leaves", async () => {
    const leaving = new AbortController();
    const { ask } = patient(async (_, signal) => {
      await sleep(60_000, undefined, { signal });
      return score;
    });
    const asked = ask(rewrite, leaving.signal);
    leaving.abort(new Error('stopped'));
    await expect(asked).rejects.toThrow('stopped');
  });
});
