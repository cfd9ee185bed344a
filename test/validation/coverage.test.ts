import { expect, it } from 'vitest';
import { judge, PARAPHRASE, reasonOf } from './candidates.ts';

it('coverage rejects a text about something else than its source', () => {
  const text =
    'To bake bread, mix flour, salt and yeast in a bowl. Knead the dough until it is smooth and let it rise.';
  expect(reasonOf('coverage', { text })).toBe('coverage');
  expect(judge('coverage', { text: PARAPHRASE }).score).toBeGreaterThan(0.4);
});

it('coverage does not judge where the source has too few terms', () => {
  expect(judge('coverage', { source: 'A short note.', text: 'Something else.' })).toEqual({ accepted: true, score: 1 });
});
