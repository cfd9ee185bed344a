import { describe, expect, it } from 'vitest';
import { validators } from '../../src/validation/registry.ts';
import { viewOf } from '../../src/validation/candidate-view.ts';
import { candidate, SOURCE } from './candidates.ts';

const SIZE = 200_000;
const fill = (unit: string): string => unit.repeat(Math.ceil(SIZE / unit.length)).slice(0, SIZE);

const HOSTILE: Readonly<Record<string, string>> = {
  'one letter': fill('a'),
  'one digit': fill('7'),
  spaces: `a${fill(' ')}b`,
  newlines: fill('\n'),
  'one line of words': fill(`${SOURCE.replace(/\s+/g, ' ')} `),
  'opening brackets': fill('(['),
  quotes: fill('"“'),
  'at signs': fill('a@'),
  dots: fill('a.'),
  'colons and labels': fill('Question:'),
  'labels on lines': fill('Question:\n'),
  pipes: fill('|'),
  'table rows': fill('|-|\n'),
  fences: fill('```\n'),
  hyphens: fill('1-'),
  'plus signs': fill('+1 '),
  'control tokens': fill('<|'),
  'whole control tokens': fill('</s>'),
  'lead-ins': fill('Sure! Here is the rewritten text '),
  'closing remarks': fill('I hope this helps! '),
  'lone surrogates': fill('\uD83D'),
  Chinese: fill('亚马逊河很长'),
  'web addresses': Array.from({ length: 7000 }, (_, i) => `https://a${i}.example.org/x`).join(' '),
  'different numbers': Array.from({ length: 14_000 }, (_, i) => `${i} million`).join(' '),
  'number words': fill('twenty-five thousand and '),
  'Roman numerals': fill('MCMXII '),
  mojibake: fill('Ã©'),
};

const FORMATS = ['qa', 'dialogue', 'faq', 'table', 'knowledge-list', 'math', 'instruction'];

describe.each(Object.keys(HOSTILE))('a text of 200 kB: %s', (name) => {
  const text = HOSTILE[name] ?? '';

  it('is judged by every validator, as text and as source', () => {
    for (const change of [{ text }, { source: text }]) {
      const view = viewOf(candidate({ ...change, instruction: text.slice(0, 20_000) }));
      for (const validator of Object.values(validators)) {
        const all = validator.name === 'format' ? FORMATS.map((kind) => ({ kind })) : [{}];
        for (const bounds of all) {
          expect(Number.isFinite(validator.judge(view, validator.bounds.parse(bounds)).score)).toBe(true);
        }
      }
    }
  });
});
