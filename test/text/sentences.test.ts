import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countSentences, sentences } from '../../src/text/sentences.ts';

const texts = (text: string, language?: string): string[] => sentences(text, language).map((sentence) => sentence.text);

test('offsets and lines point into the text', () => {
  const text = 'One. Two!\n\n  Three? ';
  expect(sentences(text)).toEqual([
    { text: 'One.', start: 0, end: 4, line: 0 },
    { text: 'Two!', start: 5, end: 9, line: 0 },
    { text: 'Three?', start: 13, end: 19, line: 2 },
  ]);
});

test.each([
  ['Dr. Smith met Prof. J. K. Lee. They spoke.', ['Dr. Smith met Prof. J. K. Lee.', 'They spoke.']],
  ['We like fruit, e.g. Apples, i.e. These. Fine.', ['We like fruit, e.g. Apples, i.e. These.', 'Fine.']],
  ['He lives in the U.S. The house is old.', ['He lives in the U.S.', 'The house is old.']],
  ['The U.S. Congress met at 5 p.m. Eastern time.', ['The U.S. Congress met at 5 p.m. Eastern time.']],
  ['Acme Inc. Bought it etc. But no.', ['Acme Inc. Bought it etc.', 'But no.']],
  ['See No. 5. No. It is not.', ['See No. 5.', 'No.', 'It is not.']],
  ['1. First point. Second one.', ['1. First point.', 'Second one.']],
  ['Use Node.js 3.11. Then v2.0. Done.', ['Use Node.js 3.11.', 'Then v2.0.', 'Done.']],
  ['“Go!” she said. (It rained.) "Why?" He left.', ['“Go!” she said.', '(It rained.)', '"Why?"', 'He left.']],
  ['Wait... what? Yes?! No…', ['Wait... what?', 'Yes?!', 'No…']],
  ['**Bold.** Next.', ['**Bold.**', 'Next.']],
  ['no end mark', ['no end mark']],
])('splits %j where its sentences end', (text, expected) => {
  expect(texts(text)).toEqual(expected);
});

test('other scripts end sentences with their own marks', () => {
  expect(texts('他来了。他走了！“好。”然后')).toEqual(['他来了。', '他走了！', '“好。”', '然后']);
  expect(texts('यह है। वह है।')).toEqual(['यह है।', 'वह है।']);
  expect(texts('هل هذا صحيح؟ نعم.')).toEqual(['هل هذا صحيح؟', 'نعم.']);
});

test('an ordinal is no end in the languages that write it with a full stop', () => {
  expect(texts('Es war am 3. Oktober. Danach kam er.', 'de')).toEqual(['Es war am 3. Oktober.', 'Danach kam er.']);
  expect(texts('It was 3. October came.', 'en')).toEqual(['It was 3.', 'October came.']);
});

test('sentences are trimmed, in order, on one line, and lose nothing but white space', () => {
  const piece = fc.constantFrom('a', 'B', '.', '!', ' ', '\n', '"', ')', '。', 'Dr', '1', '\t', 'é', '…', '😀');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      let from = 0;
      for (const sentence of sentences(text)) {
        expect(sentence.text).toBe(text.slice(sentence.start, sentence.end));
        expect(sentence.text).toBe(sentence.text.trim());
        expect(sentence.text).not.toContain('\n');
        expect(text.slice(from, sentence.start).trim()).toBe('');
        expect(sentence.line).toBe(text.slice(0, sentence.start).split('\n').length - 1);
        from = sentence.end;
      }
      expect(text.slice(from).trim()).toBe('');
    }),
  );
});

test('countSentences counts what sentences makes of a line', () => {
  for (const line of ['', '  ', 'One. Two! Three', 'Dr. Who came. No. 5 left.']) {
    expect(countSentences(line)).toBe(sentences(line).length);
  }
});
