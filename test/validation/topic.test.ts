import { describe, expect, it } from 'vitest';
import { judge, PARAPHRASE, reasonOf } from './candidates.ts';
import { FAITHFUL } from './rewrites.ts';

const POEM =
  'Soft falls the evening on the silent sand, and slow the silver waves come home to rest. A lantern sways within a fisher’s hand, the last pale gold is fading in the west. O sleep, my love, the harbour lights are low, the gulls have folded up their weary wings.';

describe('topic', () => {
  it('rejects a text about something else, and says which words are foreign', () => {
    const verdict = judge('topic', { text: POEM });
    expect(verdict).toMatchObject({ accepted: false, reason: 'coverage' });
    expect(verdict.score).toBeLessThan(0.15);
    expect(verdict.accepted ? '' : verdict.detail).toMatch(/of \d+ longer words stand in the source; not "eveni…"/);
  });

  it.each(FAITHFUL)('lets a faithful rewrite pass with room to spare: $name', ({ text }) => {
    const verdict = judge('topic', { text });
    expect(verdict.accepted).toBe(true);
    expect(verdict.score).toBeGreaterThan(0.4);
  });

  it('counts inflected words, and those of the title, as the source’s', () => {
    const source = 'Die Bibliotheken verliehen Romane, Zeitschriften und Wörterbücher an Studierende.';
    const text =
      'Bibliothek, verleihen, Roman, Zeitschrift, Wörterbuch, Studierenden, Öffnung, Abende, Garten, Wasser, Sonne, Straße';
    expect(judge('topic', { source, text, title: '' }).score).toBeCloseTo(5 / 12, 3);
    expect(judge('topic', { source, text, title: 'Garten und Wasser' }).score).toBeCloseTo(7 / 12, 3);
  });

  it('does not judge what has few longer words, nor programs', () => {
    expect(reasonOf('topic', { text: POEM.slice(0, 60) })).toBeUndefined();
    expect(
      reasonOf('topic', { text: '软软的黄昏落在寂静的沙滩上，银色的波浪慢慢回家休息。'.repeat(5) }),
    ).toBeUndefined();
    expect(reasonOf('topic', { text: POEM, kind: 'program' })).toBeUndefined();
  });

  it('takes its bound from the strategy', () => {
    expect(reasonOf('topic', { text: PARAPHRASE }, { min_shared: 0.99 })).toBe('coverage');
    expect(reasonOf('topic', { text: POEM }, { min_shared: 0 })).toBeUndefined();
  });
});
