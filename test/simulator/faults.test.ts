import { describe, expect, it } from 'vitest';
import { createFaultDealer } from '../../src/simulator/faults.ts';
import { simulatorOptionsSchema } from '../../src/simulator/options.ts';
import { type Answered, chat, DOCUMENT, post, start, turn } from './client.ts';

const settings = (faults: object) => simulatorOptionsSchema.parse({ faults }).faults;
const keys = Array.from({ length: 2000 }, (_, index) => `document-${index}/qa/0/0`);

describe('createFaultDealer', () => {
  it('deals each fault at its rate, the same ones whatever the order of the requests', () => {
    const faults = settings({ status429Rate: 0.1, resetRate: 0.2 });
    const forward = createFaultDealer(faults, 1);
    const dealt = new Map(keys.map((key) => [key, forward.next(key)]));
    const backward = createFaultDealer(faults, 1);
    for (const key of keys.toReversed()) expect(backward.next(key)).toBe(dealt.get(key));

    const count = (fault: string) => [...dealt.values()].filter((value) => value === fault).length / keys.length;
    expect(count('status429')).toBeCloseTo(0.1, 1);
    expect(count('reset')).toBeCloseTo(0.2, 1);
    expect(count('status500')).toBe(0);
  });

  it('deals other faults with another seed', () => {
    const faults = settings({ status500Rate: 0.5 });
    const [one, two] = [createFaultDealer(faults, 1), createFaultDealer(faults, 2)];
    expect(keys.map((key) => one.next(key))).not.toEqual(keys.map((key) => two.next(key)));
  });

  it('lets the attempt after the last faulty one succeed, and begins anew after it', () => {
    const dealer = createFaultDealer(settings({ status503Rate: 1, attempts: 2 }), 0);
    const attempts = Array.from({ length: 6 }, () => dealer.next('a/qa/0/0'));
    expect(attempts).toEqual(['status503', 'status503', undefined, 'status503', 'status503', undefined]);
  });
});

describe('a simulator with faults', () => {
  it.each([
    ['status429Rate', 429, 'RateLimitError'],
    ['status500Rate', 500, 'InternalServerError'],
    ['status503Rate', 503, 'ServiceUnavailableError'],
  ])('%s: answers %i first, and the retry with text', async (rate, status, type) => {
    const simulator = await start({ faults: { [rate]: 1, retryAfterSeconds: 3 } });
    const send = () => post(simulator, '/chat/completions', chat('Hello.'), { requestId: 'a/qa/0/0' });
    const first = await send();
    expect(first.status).toBe(status);
    expect(JSON.parse(first.text)).toMatchObject({ error: { type, code: status } });
    expect(first.headers['retry-after']).toBe(status === 500 ? undefined : '3');
    expect((await send()).status).toBe(200);
  });

  it.each(['resetRate', 'halfAnswerRate'])('%s: breaks the connection first, and answers the retry', async (rate) => {
    const simulator = await start({ faults: { [rate]: 1 } });
    const send = () => post(simulator, '/chat/completions', chat('Hello.'), { requestId: 'a/qa/0/0' });
    await expect(send()).rejects.toThrow();
    expect((await send()).status).toBe(200);
    expect(simulator.stats()).toMatchObject({ received: 2, answered: 1, running: 0, abandoned: 0 });
  });

  it('malformedRate: answers 200 with a body that cannot be parsed, then the retry with text', async () => {
    const simulator = await start({ faults: { malformedRate: 1 } });
    const send = () => post(simulator, '/chat/completions', chat('Hello.'));
    const first = await send();
    expect(first.status).toBe(200);
    expect(() => JSON.parse(first.text) as unknown).toThrow(SyntaxError);
    expect(JSON.parse((await send()).text)).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
    expect(simulator.stats().faults).toMatchObject({ malformed: 1, reset: 0 });
  });

  it.each([
    ['halfChunkedRate', {}],
    ['hugeRate', { hugeBytes: 3_000_000 }],
    ['htmlRate', {}],
    ['emptyBodyRate', {}],
    ['emptyChoicesRate', {}],
  ])('%s: gives no answer first, and the retry one', async (rate, more) => {
    const simulator = await start({ faults: { [rate]: 1, ...more } });
    const send = () => post(simulator, '/chat/completions', chat('Hello.'), { requestId: 'a/qa/0/0' });
    const first = await send().catch(() => undefined);
    const content = usable(first);
    if (rate === 'hugeRate') expect(first?.text).toHaveLength(3_000_000);
    else expect(content).toBeUndefined();
    expect(usable(await send())).toBeTypeOf('string');
    expect(simulator.stats()).toMatchObject({ received: 2, answered: 1, running: 0, abandoned: 0 });
  });

  it.each(['missingUsageRate', 'wrongTypeRate', 'slowBodyRate', 'http10Rate'])(
    '%s: sends the whole answer in its odd way',
    async (rate) => {
      const simulator = await start({ faults: { [rate]: 1, slowBodySeconds: 0.1 } });
      const first = await post(simulator, '/chat/completions', chat(turn(DOCUMENT)), { requestId: 'a/qa/0/0' });
      const again = await post(simulator, '/chat/completions', chat(turn(DOCUMENT)), { requestId: 'a/qa/0/0' });
      expect(usable(first)).toBe(usable(again));
      expect('usage' in (JSON.parse(first.text) as object)).toBe(rate !== 'missingUsageRate');
      expect(first.headers['content-type']).toBe(rate === 'wrongTypeRate' ? 'text/plain' : 'application/json');
      if (rate === 'http10Rate') expect(first.headers).not.toHaveProperty('content-length');
      expect(simulator.stats().answered).toBe(2);
    },
  );

  it('hangRate: never answers, and takes no slot', async () => {
    const simulator = await start({ faults: { hangRate: 1 }, slots: 1 });
    const client = new AbortController();
    const options = { requestId: 'a/qa/0/0', signal: client.signal };
    const failed = expect(post(simulator, '/chat/completions', chat('Hello.'), options)).rejects.toThrow();
    await expect.poll(() => simulator.stats().faults.hang).toBe(1);
    expect(simulator.stats().running).toBe(0);
    client.abort();
    await failed;
    await expect.poll(() => simulator.stats().abandoned).toBe(1);
  });
});

/** The text of an answer; undefined where there is none to be had. */
function usable(answer: Answered | undefined): string | undefined {
  try {
    const body = JSON.parse(answer?.text ?? '') as { choices: { message: { content: string } }[] };
    return body.choices[0]?.message.content;
  } catch {
    return undefined;
  }
}
