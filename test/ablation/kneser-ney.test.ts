import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { discountsOf } from '../../src/ablation/proxy/discounts.ts';
import { KneserNeyModel } from '../../src/ablation/proxy/kneser-ney.ts';
import { unitInterval } from '../../src/text/hash.ts';

/** The same by the definitions, with a Map of strings for each count and no thought of speed. */
function plainBits(
  documents: readonly number[][],
  asked: readonly number[],
  order: number,
  vocabulary: number,
): number {
  const marked = documents.map((tokens) => [-1, ...tokens]);
  const seen = new Set<string>();
  const raw = new Map<string, number>();
  for (const tokens of marked) {
    for (let end = 1; end < tokens.length; end++) {
      for (let length = 1; length <= Math.min(order, end + 1); length++) {
        const gram = tokens.slice(end - length + 1, end + 1).join(' ');
        seen.add(gram);
        raw.set(gram, (raw.get(gram) ?? 0) + 1);
      }
    }
  }
  const lengthOf = (gram: string) => gram.split(' ').length;
  const count = new Map<string, number>();
  for (const gram of seen) {
    const begins = gram.startsWith('-1');
    if (lengthOf(gram) === order || begins) count.set(gram, raw.get(gram) ?? 0);
    else
      count.set(
        gram,
        [...seen].filter((longer) => lengthOf(longer) === lengthOf(gram) + 1 && longer.endsWith(` ${gram}`)).length,
      );
  }
  const discounts = Array.from({ length: order + 1 }, (_, length) => {
    const counts = [...count].filter(([gram]) => lengthOf(gram) === length).map(([, times]) => times);
    const having = (times: number) => counts.filter((value) => value === times).length;
    return discountsOf([having(1), having(2), having(3), having(4)]);
  });
  const probability = (context: readonly number[], token: number): number => {
    const lower = context.length === 0 ? 1 / vocabulary : probability(context.slice(1), token);
    const followers = [...count].filter(
      ([gram]) => lengthOf(gram) === context.length + 1 && gram.split(' ').slice(0, -1).join(' ') === context.join(' '),
    );
    const total = followers.reduce((sum, [, times]) => sum + times, 0);
    if (total === 0) return lower;
    const discount = (times: number) =>
      times === 0 ? 0 : (discounts[context.length + 1]?.[Math.min(times, 3) - 1] ?? 0);
    const own = count.get([...context, token].join(' ')) ?? 0;
    const left = followers.reduce((sum, [, times]) => sum + discount(times), 0);
    return (own - discount(own)) / total + (left / total) * lower;
  };
  const tokens = [-1, ...asked];
  let bits = 0;
  for (let at = 1; at < tokens.length; at++) {
    bits -= Math.log2(probability(tokens.slice(Math.max(0, at - order + 1), at), tokens[at] ?? 0));
  }
  return bits;
}

function bitsBy(documents: readonly number[][], asked: readonly number[], order: number, vocabulary: number): number {
  const model = new KneserNeyModel({ order, vocabulary });
  for (const document of documents) model.learn(document);
  return model.bitsOf(asked);
}

test('agrees with the definitions on any tokens', () => {
  const tokens = fc.array(fc.nat(5), { maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(tokens, { maxLength: 5 }),
      tokens,
      fc.integer({ min: 1, max: 4 }),
      (documents, asked, order) => {
        expect(bitsBy(documents, asked, order, 6)).toBeCloseTo(plainBits(documents, asked, order, 6), 9);
      },
    ),
  );
});

test('agrees with the definitions where discounts come from counts of counts', () => {
  // Drawn with falling probability, so that counts of 1, 2, 3 and 4 all occur.
  const draw = (seed: number) => Array.from({ length: 150 }, (_, at) => Math.floor(30 * unitInterval(seed, at) ** 3));
  const documents = [draw(1), draw(2)];
  expect(bitsBy(documents, draw(3), 3, 50)).toBeCloseTo(plainBits(documents, draw(3), 3, 50), 6);
});

test('the probabilities of all tokens after any context add up to 1', () => {
  const documents = [
    [1, 2, 3, 1, 2, 4],
    [2, 3, 1, 2, 3, 0],
  ];
  for (const context of [[], [1], [1, 2], [4, 4, 4], [3, 1, 2]]) {
    const model = new KneserNeyModel({ order: 3, vocabulary: 7 });
    for (const document of documents) model.learn(document);
    const before = model.bitsOf(context);
    const sum = [0, 1, 2, 3, 4, 5, 6].reduce(
      (all, token) => all + 2 ** (before - model.bitsOf([...context, token])),
      0,
    );
    expect(sum).toBeCloseTo(1, 9);
  }
});

test('a model that has learnt nothing finds every token equally likely', () => {
  expect(bitsBy([], [1, 2, 3], 4, 8)).toBeCloseTo(9, 12);
});

test('no more is learnt once something has been asked', () => {
  const model = new KneserNeyModel({ order: 2, vocabulary: 3 });
  model.bitsOf([1]);
  expect(() => model.learn([1])).toThrow('learns no more');
});
