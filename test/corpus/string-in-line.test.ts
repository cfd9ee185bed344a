import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringInLine } from '../../src/corpus/string-in-line.ts';

const find = (line: string, column = 'text'): string | undefined =>
  stringInLine(column)(Buffer.from(line))?.toString('utf8');

describe('stringInLine', () => {
  it('finds what JSON.stringify makes of the string, wherever the column stands, and nothing else', () => {
    const text = fc.string({ unit: 'binary' });
    const others = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 });
    fc.assert(
      fc.property(text, others, others, (value, before, behind) => {
        const line = JSON.stringify({ ...before, ['the column']: value, ...behind, inner: { 'the column': 'no' } });
        const found = find(line, 'the column');
        // A key with an escape in it may be any key: then nothing is found.
        const hasEscape = [...Object.keys(before), ...Object.keys(behind)].some(
          (key) => JSON.stringify(key) !== `"${key}"`,
        );
        if (!hasEscape || found !== undefined) expect(found).toBe(JSON.stringify(value));
      }),
    );
  });

  it.each([
    ['white space and other columns', '{ "id" : "text" , "n": [1, {"text": "no"}], "text"\t: "a\\nb" }', '"a\\nb"'],
    ['escaped quotes and backslashes', '{"text":"a \\"b\\" \\\\","x":"\\""}', '"a \\"b\\" \\\\"'],
    ['control characters', '{"text":"\\u0000\\u001f\\b"}', '"\\u0000\\u001f\\b"'],
    ['the empty string', '{"text":""}', '""'],
  ])('finds a string among %s', (_, line, expected) => {
    expect(find(line)).toBe(expected);
  });

  it.each([
    ['letters escaped without need', '{"text":"caf\\u00e9"}'],
    ['slashes escaped without need', '{"text":"a\\/b"}'],
    ['controls that have a short escape', '{"text":"\\u000a"}'],
    ['controls in capital digits', '{"text":"\\u001F"}'],
    ['a column given twice', '{"text":"a","text":"b"}'],
    ['a key with an escape, which may be the column', '{"text":"a","te\\u0078t":"b"}'],
    ['no such column', '{"body":"text"}'],
    ['a number', '{"text":1,"other":"x"}'],
    ['a list', '{"text":["a"]}'],
    ['null at the end', '{"text":null}'],
  ])('finds nothing in %s', (_, line) => {
    expect(find(line)).toBeUndefined();
  });
});
