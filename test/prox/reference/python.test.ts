import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countPythonWords,
  pythonInteger,
  replaceAll as replaceFound,
  strip,
  withoutLastCharacter,
} from '../../../src/prox/reference/python.ts';
import { findString } from '../../../src/text/find-string.ts';

const replaceAll = (text: string, source: string, target: string): string =>
  replaceFound(text, source, target, findString(source));

// Every expectation here is what CPython 3.11 says.
describe('pythonInteger', () => {
  it.each([
    ['7', 7n],
    ['007', 7n],
    ['+1', 1n],
    ['-12', -12n],
    ['0_1', 1n],
    ['1_000', 1000n],
    [' 3\t', 3n],
    ['\r\n3\v\f', 3n],
    ['\u00a05\u3000', 5n],
    ['\u00852', 2n],
    ['４２', 42n],
    ['١٢', 12n],
    ['1٢', 12n],
    ['९', 9n],
    ['𝟎𝟗𝟘𝟙', 901n],
    ['99999999999999999999', 99_999_999_999_999_999_999n],
  ])('reads %j', (text, value) => {
    expect(pythonInteger(text)).toBe(value);
  });

  it.each([
    '',
    ' ',
    '_1',
    '1_',
    '1__0',
    '+_1',
    '- 1',
    '--1',
    '1.0',
    '1e3',
    '0x1',
    '²',
    '½',
    '一',
    '\u001c1',
    '1\u001f',
    '\ufeff1',
    '1\0',
    '−1',
    '+１ ２',
  ])('refuses %j', (text) => {
    expect(pythonInteger(text)).toBeUndefined();
  });

  it('refuses more than 4,300 digits, leading zeros counted and underscores not', () => {
    expect(pythonInteger('0'.repeat(4300))).toBe(0n);
    expect(pythonInteger('0'.repeat(4301))).toBeUndefined();
    expect(pythonInteger(`-${'𝟏_'.repeat(4299)}1`)).toBe(-BigInt('1'.repeat(4300)));
    expect(pythonInteger('1'.repeat(5_000_000))).toBeUndefined();
    expect(pythonInteger(`${' '.repeat(2_000_000)}8${' '.repeat(2_000_000)}`)).toBe(8n);
  });
});

describe('countPythonWords', () => {
  it('splits at what Python takes for white space', () => {
    expect(countPythonWords(' a\u001cb\u001db\u001eb\u001fb\u0085c\u00a0d\u3000e\u2028f\u2029g ')).toBe(10);
    expect(countPythonWords('a\ufeffb\u200bc\u180ed\0e\u2060f')).toBe(1);
    expect(countPythonWords('\ufeff')).toBe(1);
    expect(countPythonWords(' \n\t\u001c')).toBe(0);
    expect(countPythonWords('')).toBe(0);
  });
});

describe('strip and withoutLastCharacter', () => {
  it('strip takes one character from both ends and nothing else', () => {
    expect(strip('""a"b""', '"')).toBe('a"b');
    expect(strip(' "a" ', '"')).toBe(' "a" ');
    expect(strip('"""', '"')).toBe('');
    expect(strip('\t a ', ' ')).toBe('\t a');
  });

  it('the last character may have two halves', () => {
    expect(withoutLastCharacter('ab')).toBe('a');
    expect(withoutLastCharacter('a🌊')).toBe('a');
    expect(withoutLastCharacter('a\ud83c')).toBe('a');
    expect(withoutLastCharacter('')).toBe('');
  });
});

describe('replaceAll', () => {
  it('never cuts a pair of surrogates', () => {
    expect(replaceAll('\ud83c🌊\ud83c', '\ud83c', '-')).toBe('-🌊-');
    expect(replaceAll('🌊\udf0a', '\udf0a', '')).toBe('🌊');
    expect(replaceAll('🌊', '\ud83c', '-')).toBe('🌊');
    expect(replaceAll('a🌊b🌊', '🌊', '')).toBe('ab');
  });

  it('replaces everything else as JavaScript does, taking patterns and targets literally', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '$', '&', '🌊') });
    fc.assert(
      fc.property(text, text, text, (whole, source, target) => {
        fc.pre(source !== '');
        expect(replaceAll(whole, source, target)).toBe(whole.replaceAll(source, () => target));
      }),
    );
    expect(replaceAll('ab'.repeat(100_000), 'a', 'cc')).toBe('ccb'.repeat(100_000));
  });
});
