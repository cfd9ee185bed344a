import { describe, expect, it } from 'vitest';
import { type Choosable, chooseEndpoint } from '../../src/generation/choose.ts';
import { hash64 } from '../../src/text/hash.ts';

const hash = (text: string): number => Number(hash64(text) & 0xffff_ffffn);

type Mutable = { -readonly [Key in keyof Choosable]: Choosable[Key] };

function fleet(count: number): Mutable[] {
  return Array.from({ length: count }, (_, index) => ({
    hash: hash(`http://gpu-${index}:8000/v1`),
    inFlight: 0,
    speed: 0,
    capacity: Number.POSITIVE_INFINITY,
    admits: true,
  }));
}

/** Sends one request per document and leaves it in flight. */
function load(endpoints: ReturnType<typeof fleet>, requests: number): number[] {
  return Array.from({ length: requests }, (_, index) => {
    const chosen = chooseEndpoint(endpoints, hash(`doc-${index}`));
    const endpoint = endpoints[chosen];
    if (endpoint !== undefined) endpoint.inFlight += 1;
    return chosen;
  });
}

describe('chooseEndpoint', () => {
  it('sends what shares a prefix to one endpoint', () => {
    const endpoints = fleet(8);
    for (const endpoint of endpoints) endpoint.inFlight = 10;
    const chosen = chooseEndpoint(endpoints, hash('doc-7'));
    for (let again = 0; again < 2; again++) expect(chooseEndpoint(endpoints, hash('doc-7'))).toBe(chosen);
  });

  it('gives no endpoint more than a quarter above its share', () => {
    const endpoints = fleet(16);
    load(endpoints, 1_600);
    for (const endpoint of endpoints) expect(endpoint.inFlight).toBeLessThanOrEqual(126);
    expect(Math.min(...endpoints.map((endpoint) => endpoint.inFlight))).toBeGreaterThan(50);
  });

  it('moves only the documents of an endpoint that is out', () => {
    const endpoints = fleet(8).map((endpoint) => ({ ...endpoint, inFlight: 100 }));
    const documents = Array.from({ length: 400 }, (_, index) => hash(`doc-${index}`));
    const before = documents.map((document) => chooseEndpoint(endpoints, document));
    const third = endpoints[3];
    if (third !== undefined) third.admits = false;
    const after = documents.map((document) => chooseEndpoint(endpoints, document));
    expect(after).not.toContain(3);
    expect(before).toContain(3);
    expect(after.filter((choice, index) => before[index] !== 3 && choice !== before[index])).toEqual([]);
  });

  it('gives a slow endpoint less', () => {
    const endpoints = fleet(4).map((endpoint, index) => ({ ...endpoint, speed: index === 0 ? 1 : 5 }));
    load(endpoints, 640);
    expect(endpoints[0]?.inFlight).toBeLessThanOrEqual(51);
    expect(endpoints[1]?.inFlight).toBeGreaterThan(130);
  });

  it('takes the avoided endpoint only when no other admits', () => {
    const endpoints = fleet(2);
    for (let index = 0; index < 50; index++) expect(chooseEndpoint(endpoints, hash(`doc-${index}`), 0)).toBe(1);
    const second = endpoints[1];
    if (second !== undefined) second.admits = false;
    expect(chooseEndpoint(endpoints, 1, 0)).toBe(0);
  });

  it('gives endpoints of different capacity what they can run, and no more', () => {
    const endpoints = fleet(4).map((endpoint, index) => ({ ...endpoint, capacity: index === 0 ? 40 : 200 }));
    const chosen = load(endpoints, 660);
    expect(chosen.slice(0, 640)).not.toContain(-1);
    expect(chosen.slice(640)).toEqual(Array(20).fill(-1));
    expect(endpoints.map((endpoint) => endpoint.inFlight)).toEqual([40, 200, 200, 200]);
  });

  it('shares by capacity before it is used up', () => {
    const endpoints = fleet(4).map((endpoint, index) => ({ ...endpoint, capacity: index === 0 ? 40 : 400 }));
    load(endpoints, 310);
    expect(endpoints[0]?.inFlight).toBeLessThanOrEqual(13);
  });

  it('keeps most requests on one document together while nearly all capacity is in use', () => {
    const endpoints = fleet(16).map((endpoint) => ({ ...endpoint, capacity: 105 }));
    const busy: number[] = [];
    let together = 0;
    let random = 1;
    for (let request = 0; request < 12_000; request++) {
      const chosen = chooseEndpoint(endpoints, hash(`doc-${Math.floor(request / 3)}`));
      if (request % 3 > 0 && busy.at(-1) === chosen) together += 1;
      const endpoint = endpoints[chosen];
      if (endpoint === undefined) throw new Error('There should be room');
      endpoint.inFlight += 1;
      busy.push(chosen);
      // 1,600 in flight of 1,680; they end in no order, the earlier rather than the later.
      if (request < 1_600) continue;
      random = (random * 48_271) % 2_147_483_647;
      const [ended] = busy.splice(random % 800, 1);
      const at = endpoints[ended ?? -1];
      if (at !== undefined) at.inFlight -= 1;
    }
    expect(together / 8_000).toBeGreaterThan(0.8);
  });

  it('takes the avoided endpoint when the others are full', () => {
    const endpoints = fleet(2).map((endpoint) => ({ ...endpoint, capacity: 1 }));
    const second = endpoints[1];
    if (second !== undefined) second.inFlight = 1;
    expect(chooseEndpoint(endpoints, 1, 0)).toBe(0);
  });

  it('has nothing to give when no endpoint admits', () => {
    expect(chooseEndpoint([], 1)).toBe(-1);
    expect(
      chooseEndpoint(
        fleet(2).map((endpoint) => ({ ...endpoint, admits: false })),
        1,
        0,
      ),
    ).toBe(-1);
  });

  it('always finds one that admits, at every load', () => {
    const endpoints = fleet(5);
    expect(load(endpoints, 500)).not.toContain(-1);
  });
});
