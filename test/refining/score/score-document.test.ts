import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoresOf } from '../../../src/refining/score/overlap.ts';
import { scoreDocument } from '../../../src/refining/score/score-document.ts';
import { standingLines } from '../../../src/refining/score/standing-lines.ts';
import { words } from '../../../src/text/words.ts';

const LINES = [
  'Home',
  'The bridge was opened in 1894.',
  'It carries a road and a railway over the river.',
  '',
  'Read more',
  'Tickets',
];
const TEXT = LINES.join('\n');
const GOLD = 'The bridge was opened in 1894. It carries a road and a railway over the river.\nTickets';

const program = (written: string) => ({ kind: 'program', program: written }) as const;
const text = (edited: string) => ({ kind: 'text', text: edited }) as const;
const stands = (line: string, within: string): boolean | undefined => standingLines([words(line)], within)[0];

describe('standingLines', () => {
  it('finds a line whose 4-grams stand in the text, however that is laid out', () => {
    expect(stands('It carries a road and a railway', GOLD)).toBe(true);
    expect(stands('IT CARRIES: a road, and a railway!', GOLD)).toBe(true);
    expect(stands('in 1894. It carries', GOLD)).toBe(true);
    expect(stands('It carries a road and no railway', GOLD)).toBe(false);
  });

  it('takes 80% of the 4-grams for all', () => {
    const line = 'one two three four five six seven eight';
    expect(stands(line, 'one two three four five six seven nine')).toBe(true);
    expect(stands(line, 'one two three four five six nine eight')).toBe(false);
  });

  it('finds a line of fewer than four words only as a line', () => {
    expect(stands('Tickets', GOLD)).toBe(true);
    expect(stands('a railway', GOLD)).toBe(false);
  });

  it('finds no line without words', () => {
    expect(stands('—', 'a\n—\nb')).toBe(false);
  });

  it('finds every line with words of a text in itself', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '漢') }), { maxLength: 20 }),
        (lines) => {
          const split = lines.map(words);
          expect(standingLines(split, lines.join('\n'))).toEqual(split.map((line) => line.length > 0));
        },
      ),
    );
  });
});

describe('scoreDocument', () => {
  it('gives full marks to a program that does what gold does', () => {
    const score = scoreDocument({
      id: 'x',
      text: TEXT,
      predicted: program('remove_lines(start=0, end=0)\nremove_lines(start=3, end=4)'),
      gold: text(GOLD),
    });
    expect(score).toMatchObject({ lines: 5, problems: 0, dropped: { predicted: false, gold: false } });
    for (const overlap of [score.removal, score.keeping, score.words]) {
      expect(overlap === undefined ? undefined : scoresOf(overlap)).toEqual({ precision: 1, recall: 1, f1: 1 });
    }
  });

  it('counts what goes and what stays against gold, in lines and in words', () => {
    const score = scoreDocument({
      id: 'x',
      text: TEXT,
      predicted: program('remove_lines(start=0, end=1)'),
      gold: program('remove_lines(start=0, end=0)\nremove_lines(start=4, end=4)'),
    });
    expect(score.removal).toEqual({ both: 1, predicted: 2, gold: 2 });
    expect(score.keeping).toEqual({ both: 2, predicted: 3, gold: 3 });
    // Kept: 10 words, 2, 1; right: 6 words, 10, 1.
    expect(score.words).toEqual({ both: 11, predicted: 13, gold: 17 });
    expect(score.tokens.after).toBeLessThan(score.tokens.gold);
    expect(score.tokens.gold).toBeLessThan(score.tokens.before);
  });

  it('reads an edited text like a program', () => {
    const predicted = text(LINES.filter((_, at) => at !== 0 && at !== 4).join('\n'));
    const asText = scoreDocument({ id: 'x', text: TEXT, predicted, gold: text(GOLD) });
    const written = program('remove_lines(0, 0)\nremove_lines(4, 4)');
    const asProgram = scoreDocument({ id: 'x', text: TEXT, predicted: written, gold: text(GOLD) });
    expect(asText).toEqual(asProgram);
  });

  it('compares dropping with dropping, and has no lines to compare where gold drops', () => {
    const both = scoreDocument({ id: 'x', text: TEXT, predicted: program('drop_doc()'), gold: text('') });
    expect(both).toMatchObject({ removal: undefined, dropped: { predicted: true, gold: true }, words: { gold: 0 } });
    const wrong = scoreDocument({ id: 'x', text: TEXT, predicted: text(' \n'), gold: text(GOLD) });
    expect(wrong).toMatchObject({ dropped: { predicted: true, gold: false }, tokens: { after: 0 } });
    expect(wrong.removal).toEqual({ both: 2, predicted: 5, gold: 2 });
  });

  it('counts the lines of a program that have no effect', () => {
    const predicted = program('remove_lines(90, 95)\nhello\nnormalize("nowhere", "")\nremove_lines(0, 0)');
    expect(scoreDocument({ id: 'x', text: TEXT, predicted, gold: text(GOLD) }).problems).toBe(3);
  });
});
