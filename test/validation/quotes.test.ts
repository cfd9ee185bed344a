import { describe, expect, it } from 'vitest';
import { judge, reasonOf } from './candidates.ts';

const source = 'She said: “We will open the doors again next spring, if the money lasts.” Then she left.';

describe('quotes', () => {
  it('rejects words that nobody says in the source', () => {
    const verdict = judge('quotes', { source, text: 'She said: "we have nothing left to give".' });
    expect(verdict).toMatchObject({ accepted: false, reason: 'ungrounded.quote', score: 0 });
  });

  it.each([
    ['other marks', '«We will open the doors again next spring»', undefined],
    ['a part', '"open the doors again next spring"', undefined],
    ['words left out', '"We will open the doors again … if the money lasts"', undefined],
    ['one word changed', '"We will close the doors again next spring"', 'ungrounded.quote'],
    ['two places joined', '"We will open the doors if the money lasts"', 'ungrounded.quote'],
    ['German marks', '„wir wollen das nie wieder so machen“', 'ungrounded.quote'],
    ['a term of four words', '"a word of art"', undefined],
  ])('judges %s', (_, text, reason) => {
    expect(reasonOf('quotes', { source, text: `It says ${text} there.` })).toBe(reason);
  });

  it('lets a text quote the title of its document', () => {
    const text = 'What is “Freezing the HTML simple repository API” about?';
    expect(reasonOf('quotes', { source, text })).toBe('ungrounded.quote');
    expect(
      reasonOf('quotes', { source, text, title: 'PEP 833: Freezing the HTML simple repository API' }),
    ).toBeUndefined();
  });
});
