import { describe, expect, it } from 'vitest';
import { judge, PARAPHRASE, reasonOf } from './candidates.ts';

describe('names', () => {
  it('rejects a name that the source does not have and names it', () => {
    const verdict = judge('names', { text: PARAPHRASE.replace('the Rio Negro at Manaus', 'the Rio Negro at Cuiabá') });
    expect(verdict).toMatchObject({ accepted: false, reason: 'ungrounded.name', detail: 'Cuiabá not in the source' });
  });

  it.each([
    ['an inflected form', 'a river in Brazil', 'Many Brazilian rivers, and those of Brazil’s neighbours.', undefined],
    ['an acronym', 'the World Health Organization', 'It was the WHO that said so.', undefined],
    ['a name in full', 'the WHO', 'It was the World Health Organization that said so.', undefined],
    ['an adjective of another stem', 'a town in France', 'In a small French town.', undefined],
    ['an acronym of nothing', 'the World Health Organization', 'It was the FAO that said so.', 'ungrounded.name'],
    [
      'a name whose initials are a common word',
      'so Social help came',
      'She then asked for Social Ottoline help once more.',
      'ungrounded.name',
    ],
    ['a name in a short question', 'he explained it', 'What did Katarzyna explain?', 'ungrounded.name'],
    ['a title', 'great and small rivers', 'The Great Rivers Book of Katarzyna', undefined],
    ['a name with the same beginning', 'said Charles', 'It was said by Charlotte.', 'ungrounded.name'],
    ['the days of the week', 'nothing', 'It happens on every Monday.', undefined],
  ])('judges %s', (_, source, text, reason) => {
    expect(reasonOf('names', { source, text })).toBe(reason);
  });

  it('lets speakers, labels, headings and titles be named as they like', () => {
    const text =
      'Anna: Is it so, Tom?\n\nTom: It is, Anna.\n\n## A Chapter on Rivers\n\n**The Big Picture:** it flows.';
    expect(judge('names', { source: 'A river flows.', text })).toMatchObject({ accepted: true });
  });

  it('does not judge German, where nouns have capitals', () => {
    const text = 'Er sah den Fluss und das Meer.';
    expect(reasonOf('names', { source: 'Wasser', text, language: 'de' })).toBeUndefined();
    expect(reasonOf('names', { source: 'eau', text: 'Il voit Marseille de loin.', language: 'fr' })).toBe(
      'ungrounded.name',
    );
  });

  it('tolerates as many as the bound says, and knows the title', () => {
    const text = 'It runs from Lima to Quito.';
    expect(reasonOf('names', { source: 'road', text }, { max_invented_names: 1 })).toBe('ungrounded.name');
    expect(reasonOf('names', { source: 'road', text }, { max_invented_names: 2 })).toBeUndefined();
    expect(reasonOf('names', { source: 'road', text, title: 'Lima and Quito' })).toBeUndefined();
  });
});
