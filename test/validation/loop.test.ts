import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longCharacterRun, repeatedTail } from '../../src/validation/repeated-tail.ts';
import { judge, PARAPHRASE, reasonOf, SOURCE } from './candidates.ts';

const SENTENCES = SOURCE.match(/[^.\n]{30,}\./g) ?? [];

describe('loop', () => {
  it.each([
    ['a sentence at the end again and again', `${PARAPHRASE}${' The river is long and wide.'.repeat(12)}`],
    ['such a tail, broken off within the unit', `${PARAPHRASE}${' The river is long and wide.'.repeat(12)} The ri`],
    ['one word', `${PARAPHRASE} ${'very '.repeat(60)}`],
    ['one letter', `${PARAPHRASE} ${'a'.repeat(300)}`],
    ['a hyphen behind words', `${PARAPHRASE} ${'-'.repeat(300)}`],
    ['a Chinese full stop', `${PARAPHRASE}${'。'.repeat(300)}`],
    [
      'a list item under new numbers',
      Array.from({ length: 30 }, (_, i) => `${i + 1}. The river is long and wide.`).join('\n'),
    ],
    ['a paragraph', `${PARAPHRASE}\n\n${PARAPHRASE}\n\n${PARAPHRASE}`],
    ['the whole text twice on one line', `${PARAPHRASE} ${PARAPHRASE}`.replace(/\n+/g, ' ')],
    ['a table row', `| River | Length |\n|---|---|\n${'| The Amazon in Brazil | very long indeed |\n'.repeat(20)}`],
    [
      'a loop in the middle',
      `${PARAPHRASE} ${'and then the rain came again '.repeat(15)} ${SENTENCES.slice(0, 4).join(' ')}`,
    ],
    ['a few words within a long text', `${SOURCE} It goes on${' and on, of course,'.repeat(12)} to this day.`],
    ['a question with its answer', 'Question: How long is the river?\nAnswer: The river is very long.\n\n'.repeat(12)],
    ['Chinese text', `亚马逊河是世界上流量最大的河流。${'它的流域覆盖九个国家，其中大部分位于巴西。'.repeat(12)}`],
  ])('rejects %s', (_, text) => {
    expect(reasonOf('loop', { text })).toBe('loop');
  });

  it('accepts answers that take up their questions', () => {
    const text = `Question: What is the particular role of the Atlantic Ocean in the water cycle of the Amazon?
Answer: The particular role of the Atlantic Ocean in the water cycle of the Amazon is to feed it.

Question: How do the southern Andes turn the moist air that the trade winds carry?
Answer: The southern Andes turn the moist air that the trade winds carry by standing in its way.

Question: Why did the level of the Rio Negro at Manaus fall so low in that year?
Answer: The level of the Rio Negro at Manaus fell so low in that year because there was a drought.`;
    expect(reasonOf('loop', { text })).toBeUndefined();
  });

  it('accepts a long name said often in a short text', () => {
    const text = `Question: What did the Military Community and Family Policy group want to do?
Answer: The Military Community and Family Policy group wanted to reach its younger users. Updating the site meant a large procurement, and the Military Community and Family Policy group wanted to reduce its costs and to lower the risk of delays, which everybody had seen before.`;
    expect(reasonOf('loop', { text })).toBeUndefined();
  });

  it('accepts a recapitulation at the end', () => {
    const text = `${SENTENCES.slice(0, 6).join(' ')}\n\nQuestion: How did it go?\nAnswer: ${SENTENCES[0]}`;
    expect(reasonOf('loop', { text })).toBeUndefined();
  });

  it('accepts labels on lines of their own', () => {
    const text = SENTENCES.slice(0, 6)
      .map((sentence) =>
        `Question:\nWhat about it?\nAnswer:\n${sentence}`.replace('What about it', sentence.slice(0, 30)),
      )
      .join('\n');
    expect(reasonOf('loop', { text })).toBeUndefined();
  });

  it('accepts a few words that come nine times in a row, or as often as in the source', () => {
    const chorus = (times: number): string => `${SOURCE} They sang${' row the boat'.repeat(times)} until night.`;
    expect(reasonOf('loop', { text: chorus(9) })).toBeUndefined();
    expect(reasonOf('loop', { text: chorus(12) })).toBe('loop');
    expect(reasonOf('loop', { text: chorus(12), source: chorus(12) })).toBeUndefined();
  });

  it('accepts tables whose cells are alike', () => {
    const rows = 'abcdefghijklmnopqrst'.split('').map((name) => `| Station ${name} on the river | yes | no | yes |`);
    expect(
      reasonOf('loop', { text: ['| Station | A | B | C |', '|---|---|---|---|', ...rows].join('\n') }),
    ).toBeUndefined();
  });

  it('lets a repetitive source repeat as much, not more', () => {
    const refrain = 'Row, row, row your boat, gently down the wide brown stream of the Amazon.';
    const verses = SENTENCES.map((sentence) => `${sentence}\n${refrain}`);
    const source = verses.join('\n');
    expect(reasonOf('loop', { text: source })).toBe('loop');
    expect(reasonOf('loop', { text: verses.slice(1, 8).join('\n'), source })).toBeUndefined();
    expect(reasonOf('loop', { text: `${refrain}\n`.repeat(12), source })).toBe('loop');
  });

  it('accepts rulers, ellipses and short texts', () => {
    expect(reasonOf('loop', { text: `${PARAPHRASE}\n\n${'-'.repeat(80)}` })).toBeUndefined();
    expect(reasonOf('loop', { text: 'No, no, no! The river is not long.' })).toBeUndefined();
    expect(judge('loop', { text: '' })).toEqual({ accepted: true, score: 0 });
  });

  it('does not judge programs', () => {
    expect(reasonOf('loop', { text: 'a b c d '.repeat(100), kind: 'program' })).toBeUndefined();
  });

  it('scores above 1 when it rejects and at most 1 when it accepts', () => {
    expect(judge('loop').score).toBeLessThanOrEqual(1);
    expect(judge('loop', { text: `${PARAPHRASE} ${PARAPHRASE} ${PARAPHRASE}` }).score).toBeGreaterThan(1);
  });
});

describe('repeatedTail', () => {
  it('finds the unit and how often it stands', () => {
    expect(repeatedTail(`Once upon a time. ${'tick tock '.repeat(20)}`)).toMatchObject({ repeats: 20 });
    expect(repeatedTail('tick tock '.repeat(20))?.unit).toHaveLength(10);
  });

  it('finds none in prose, in three repetitions and in a short text', () => {
    for (const text of [PARAPHRASE, 'tick tock goes the old clock here. '.repeat(3), 'tick '.repeat(6)]) {
      expect(repeatedTail(text)).toBeUndefined();
    }
  });
});

describe('longCharacterRun', () => {
  it('finds a run of the least length wherever it stands, and none that is shorter', () => {
    assert(
      property(
        integer({ min: 0, max: 200 }),
        integer({ min: 2, max: 90 }),
        integer({ min: 0, max: 60 }),
        (before, length, behind) => {
          const text = `${'xy'.repeat(before)}${'a'.repeat(length)}${'zw'.repeat(behind)}`;
          expect(longCharacterRun(text, 60).length).toBe(length >= 60 ? length : 0);
        },
      ),
    );
  });

  it('passes over rulers', () => {
    expect(longCharacterRun(`${'-'.repeat(100)}${'b'.repeat(70)}`, 60)).toEqual({ character: 'b', length: 70 });
  });
});
