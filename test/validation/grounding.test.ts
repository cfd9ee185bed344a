import { describe, expect, it } from 'vitest';
import { judge, PARAPHRASE, reasonOf } from './candidates.ts';

describe('grounding', () => {
  it('rejects a number that the source does not have and names it', () => {
    const verdict = judge('grounding', { text: `${PARAPHRASE} It is 6,400 km long.` });
    expect(verdict).toMatchObject({ accepted: false, reason: 'ungrounded.number', detail: '6,400 not in the source' });
    expect(verdict.score).toBeGreaterThan(0.5);
  });

  it('rejects a changed number', () => {
    expect(reasonOf('grounding', { text: PARAPHRASE.replace('13.63', '13.36') })).toBe('ungrounded.number');
    expect(reasonOf('grounding', { text: PARAPHRASE.replace('209,000', '290,000') })).toBe('ungrounded.number');
  });

  it.each([
    [
      'digits for words',
      'three reasons, twenty-five boats, two hundred fifty people',
      'There are 3 reasons, 25 boats and 250 people.',
    ],
    [
      'large numbers in words',
      'one hundred and five thousand people, two million trees',
      '105,000 people and 2,000,000 trees',
    ],
    ['ordinals', 'the nineteenth century and the third of May', 'the 19th century, 3 May'],
    ['Roman numerals', 'World War II and Louis XIV', 'World War 2 and Louis the 14th'],
    ['a scale word for digits', 'It cost 1,200,000 dollars.', 'It cost 1.2 million dollars.'],
    ['digits for a scale word', 'It cost 1.2 million dollars.', 'It cost 1,200,000 dollars.'],
    ['separators', 'about 209,000 cubic metres', 'about 209 000 or 209000 cubic metres'],
    ['idle zeros', '12.50 euros', '12.5 euros'],
    ['the short end of a span', 'in the war of 1914–18', 'from 1914 to 1918'],
    ['a span with a short end', 'from 1914 to 1918', 'in 1914–18'],
    ['digits in names', 'UTF8 text, H2O', 'UTF-8, made of 2 parts'],
    ['a fraction', 'half of the people and a dozen eggs', '50% of the people, 12 eggs'],
    ['digits of another script', 'in the year ٢٠١٠', 'in the year 2010'],
  ])('accepts %s', (_, source, text) => {
    expect(judge('grounding', { source, text })).toMatchObject({ accepted: true, score: 1 });
  });

  it.each([
    ['de', 'drei Gründe und zwölf Boote', 'Es gibt 3 Gründe und 12 Boote.'],
    ['fr', 'deux rivières et seize ponts', '2 rivières et 16 ponts'],
    ['es', 'once barcos y veinte puentes', '11 barcos y 20 puentes'],
    ['pt', 'três rios', '3 rios'],
    ['it', 'due fiumi', '2 fiumi'],
    ['zh', '三个原因', '有3个原因'],
  ])('knows number words in %s', (language, source, text) => {
    expect(reasonOf('grounding', { source, text, language })).toBeUndefined();
  });

  it('takes words of another language for what they mean in the source’s', () => {
    expect(reasonOf('grounding', { source: 'He came once.', text: 'He came 11 times.' })).toBe('ungrounded.number');
  });

  it('does not take numerals of lists, steps and headings for numbers', () => {
    const text = '## 1. First\n\n1. One thing\n2. Another\n\nStep 4: Go on.\n\nQ5: Why?\n\n**Question 6:** How?';
    expect(judge('grounding', { source: 'No numbers here.', text })).toEqual({ accepted: true, score: 1 });
  });

  it('tolerates as many as the bounds say', () => {
    const text = 'It has 7 arms, 8 legs and 9 eyes; it was seen in 2010.';
    const source = 'It was seen in 2010.';
    expect(judge('grounding', { text, source }).score).toBe(0.25);
    expect(reasonOf('grounding', { text, source }, { max_invented_numbers: 2 })).toBe('ungrounded.number');
    expect(reasonOf('grounding', { text, source }, { max_invented_numbers: 3 })).toBeUndefined();
    expect(reasonOf('grounding', { text, source }, { max_invented_ratio: 0.5 })).toBe('ungrounded.number');
    expect(reasonOf('grounding', { text, source }, { max_invented_ratio: 0.75 })).toBeUndefined();
  });

  it('takes what the title says for grounded: prompts may name it', () => {
    const text = 'Version 3.14 of the report lists 25 rivers, and Louis the 14th.';
    const title = 'Twenty-five rivers: report 3.14 to Louis XIV';
    expect(reasonOf('grounding', { text, source: 'A list of rivers.' })).toBe('ungrounded.number');
    expect(judge('grounding', { text, source: 'A list of rivers.', title })).toMatchObject({
      accepted: true,
      score: 1,
    });
  });

  it.each([
    ['thousands of a longer number', '90', 'They were about 90,000 people.'],
    ['thousands at the beginning of a line', '90', 'About 90,000 people came.'],
    ['a decimal at the beginning of a line', '13', 'About 13.63 metres.'],
    ['the end of a longer number', '900', 'They were about 10,900 people.'],
    ['the whole part of a decimal', '13', 'It rose to about 13.63 metres.'],
    ['the places of a decimal', '63', 'It rose to about 13.63 metres.'],
    ['a part of a version', '11', 'It needs version 3.11.7 of it.'],
  ])('does not take %s for a number of the source', (_, number, source) => {
    expect(reasonOf('grounding', { text: `There were ${number} of them.`, source })).toBe('ungrounded.number');
  });

  it('reads a column of numbers of three digits as so many numbers', () => {
    const source = Array.from({ length: 200 }, (_, index) => 300 + index).join(' ');
    expect(reasonOf('grounding', { text: 'The first were 300, 301 and 302, the last 499.', source })).toBeUndefined();
    expect(reasonOf('grounding', { text: 'The last was 500.', source })).toBe('ungrounded.number');
  });

  it('counts a number once however often it stands', () => {
    expect(reasonOf('grounding', { text: '7 and 7 and 7', source: '' }, { max_invented_numbers: 1 })).toBeUndefined();
  });

  it('names at most five', () => {
    const verdict = judge('grounding', { text: '11, 12, 13, 14, 15, 16 and 17', source: '' });
    expect(verdict).toMatchObject({ detail: '11, 12, 13, 14, 15 and 2 more not in the source' });
  });
});
