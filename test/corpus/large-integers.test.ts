import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { quoteLargeIntegers } from '../../src/corpus/large-integers.ts';

it('quotes integers beyond 2^53 and nothing else', () => {
  const json =
    '{"a":9007199254740992,"b":9007199254740991,"c":[-99999999999999999,1e20,12345678901234567.5],"d":"\\"99999999999999999"}';
  expect(quoteLargeIntegers(json)).toBe(
    '{"a":"9007199254740992","b":9007199254740991,"c":["-99999999999999999",1e20,12345678901234567.5],"d":"\\"99999999999999999"}',
  );
});

it('keeps every digit of any integer, wherever it stands', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.string(), (integer, key) => {
      const json = `[{${JSON.stringify(key)}:${integer}},${integer},${JSON.stringify(String(integer))}]`;
      const digits = String(integer);
      const value = Number.isSafeInteger(Number(integer)) ? Number(integer) : digits;
      expect(JSON.parse(quoteLargeIntegers(json))).toEqual([{ [key]: value }, value, digits]);
    }),
  );
});

it('leaves the value of any other JSON as it is', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const quoted = quoteLargeIntegers(`[${json},12345678901234567890]`);
      const [value] = JSON.parse(quoted) as unknown[];
      expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(quoteLargeIntegers(json))));
      if (!/\d{16}/.test(json)) expect(quoteLargeIntegers(json)).toBe(json);
    }),
  );
});
