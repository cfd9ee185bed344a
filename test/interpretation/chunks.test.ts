import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf } from '../../src/interpretation/chunks.ts';
import { estimateTokens } from '../../src/text/tokens.ts';

/** A line of `tokens` estimated tokens, or one or two more. */
function lineOf(tokens: number, word = 'word'): string {
  let line = word;
  while (estimateTokens(line) < tokens) line += ` ${word}`;
  return line;
}

const squeezed = (text: string): string => text.replace(/\s+/g, '');

describe('chunksOf', () => {
  it('leaves a text that fits, or that has no maximum, as it stands', () => {
    const text = '  a\n\nb \n';
    expect(chunksOf(text, 1000)).toEqual([{ text, tokens: estimateTokens(text), firstLine: 0 }]);
    expect(chunksOf(text.repeat(1000), undefined)).toHaveLength(1);
  });

  it('has no chunks for a text without words', () => {
    expect(chunksOf(' \n\n\t', 1000)).toEqual([]);
    expect(chunksOf('\n'.repeat(10_000), 5)).toEqual([]);
  });

  it('breaks at line boundaries and knows each first line', () => {
    const lines = Array.from({ length: 40 }, (_, index) => lineOf(20, `w${index}`));
    const chunks = chunksOf(lines.join('\n'), 100);
    expect(chunks.length).toBeGreaterThan(7);
    expect(chunks.map((chunk) => chunk.text).join('\n')).toBe(lines.join('\n'));
    for (const { text, firstLine } of chunks) expect(lines[firstLine]).toBe(text.split('\n')[0]);
  });

  it('breaks between paragraphs where that is possible in the last third, without blank lines around', () => {
    const paragraph = `${lineOf(24)}\n${lineOf(24)}\n${lineOf(24)}`;
    const chunks = chunksOf(Array.from({ length: 6 }, () => paragraph).join('\n\n\n'), 100);
    expect(chunks.map((chunk) => chunk.text)).toEqual(Array.from({ length: 6 }, () => paragraph));
    expect(chunks.map((chunk) => chunk.firstLine)).toEqual([0, 5, 10, 15, 20, 25]);
  });

  it('prefers a heading to a paragraph', () => {
    const section = (title: string): string => `${title}\n\n${lineOf(70)}\n\n${lineOf(10)}`;
    const text = [section('# One'), section('# Two'), section('# Three')].join('\n\n');
    expect(chunksOf(text, 110).map((chunk) => chunk.text.split('\n')[0])).toEqual(['# One', '# Two', '# Three']);
  });

  it('keeps a title with its underline, and with what follows', () => {
    const section = (title: string): string => `${title}\n=====\n${lineOf(80)}`;
    const text = [section('One'), section('Two'), section('Three')].join('\n\n');
    expect(chunksOf(text, 100).map((chunk) => chunk.text.split('\n')[0])).toEqual(['One', 'Two', 'Three']);
    const marked = `${lineOf(60)}\n${lineOf(25)}\n## Next\n${lineOf(60)}\n${lineOf(25)}`;
    expect(chunksOf(marked, 110)[1]?.text.startsWith('## Next')).toBe(true);
  });

  it('breaks where the chunk is full when no better place lies in its last third', () => {
    const text = `${lineOf(20)}\n\n${lineOf(20)}\n${lineOf(20)}\n${lineOf(20)}\n${lineOf(20)}\n${lineOf(20)}\n${lineOf(20)}`;
    const [first] = chunksOf(text, 100);
    expect(first?.text.split('\n').length).toBeGreaterThan(3);
  });

  it('evens out a tiny last chunk with the one before', () => {
    const line = lineOf(10);
    const lines = Array.from({ length: 11 }, () => line);
    const max = 10 * estimateTokens(`${line}\n`);
    const sizes = chunksOf(lines.join('\n'), max).map((chunk) => chunk.text.split('\n').length);
    expect(sizes).toHaveLength(2);
    expect(Math.min(...sizes)).toBe(5);
  });

  it('splits a line that is too long at sentence ends', () => {
    const sentence = 'Water evaporates from the sea and returns as rain over the hills.';
    const line = Array.from({ length: 30 }, () => sentence).join(' ');
    const chunks = chunksOf(`Title\n\n${line}\nEnd.`, 60);
    expect(chunks.length).toBeGreaterThan(5);
    for (const { text } of chunks) expect(text).toMatch(/\.$/);
    expect(chunks.at(-1)?.text).toMatch(/End\.$/);
    expect(chunks.slice(1, -1).every((chunk) => chunk.firstLine === 2)).toBe(true);
  });

  it('splits a sentence that is too long at white space', () => {
    const line = Array.from({ length: 500 }, (_, index) => `word${index}`).join(' ');
    const chunks = chunksOf(line, 50);
    expect(chunks.map((chunk) => chunk.text).join(' ')).toBe(line);
  });

  it('splits a word that is too long between characters', () => {
    const chunks = chunksOf(`a ${'😀'.repeat(500)} b`, 20);
    expect(squeezed(chunks.map((chunk) => chunk.text).join(''))).toBe(`a${'😀'.repeat(500)}b`);
    for (const { text } of chunks) expect(text).not.toMatch(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/);
  });

  const piece = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        'Word',
        'one two. Three four! ',
        '# Heading',
        '=====',
        '- item',
        '```',
        '中文字符。',
        'Dr. No said 3.5. ',
      ),
    },
    { weight: 3, arbitrary: fc.constantFrom(' ', '\n', '\n\n', '\t', '\r\n') },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }) },
    { weight: 1, arbitrary: fc.nat(60).map((count) => 'x'.repeat(count)) },
  );
  const document = fc.array(piece, { maxLength: 80, size: 'max' }).map((pieces) => pieces.join(''));

  it('loses no word, adds none, and makes no chunk of white space or beyond the maximum', () => {
    fc.assert(
      fc.property(document, fc.integer({ min: 20, max: 80 }), (text, max) => {
        const chunks = chunksOf(text, max);
        expect(squeezed(chunks.map((chunk) => chunk.text).join('\n'))).toBe(squeezed(text));
        let from = 0;
        for (const chunk of chunks) {
          expect(chunk.text.trim()).not.toBe('');
          expect(estimateTokens(chunk.text)).toBeLessThanOrEqual(max);
          const start = text.indexOf(chunk.text, from);
          expect(start).toBeGreaterThanOrEqual(from);
          expect(text.slice(from, start).trim()).toBe('');
          from = start + chunk.text.length;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('cuts no word that fits', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '.', 'C'), minLength: 1, maxLength: 12 }), {
      minLength: 1,
      maxLength: 200,
      size: 'max',
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 40 }), (list, max) => {
        const chunks = chunksOf(list.join(' '), max);
        expect(chunks.flatMap((chunk) => chunk.text.split(/\s+/))).toEqual(list);
      }),
    );
  });

  it.each([
    ['one character', 'a'.repeat(300_000)],
    ['words without an end', 'a '.repeat(150_000)],
    ['line breaks', `a${'\n'.repeat(1_000_000)}b`],
    ['headings', '# A\n'.repeat(50_000)],
  ])('gets through a long text of %s', (_, text) => {
    const chunks = chunksOf(text, 1500);
    expect(squeezed(chunks.map((chunk) => chunk.text).join('\n')).length).toBe(squeezed(text).length);
  });
});
